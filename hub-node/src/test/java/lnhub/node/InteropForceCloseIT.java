package lnhub.node;

import static lnhub.node.InteropNetwork.BACK_MSAT;
import static lnhub.node.InteropNetwork.THERE_MSAT;
import static lnhub.node.InteropNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The channel of a hub and a live peer is closed by force, with an HTLC in flight each way, and both wallets get what
 * BOLT 5 says they get, fees apart. How it is run is in {@link InteropIT}.
 */
@Tag("interop")
@Timeout(1500)
class InteropForceCloseIT {
    /** What one side may spend on commitments, claims and what hurries them: less than any HTLC here is worth. */
    private static final long FEES_SAT = 100_000;
    private static final int STEP_BLOCKS = 6;
    /** A node acts on a block a while after it has seen it. */
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** Where no HTLC is in the way. */
    private static final int DELAY_BLOCKS = 36;
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
        // What earlier tests left to the peer would still be coming in while its money is counted.
        mineUntil(() -> network.peer.endAllChannels() == 0, DELAY_BLOCKS, () -> "the peer's older channels do not end");
        carol = network.carol();
        dave = network.dave();
    }

    @AfterEach
    void stop() {
        System.out.println(network.state());
        network.close();
    }

    /** The preimages get known: the peer claims with one, which the hub reads off the chain; the hub with the other. */
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
        mineUntil(() -> payments.carols().isDone()
                && network.peer.payment(payments.peers()) != LivePeer.PaymentState.PENDING, STEP_BLOCKS,
                () -> "the payments do not end: " + payments);
        network.requireSettled(payments);
        mineUntilPaid(hubSat, peerSat, DELAY_BLOCKS);
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
        mineUntilPaid(hubSat, peerSat, STEP_BLOCKS);
        network.thaw(carol);
        mineUntil(() -> payments.carols().isDone() && network.peer.payment(payments.peers())
                == LivePeer.PaymentState.FAILED, STEP_BLOCKS, () -> "the payments do not fail: " + payments);
        assertThat(payments.carols().join().getStatus()).isEqualTo(Payment.PaymentStatus.FAILED);
    }

    /**
     * Everything on the hub's disk is restored from a copy that is older than the channel's latest state. The peer's
     * channel_reestablish proves it, the hub publishes nothing and asks the peer to close (BOLT 2, "Message
     * Retransmission"), and its money comes back out of the peer's commitment.
     */
    @ParameterizedTest
    @EnumSource(Side.class)
    void aHubThatLostItsLatestStatesGetsItsMoneyFromThePeer(Side opener) {
        funding = network.open(opener);
        network.pay(network.hub, network.peer.invoice(10_000_000));
        network.requireSameBalances(funding);
        network.killHub();
        network.hub.backUp();
        network.restartHub();
        network.awaitUsable(funding);
        network.pay(network.hub, network.peer.invoice(60_000_000));
        network.peerPays(network.hub.invoice(25_000_000));
        network.requireSameBalances(funding);
        long hubSat = network.hub.onChainSat() + network.hub.localMsat(funding) / 1000;
        long peerSat = network.peer.onChainSat() + network.channel(funding).localMsat() / 1000;
        network.killHub();
        network.hub.restore();
        network.restartHub();
        await("the peer's commitment transaction", () -> !network.chain.isUnspent(funding));
        mineUntilPaid(hubSat, peerSat, DELAY_BLOCKS);
    }

    private void forceClose(Side closer) {
        if (closer == Side.HUB) {
            network.hub.close(funding, true);
        } else {
            network.peer.forceClose(network.hub.nodeId(), funding);
        }
        await("a commitment transaction", () -> !network.chain.isUnspent(funding));
    }

    /** Both wallets, and the hub has nothing left to do on chain. */
    private void mineUntilPaid(long hubSat, long peerSat, int step) {
        mineUntil(() -> isPaid(network.hub.onChainSat(), hubSat) && isPaid(network.peer.onChainSat(), peerSat)
                && network.hub.pendingChannels() == 0, step, () -> "the hub has " + network.hub.onChainSat() + " of "
                + hubSat + " sat and " + network.hub.pendingChannels() + " channels to end, the peer has "
                + network.peer.onChainSat() + " of " + peerSat);
        System.out.println("fees on chain: the hub's " + (hubSat - network.hub.onChainSat()) + " sat, the peer's "
                + (peerSat - network.peer.onChainSat()) + " sat");
    }

    /** @param step so few blocks at a time that what has a deadline can keep it */
    private void mineUntil(BooleanSupplier condition, int step, Supplier<String> state) {
        int end = network.chain.height() + MAX_BLOCKS;
        while (!Await.holds("what the last blocks led to", PAUSE, condition)) {
            assertThat(network.chain.height()).as(state).isLessThan(end);
            network.mine(step);
        }
    }

    private static boolean isPaid(long actualSat, long withFeesSat) {
        assertThat(actualSat).as("more than is due").isLessThanOrEqualTo(withFeesSat + 1);
        return actualSat >= withFeesSat - FEES_SAT;
    }
}
