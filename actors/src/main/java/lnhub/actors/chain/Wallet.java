package lnhub.actors.chain;

import java.util.List;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The hub's own money on chain. Fee rates are in satoshi per 1000 weight units and at least
 * {@link FeeRates#FLOOR_PER_KW}; a stage fails with {@link InsufficientFunds} when the coins do not suffice, with
 * {@link IllegalArgumentException} when an argument cannot be used, with {@link ChainException} when the chain does
 * not answer.
 */
public interface Wallet extends AutoCloseable {

    /** A fresh address to be paid at; never one that was handed out before. */
    CompletionStage<String> newAddress();

    /** A fresh output script of ours, for a channel's closing output (BOLT 2, "Closing Initiation: shutdown"). */
    CompletionStage<Bytes> newScript();

    /** The output script of an address. @throws IllegalArgumentException when it is no address of this network */
    Bytes scriptOf(String address);

    CompletionStage<Balance> balance();

    CompletionStage<List<Coin>> utxos();

    /**
     * Makes and signs a transaction that pays {@code amountSat} to {@code scriptPubkey} from confirmed coins, and locks
     * these, over restarts too, until it confirms or is released. It is not published: that is the caller's, once the
     * peer has signed for the first commitment (BOLT 2, "The funding_signed Message").
     */
    CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw);

    /**
     * Gives back the coins of a funded transaction that will never be published. Not after it was: then its channel
     * could lose its funding to a double spend. An unknown txid is ignored.
     */
    CompletionStage<Void> release(Bytes32 txid);

    /**
     * The funded transactions whose coins are locked and which nobody has seen published. After a restart, whoever
     * asked for them releases those it knows nothing of: it stopped between asking and recording.
     */
    CompletionStage<List<FundedTransaction>> unseen();

    /**
     * Pays and publishes. When the stage fails with {@link ChainException} it may have been published or not: the coins
     * stay locked and the wallet publishes it again.
     */
    CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw);

    @Override
    void close();

    /**
     * Satoshis. Together they are all the wallet's coins.
     *
     * @param confirmedSat   spendable now
     * @param unconfirmedSat in the mempool only, or a block reward that is not mature
     * @param lockedSat      confirmed, but promised to a funded transaction that has not been seen yet
     */
    record Balance(long confirmedSat, long unconfirmedSat, long lockedSat) {
    }

    /** One of our unspent outputs. @param locked whether a funded transaction that has not been seen yet spends it */
    record Coin(Unspent output, String address, boolean locked) {
    }

    /**
     * A signed transaction of ours.
     *
     * @param txid        in internal byte order
     * @param outputIndex of the output that was asked for; the other one, if any, is our change
     */
    record FundedTransaction(Bytes signedTx, Bytes32 txid, int outputIndex, long feeSat) {
    }
}
