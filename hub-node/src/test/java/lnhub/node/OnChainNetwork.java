package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.payment.PaymentView;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * alice pays carol by way of the hub and bob. The hub is a process of its own that can be killed; carol is a peer of
 * the test's that holds what comes, so that HTLCs are in flight for as long as a test wants.
 */
final class OnChainNetwork implements AutoCloseable {
    static final long CAPACITY_SAT = 2_000_000;
    static final long AMOUNT_SAT = 300_000;
    static final int BURIED_DEPTH = 3;
    static final int FINAL_CLTV_DELTA = 40;
    /** What nodes pay on a regtest chain that has no estimates. */
    static final int FEERATE_PER_KW = 2_500;
    static final Bytes32 PREIMAGE = Hashes.sha256("what carol knows".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    static final Bytes32 HASH = Hashes.sha256(PREIMAGE.toArray());
    /** Commitments, claims and second stages, of which those of an HTLC near its deadline may cost a share of it. */
    private static final long FEES_SAT = 80_000;
    private static final String SETTINGS = "channel { to-self-delay = 24, buried-depth = " + BURIED_DEPTH + " }\n";
    private static final Duration A_MOMENT = Duration.ofMillis(500);
    private static final long PAYMENT_TIMEOUT_MS = 600_000;

    final TestNetwork network;
    final HubNode alice;
    final HubNode bob;
    final TestPeer carol;
    final OutPoint aliceHub;
    final OutPoint hubBob;
    final Operator aliceOperator;
    final Operator bobOperator;
    private final Path hubFolder;
    private final Path config;
    private NodeProcess process;
    private NodeFile hub;
    private Optional<Operator> hubOperator = Optional.empty();
    private final long aliceSat;
    private final long bobSat;
    private final long hubSat;

    OnChainNetwork(TestNetwork network) {
        this.network = network;
        this.hubFolder = network.folder("hub");
        this.alice = network.start(network.configure("alice", SETTINGS));
        this.bob = network.start(network.configure("bob", SETTINGS));
        this.aliceOperator = new Operator(alice.grpcAddress());
        this.bobOperator = new Operator(bob.grpcAddress());
        startHub(network.configure("hub", SETTINGS));
        this.config = hubConfig("");
        network.fund(alice, 2);
        network.fund(bob, 3);
        network.fund(hub().newAddress(), 3);
        Await.until("the hub's coins", () -> hub().balance().getConfirmedBalance() > 0);
        for (HubNode node : List.of(alice, bob)) {
            network.connect(node, hub.nodeId(), hub.lightning());
        }
        this.carol = new TestPeer(7, network::height).connect(bob);
        network.awaitConnected(bob, carol.nodeId());
        this.aliceHub = network.open(alice, hub.nodeId(), CAPACITY_SAT, CAPACITY_SAT * 500);
        this.hubBob = hub().open(bob.nodeId(), CAPACITY_SAT, CAPACITY_SAT / 2);
        OutPoint bobCarol = network.open(bob, carol.nodeId(), CAPACITY_SAT, CAPACITY_SAT * 500);
        mine(TestNetwork.DEPTH);
        deepForCarol(bobCarol);
        Await.until("all channels", () -> hub().activeChannels() == 2 && aliceOperator.activeChannels() == 1
                && bobOperator.activeChannels() == 2);
        carol.channel().hold();
        this.aliceSat = wealthSat(aliceOperator);
        this.bobSat = wealthSat(bobOperator);
        this.hubSat = wealthSat(hub());
    }

    /** Its peers dial it again where they found it. */
    private Path hubConfig(String more) {
        return network.configure("hub", SETTINGS + "listen { host = \"127.0.0.1\", port = "
                + hub.lightning().getPort() + " }\n" + more);
    }

    private void deepForCarol(OutPoint funding) {
        carol.fundingDeep(Await.value("carol's channel", () -> Balances.live(bob).stream()
                .filter(state -> state.funded().params().funding().equals(funding))
                .findFirst().flatMap(state -> state.funded().shortChannelId())));
    }

    // --- the hub's process ---

    private void startHub(Path with) {
        process = NodeProcess.start(with, hubFolder);
        hub = process.awaitStarted();
        hubOperator = Optional.of(new Operator(hub.grpc()));
    }

    NodeFile hubFile() {
        return hub;
    }

    Operator hub() {
        return hubOperator.orElseThrow();
    }

    void killHub() {
        process.kill();
        hub().close();
        hubOperator = Optional.empty();
    }

    /** It is up; its peers may not have found it again yet. */
    void restartHub() {
        restartHub(config);
    }

    /** @param more settings, under hub */
    void restartHubWith(String more) {
        restartHub(hubConfig(more));
    }

    private void restartHub(Path with) {
        startHub(with);
        Await.until("the hub to know the tip", () -> hub().height() == network.height());
    }

    // --- payments ---

    /** A peer of the hub's with a channel that the hub has opened to it, half of it on each side. */
    OutPoint openTo(TestPeer peer) {
        peer.connect(hub.nodeId(), hub.lightning());
        OutPoint funding = Await.value("the hub to open a channel", () -> tryOpen(peer));
        mine(TestNetwork.DEPTH);
        peer.fundingDeep(network.place(funding));
        Await.until("the channel", () -> hub().activeChannels() == 3 && peer.channel().isUsable());
        return funding;
    }

    /** Right after the handshake the hub may not have dealt with the peer's init. */
    private Optional<OutPoint> tryOpen(TestPeer peer) {
        try {
            return Optional.of(hub().open(peer.nodeId(), CAPACITY_SAT, CAPACITY_SAT / 2));
        } catch (StatusRuntimeException notYet) {
            if (notYet.getMessage().contains("not connected")) {
                return Optional.empty();
            }
            throw notYet;
        }
    }

    /** alice pays a peer of the hub's, which has the HTLC and says nothing. */
    CompletableFuture<PaymentView> payHeld(TestPeer payee, OutPoint channel) {
        payee.channel().hold();
        return payHeld(payee, new RoutingHint(List.of(
                new RoutingHint.Hop(hub.nodeId(), network.place(channel), 1_000, 100, 80))));
    }

    /** alice pays; carol has the HTLC and says nothing. */
    CompletableFuture<PaymentView> payHeld() {
        ShortChannelId toBob = new ShortChannelId(hub().channel(hubBob).getChanId());
        LocalChannel toCarol = bob.assembly().actors().directory().with(carol.nodeId()).getFirst();
        return payHeld(carol, new RoutingHint(List.of(
                new RoutingHint.Hop(hub.nodeId(), toBob, 1_000, 100, 80),
                new RoutingHint.Hop(bob.nodeId(), toCarol.shortChannelId(), 1_000, 100, 80))));
    }

    private CompletableFuture<PaymentView> payHeld(TestPeer payee, RoutingHint hint) {
        String invoice = payee.invoice(HASH, AMOUNT_SAT * 1000, FINAL_CLTV_DELTA, List.of(hint));
        CompletableFuture<PaymentView> payment = TestPayments.pay(alice, invoice, PAYMENT_TIMEOUT_MS);
        Await.until("the payee to have the HTLC", () -> payment.isDone() || payee.channel().holds(HASH));
        assertThat(payment).as("the payment").isNotDone();
        return payment;
    }

    void carolFulfils() {
        carol.channel().settle(HASH, new Settlement.Fulfilled(PREIMAGE));
    }

    /** Until what height the hub may wait for bob's answer. */
    int expiryAtBob() {
        return hub().channel(hubBob).getPendingHtlcs(0).getExpirationHeight();
    }

    // --- blocks ---

    /** Every node that runs knows each block before the next one comes. */
    void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            network.mine(1);
            awaitTip();
        }
    }

    private void awaitTip() {
        int height = network.height();
        for (Operator operator : operators()) {
            Await.until("block " + height, () -> operator.height() == height);
        }
    }

    private List<Operator> operators() {
        List<Operator> all = new ArrayList<>(List.of(aliceOperator, bobOperator));
        hubOperator.ifPresent(all::add);
        return all;
    }

    /** Block after block; between two of them the nodes have a moment to publish what follows from the first. */
    void mineUntil(String what, int most, BooleanSupplier condition) {
        for (int i = 0; i < most; i++) {
            if (isSoon(condition)) {
                return;
            }
            mine(1);
        }
        if (!isSoon(condition)) {
            throw new AssertionError(most + " blocks were not enough for " + what + "; the hub's log:\n"
                    + process.endOfLog());
        }
    }

    private static boolean isSoon(BooleanSupplier condition) {
        return Await.holds("what follows from a block", A_MOMENT, condition);
    }

    void mineTo(int height) {
        while (network.height() < height) {
            mine(1);
        }
    }

    /** A transaction of the tip. */
    ChainTransaction atTip(String txid) {
        return network.block(network.height()).transactions().stream()
                .filter(tx -> tx.txid().reversed().toString().equals(txid)).findFirst().orElseThrow();
    }

    /** The output of the HTLC that carries the payment: it is worth that and the fees of the hops to come. */
    static OutPoint htlcOf(ChainTransaction commitment) {
        return IntStream.range(0, commitment.outputs().size())
                .filter(i -> Math.abs(commitment.outputs().get(i).amountSat() - AMOUNT_SAT) < 1_000)
                .mapToObj(commitment::outPoint).findFirst().orElseThrow();
    }

    void awaitSpentInMempool(OutPoint output) {
        Await.until("somebody to spend " + output, () -> !network.isUnspent(output));
    }

    // --- afterwards ---

    boolean isOver(OutPoint funding, Operator... operators) {
        return List.of(operators).stream().allMatch(operator -> operator.closed(funding).isPresent());
    }

    /** alice's channel with the hub was not touched, and carries payments. */
    void requireAliceUntouched() {
        assertThat(network.isUnspent(aliceHub)).as("alice's channel is open").isTrue();
        assertThat(Balances.allNormal(alice)).isTrue();
        Await.until("alice's channel to be of use", () -> hub().channel(aliceHub).getActive());
        Await.until("rest", () -> Balances.of(alice).atRest());
    }

    /** @param paid whether carol was paid; bob passes it on */
    void requireWealth(boolean paid) {
        requireWealth(paid, 0);
    }

    /** @param feesSat what the hub, and bob, may have paid beyond the usual, at most */
    void requireWealth(boolean paid, long feesSat) {
        long amount = paid ? AMOUNT_SAT : 0;
        requireNear("alice", wealthSat(aliceOperator), aliceSat - amount);
        requireNear("the hub", wealthSat(hub()), hubSat, feesSat);
        requireNear("bob", wealthSat(bobOperator) + (paid ? 0 : bobsLimboSat()), bobSat, feesSat);
    }

    /** What waits in bob's channel with carol, who is not there any more. */
    private long bobsLimboSat() {
        return bobOperator.pending().getTotalLimboBalance();
    }

    static void requireNear(String who, long sat, long expectedSat) {
        requireNear(who, sat, expectedSat, 0);
    }

    private static void requireNear(String who, long sat, long expectedSat, long moreFeesSat) {
        assertThat(sat).as("what " + who + " has, in satoshi, fees apart")
                .isBetween(expectedSat - FEES_SAT - moreFeesSat, expectedSat + FEES_SAT);
    }

    static long wealthSat(Operator operator) {
        return operator.totalSat() + operator.channels().stream().mapToLong(c -> c.getLocalBalance()).sum();
    }

    static boolean isLive(HubNode node, OutPoint funding) {
        return Balances.live(node).stream().map(Live::funded).anyMatch(f -> f.params().funding().equals(funding));
    }

    @Override
    public void close() {
        carol.close();
        aliceOperator.close();
        bobOperator.close();
        hubOperator.ifPresent(Operator::close);
        process.close();
        network.close();
    }
}
