package lnhub.node;

import static lnhub.node.InteropNetwork.CAPACITY_SAT;
import static lnhub.node.InteropNetwork.DEPTH;
import static lnhub.node.InteropNetwork.await;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.PeerMessage;
import lnhub.node.InteropNetwork.Side;
import lnhub.ops.lnrpc.Payment;
import lnhub.protocol.channel.Effect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hub beside a running node that somebody else wrote, on one bitcoind in regtest. What was found with which version
 * is in ops/decisions/interop.md. A normal build leaves these tests out; with a peer they are run by
 *
 * <pre>
 * mvn -pl hub-node -am verify -Pinterop -Dinterop.peer=NODEID@HOST:PORT ...
 * </pre>
 *
 * with these properties:
 * <ul>
 * <li>{@code interop.peer}: the peer's node id and Lightning address, NODEID@HOST:PORT
 * <li>{@code interop.api}, {@code interop.api.password}: where its HTTP API is and what lets us in
 * <li>{@code interop.dialect}: how that is spoken to; {@code eclair}, the default, is the only one
 * <li>{@code interop.rpc}, {@code interop.rpc.user}, {@code interop.rpc.password}: the bitcoind that the peer follows
 * too, http://HOST:PORT. Its chain must be young: a wallet of the test's own mines what everybody is paid from
 * <li>{@code interop.zmq.block}, {@code interop.zmq.tx}: where it publishes, tcp://HOST:PORT; may be left out
 * <li>{@code interop.restart}: a command that kills the peer, starts it again and ends when its API answers; without
 * it the test of that is skipped
 * </ul>
 * The peer must accept payments of any size and channels of {@link InteropNetwork#CAPACITY_SAT}. The shorter its
 * delays (to_self_delay, cltv_expiry_delta), the fewer blocks {@link InteropForceCloseIT} has to mine.
 */
@Tag("interop")
@Timeout(600)
class InteropIT {
    private static final long FEES_SAT = 20_000;
    private static final int KILLS = 3;
    private static final int PAYMENTS_AT_A_TIME = 40;

    @TempDir
    private Path folder;
    private InteropNetwork network;

    @BeforeEach
    void start() {
        network = new InteropNetwork(folder);
        System.out.println("the live peer is " + network.peer.version() + ", " + network.peer.nodeId());
    }

    @AfterEach
    void stop() {
        System.out.println(network.state());
        network.close();
    }

    @Test
    void eitherSideConnects() {
        network.peer.disconnect(network.hub.nodeId());
        await("the hub to see that the peer is gone", () -> !network.hub.isConnected(network.peer.nodeId()));
        network.peer.connect(network.hub.nodeId(), network.hub.address());
        await("the peer's connection", () -> network.hub.isConnected(network.peer.nodeId())
                && network.peer.isConnected(network.hub.nodeId()));
    }

    /** BOLT 2 lets a peer refuse a channel_type; the connection and other channels must not suffer from that. */
    @Test
    void aChannelOfTheOlderTypeIsOpenedOrRefusedInWords() {
        HubNode erin = network.inThisProcess("erin");
        try {
            ask(erin, PeerMessage.Answer.class, replyTo -> new PeerMessage.Connect(new PeerMessage.Address(
                    network.peer.address().getHostString(), network.peer.address().getPort()), replyTo));
            Effect.Outcome older = open(erin, false);
            System.out.println("a channel of type static_remotekey: " + older);
            if (older instanceof Effect.Outcome.Refused refused) {
                assertThat(refused.reason()).isNotBlank();
                assertThat(open(erin, true)).isInstanceOf(Effect.Outcome.FundingPublished.class);
            }
            network.mine(DEPTH);
            await("erin's channel", () -> TestNetwork.usableChannels(erin) == 1);
        } finally {
            Await.get(erin.stop());
        }
    }

    private Effect.Outcome open(HubNode node, boolean anchors) {
        return ask(node, Effect.Outcome.class, replyTo -> new PeerMessage.Open(CAPACITY_SAT, 0, true, anchors,
                Optional.empty(), replyTo));
    }

    private <T> T ask(HubNode node, Class<T> answer, Function<ActorRef<T>, PeerMessage> message) {
        return answer.cast(Await.get(node.assembly().actors().sharding()
                .entityRefFor(PeerEntity.KEY, network.peer.nodeId().toHex())
                .ask(message::apply, Duration.ofSeconds(60))));
    }

    @Test
    void failuresTravelBack() {
        OwnNode carol = network.carol();
        OwnNode dave = network.dave();
        String funding = network.open(Side.HUB);
        network.pay(carol, dave.invoice(5_000_000));
        network.peerPays(carol.invoice(5_000_000));
        String toDave = dave.invoice(20_000_000);
        String toCarol = carol.invoice(20_000_000);
        dave.kill();
        Payment carols = InteropNetwork.last(carol, toDave);
        assertThat(carols.getStatus()).isEqualTo(Payment.PaymentStatus.FAILED);
        assertThat(carols.getHtlcsList()).isNotEmpty()
                .allSatisfy(attempt -> assertThat(attempt.getFailure().getFailureSourceIndex()).isEqualTo(2));
        carol.kill();
        String peers = network.peer.pay(toCarol);
        await("the peer's payment to end", () -> network.peer.payment(peers) != LivePeer.PaymentState.PENDING);
        assertThat(network.peer.payment(peers)).isEqualTo(LivePeer.PaymentState.FAILED);
        assertThat(network.peer.failedAt(peers)).as("%s", network.peer.paymentText(peers))
                .containsExactly(network.hub.nodeId());
        network.requireSameBalances(funding);
        dave.startAgain();
        carol.startAgain();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aHubThatIsKilledWithHtlcsInFlightSettlesThem(Side opener) {
        OwnNode carol = network.carol();
        OwnNode dave = network.dave();
        String funding = network.open(opener);
        InteropNetwork.InFlight payments = network.holdBothWays(funding, carol, dave);
        network.killHub();
        network.restartHub();
        network.awaitUsable(funding);
        network.awaitHtlcs(funding, 2);
        network.thaw(dave);
        network.thaw(carol);
        network.requireSettled(payments);
        network.requireSameBalances(funding);
    }

    @Test
    void aPeerThatIsRestartedWithHtlcsInFlightSettlesThem() {
        Assumptions.assumeTrue(network.settings.restart().isPresent(),
                "no -Dinterop.restart=COMMAND: what restarts the peer is not known");
        OwnNode carol = network.carol();
        OwnNode dave = network.dave();
        String funding = network.open(Side.PEER);
        InteropNetwork.InFlight payments = network.holdBothWays(funding, carol, dave);
        network.settings.restartPeer();
        network.awaitUsable(funding);
        network.awaitHtlcs(funding, 2);
        network.thaw(dave);
        network.thaw(carol);
        network.requireSettled(payments);
        network.requireSameBalances(funding);
    }

    /** Payments both ways, more at a time than the channel takes; some fail, none may break it. */
    @Test
    void aHubThatIsKilledUnderLoadAgreesWithThePeerAfterwards() {
        OwnNode carol = network.carol();
        String funding = network.open(Side.PEER);
        network.pay(carol, network.peer.invoice(1_000_000));
        network.peerPays(carol.invoice(1_000_000));
        for (int kill = 0; kill < KILLS; kill++) {
            List<CompletableFuture<Payment>> there = new ArrayList<>();
            List<String> back = new ArrayList<>();
            for (int i = 0; i < PAYMENTS_AT_A_TIME; i++) {
                there.add(carol.pay(network.peer.invoice(1_000_000 + i)));
                back.add(network.peer.pay(carol.invoice(1_100_000 + i)));
            }
            await("some payments to end", () -> there.stream().anyMatch(CompletableFuture::isDone));
            network.killHub();
            network.restartHub();
            await("carol's payments to end", () -> there.stream().allMatch(CompletableFuture::isDone));
            await("the peer's payments to end", () -> back.stream().allMatch(id ->
                    network.peer.payment(id) != LivePeer.PaymentState.PENDING));
            System.out.println(there.stream().filter(payment -> payment.join().getStatus()
                    == Payment.PaymentStatus.SUCCEEDED).count() + " and " + back.stream().filter(id ->
                    network.peer.payment(id) == LivePeer.PaymentState.SUCCEEDED).count() + " of "
                    + PAYMENTS_AT_A_TIME + " payments succeeded");
            network.awaitUsable(funding);
            network.requireSameBalances(funding);
        }
        network.pay(carol, network.peer.invoice(3_000_000));
        network.peerPays(carol.invoice(3_000_000));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anOpeningGoesOnAfterTheHubWasKilled(Side opener) {
        String funding = network.openUnconfirmed(opener);
        network.killHub();
        network.chain.mine(DEPTH / 2);
        network.restartHub();
        network.mine(DEPTH);
        network.awaitUsable(funding);
        network.pay(network.hub, network.peer.invoice(10_000_000));
        network.requireSameBalances(funding);
    }

    /** shutdown may be sent while HTLCs are pending; the close follows when they are settled (BOLT 2). */
    @ParameterizedTest
    @EnumSource(Side.class)
    void aCloseWaitsForTheHtlcsInFlight(Side closer) {
        OwnNode carol = network.carol();
        OwnNode dave = network.dave();
        String funding = network.open(Side.HUB);
        InteropNetwork.InFlight payments = network.holdBothWays(funding, carol, dave);
        long hubSat = network.hub.onChainSat();
        close(funding, closer);
        network.thaw(dave);
        network.thaw(carol);
        network.requireSettled(payments);
        await("the closing transaction", () -> !network.chain.isUnspent(funding));
        network.mine(DEPTH);
        await("the hub's money", () -> network.hub.onChainSat() > hubSat);
    }

    @ParameterizedTest
    @CsvSource({"HUB,HUB", "HUB,PEER", "PEER,HUB", "PEER,PEER"})
    void paysBothWaysAndClosesInAgreement(Side opener, Side closer) {
        OwnNode carol = network.carol();
        String funding = network.open(opener);
        network.pay(network.hub, network.peer.invoice(50_000_123));
        network.peerPays(network.hub.invoice(30_000_000));
        network.pay(network.hub, network.peer.invoice(1_000));
        network.peerPays(network.hub.invoice(2_000));
        network.pay(carol, network.peer.invoice(70_000_001));
        network.peerPays(carol.invoice(40_000_000));
        network.requireSameBalances(funding);
        closeInAgreement(funding, closer);
    }

    private void closeInAgreement(String funding, Side closer) {
        long hubSat = network.hub.onChainSat() + network.hub.localMsat(funding) / 1000;
        long peerSat = network.peer.onChainSat() + network.channel(funding).localMsat() / 1000;
        close(funding, closer);
        await("the closing transaction", () -> !network.chain.isUnspent(funding));
        network.mine(DEPTH);
        await("the hub's money", () -> isAbout(network.hub.onChainSat(), hubSat));
        await("the peer's money", () -> isAbout(network.peer.onChainSat(), peerSat));
        await("the channel to end at the hub", () -> network.hub.pendingChannels() == 0);
    }

    private void close(String funding, Side closer) {
        if (closer == Side.HUB) {
            network.hub.close(funding, false);
        } else {
            network.peer.close(network.hub.nodeId(), funding);
        }
    }

    private static boolean isAbout(long actualSat, long withFeesSat) {
        return actualSat <= withFeesSat && actualSat >= withFeesSat - FEES_SAT;
    }
}
