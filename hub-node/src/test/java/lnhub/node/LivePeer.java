package lnhub.node;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;

/**
 * A running Lightning node that somebody else wrote, as its operator sees it. Channels are named by their funding
 * output, {@code txid:index} with the txid as bitcoind prints it. What it refuses is an {@link AssertionError} with its
 * own words.
 */
interface LivePeer extends AutoCloseable {

    enum PaymentState { PENDING, SUCCEEDED, FAILED }

    /**
     * One channel as the peer has it.
     *
     * @param state in the peer's own words
     * @param usable whether it takes payments now
     * @param localMsat what is the peer's, without HTLCs
     * @param htlcs pending in either commitment, or in the next one that it has signed
     */
    record PeerChannel(String state, boolean usable, long localMsat, int htlcs) {
    }

    /** What it says of its make and version. */
    String version();

    PublicKey nodeId();

    InetSocketAddress address();

    int height();

    boolean isConnected(PublicKey node);

    void connect(PublicKey node, InetSocketAddress address);

    void disconnect(PublicKey node);

    /** Opens a public channel with anchors. @return its funding output, once the transaction is published */
    String open(PublicKey node, long capacitySat, long pushMsat);

    /** Empty when it does not know such a channel, or not any more. */
    Optional<PeerChannel> channel(PublicKey node, String funding);

    void close(PublicKey node, String funding);

    void forceClose(PublicKey node, String funding);

    /** Closes by force whatever channels it still has with anybody. @return how many of them have not ended yet */
    int endAllChannels();

    /** @return a BOLT 11 invoice */
    String invoice(long amountMsat);

    /** Starts to pay. @return what {@link #payment} is asked with */
    String pay(String invoice);

    PaymentState payment(String id);

    /** The nodes whose failures it has read, first attempt first: what it cannot read it can blame on nobody. */
    List<PublicKey> failedAt(String id);

    /** What went wrong, for texts. */
    String paymentText(String id);

    /** An address of its wallet. */
    String newAddress();

    /** In its wallet outside channels, confirmed or not. */
    long onChainSat();

    @Override
    void close();
}
