package lnhub.node;

import static lnhub.node.InteropNetwork.BACK_MSAT;
import static lnhub.node.InteropNetwork.THERE_MSAT;
import static lnhub.node.InteropNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import lnhub.node.InteropNetwork.InFlight;
import lnhub.node.InteropNetwork.Side;
import lnhub.ops.lnrpc.Payment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The channel of a hub and a live peer is closed by force, with an HTLC in flight each way, and both wallets get what
 * BOLT 5 says they get, fees apart. How it is run is in {@link InteropIT}.
 */
@Tag("interop")
@Timeout(1500)
class InteropForceCloseIT {
    /** What one side may spend on its commitment, its HTLCs, its claims and what hurries them. */
    private static final long FEES_SAT = 60_000;
    private static final int STEP_BLOCKS = 6;
    /** The longest delays and expiries that the nodes may ask of each other, several times over. */
    private static final int MAX_BLOCKS = 4_000;

    @TempDir
    private Path folder;
    private InteropNetwork network;
    private OwnNode carol;
    private OwnNode dave;
    private String funding;

    @BeforeEach
    void start() {
        network = new InteropNetwork(folder);
        carol = network.carol();
        dave = network.dave();
    }

    @AfterEach
    void stop() {
        System.out.println(network.state());
        network.close();
    }

    /** The preimages get known: the peer claims with the one, which the hub reads off the chain, the hub with the other. */
    @ParameterizedTest
    @CsvSource({"HUB,HUB", "PEER,HUB", "HUB,PEER", "PEER,PEER"})
    void preimagesClaimTheHtlcs(Side opener, Side closer) {
        funding = network.open(opener);
        InFlight payments = network.holdBothWays(funding, carol, dave);
        long hubSat = network.hub.onChainSat() + (network.hub.localMsat(funding) + BACK_MSAT) / 1000;
        long peerSat = network.peer.onChainSat() + (network.channel(funding).localMsat() + THERE_MSAT) / 1000;
        forceClose(closer);
        network.thaw(dave);
        network.thaw(carol);
        mineUntilPaid(hubSat, peerSat);
        network.requireSettled(payments);
    }

    /**
     * Nobody ever answers: who offered an HTLC gets it back. The channels with carol and dave end on chain too, for
     * the same reason.
     */
    @ParameterizedTest
    @CsvSource({"HUB,HUB", "PEER,PEER"})
    void timeoutsReturnTheHtlcs(Side opener, Side closer) {
        funding = network.open(opener);
        long hubBefore = network.hub.onChainSat();
        InFlight payments = network.holdBothWays(funding, carol, dave);
        long hubSat = hubBefore + (network.hub.localMsat(funding) + THERE_MSAT
                + network.hub.localMsat(network.funding(carol))) / 1000;
        long peerSat = network.peer.onChainSat() + (network.channel(funding).localMsat() + BACK_MSAT
                + network.peer.channel(dave.nodeId(), network.funding(dave)).orElseThrow().localMsat()) / 1000;
        forceClose(closer);
        mineUntilPaid(hubSat, peerSat);
        await("the peer's payment to fail", () -> network.peer.payment(payments.peers())
                == LivePeer.PaymentState.FAILED);
        network.thaw(carol);
        await("carol to know the end of her payment", () -> payments.carols().isDone());
        assertThat(payments.carols().join().getStatus()).isEqualTo(Payment.PaymentStatus.FAILED);
    }

    private void forceClose(Side closer) {
        if (closer == Side.HUB) {
            network.hub.close(funding, true);
        } else {
            network.peer.forceClose(network.hub.nodeId(), funding);
        }
        await("a commitment transaction", () -> !network.chain.isUnspent(funding));
    }

    /** A few blocks at a time: what has a deadline must be able to keep it. */
    private void mineUntilPaid(long hubSat, long peerSat) {
        int end = network.chain.height() + MAX_BLOCKS;
        while (!isPaid(network.hub.onChainSat(), hubSat) || !isPaid(network.peer.onChainSat(), peerSat)
                || network.hub.pendingChannels() > 0) {
            assertThat(network.chain.height()).as("the hub has %d of %d sat, the peer %d of %d",
                    network.hub.onChainSat(), hubSat, network.peer.onChainSat(), peerSat).isLessThan(end);
            network.mine(STEP_BLOCKS);
        }
    }

    private static boolean isPaid(long actualSat, long withFeesSat) {
        assertThat(actualSat).as("more than is due").isLessThanOrEqualTo(withFeesSat + 1);
        return actualSat >= withFeesSat - FEES_SAT;
    }
}
