package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.lnrpc.PaymentFailureReason;

/**
 * A hub beside a live peer, and up to two nodes of ours behind them: carol at the hub, dave at the peer. Each test has
 * new nodes of ours; the peer and the chain go on.
 *
 * <pre>
 *     carol ---- hub ==== the live peer ---- dave
 * </pre>
 */
final class InteropNetwork implements AutoCloseable {
    /** Enough for a channel to be announced, and for a close to be buried. */
    static final int DEPTH = 6;
    static final long CAPACITY_SAT = 2_000_000;
    static final long PUSH_SAT = 900_000;
    /** A live peer may take its time to look at blocks, to gossip and to dial again. */
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int COINS = 2;
    private static final long COIN_SAT = 5_000_000;

    enum Side { HUB, PEER }

    final InteropSettings settings = InteropSettings.read();
    final LivePeer peer = settings.peer();
    final LiveChain chain = new LiveChain(settings);
    final OwnNode hub;
    private final Path folder;
    private final List<OwnNode> nodes = new ArrayList<>();
    private final Set<OwnNode> frozen = new HashSet<>();
    private final Map<OwnNode, String> fundings = new HashMap<>();

    InteropNetwork(Path folder) {
        this.folder = folder;
        hub = start("hub");
        chain.pay(peer.newAddress(), COINS, COIN_SAT);
        mine(1);
        hub.connect(peer.nodeId(), peer.address());
        await("the hub and the peer to be connected",
                () -> hub.isConnected(peer.nodeId()) && peer.isConnected(hub.nodeId()));
    }

    /** In this process, where a test can ask for what the API does not offer. It is funded; whoever asks stops it. */
    HubNode inThisProcess(String alias) {
        HubNode node = Await.get(HubNode.start(NodeConfig.read(
                OwnNode.configure(alias, folder.resolve(alias), settings, 0))));
        chain.pay(Await.get(node.assembly().wallet().newAddress()), COINS, COIN_SAT);
        chain.mine(1);
        await("the wallet of " + alias, () ->
                Await.get(node.assembly().wallet().balance()).confirmedSat() == COINS * COIN_SAT);
        return node;
    }

    private OwnNode start(String alias) {
        OwnNode node = OwnNode.start(alias, folder, settings);
        nodes.add(node);
        chain.pay(node.newAddress(), COINS, COIN_SAT);
        return node;
    }

    static void await(String what, BooleanSupplier condition) {
        Await.until(what, LIMIT, condition);
    }

    // --- the chain ---

    /** Mines, and waits until everybody who is awake has seen it. */
    void mine(int blocks) {
        chain.mine(blocks);
        awaitHeight(chain.height());
    }

    private void awaitHeight(int height) {
        for (OwnNode node : nodes) {
            if (!frozen.contains(node)) {
                await("a node of ours to see block " + height, () -> node.height() >= height);
            }
        }
        await("the peer to see block " + height, () -> peer.height() >= height);
    }

    // --- nodes ---

    void freeze(OwnNode node) {
        frozen.add(node);
        node.freeze();
    }

    void thaw(OwnNode node) {
        node.thaw();
        frozen.remove(node);
    }

    void killHub() {
        frozen.add(hub);
        hub.kill();
    }

    void restartHub() {
        hub.startAgain();
        frozen.remove(hub);
    }

    /** A node with a public channel to the hub. */
    OwnNode carol() {
        OwnNode carol = start("carol");
        mine(1);
        carol.connect(hub.nodeId(), hub.address());
        String funding = carol.open(hub.nodeId(), CAPACITY_SAT, PUSH_SAT);
        fundings.put(carol, funding);
        mine(DEPTH);
        await("carol's channel", () -> carol.isUsable(funding) && hub.isUsable(funding));
        return carol;
    }

    /** A node with a public channel to the peer. */
    OwnNode dave() {
        OwnNode dave = start("dave");
        mine(1);
        dave.connect(peer.nodeId(), peer.address());
        String funding = dave.open(peer.nodeId(), CAPACITY_SAT, PUSH_SAT);
        fundings.put(dave, funding);
        mine(DEPTH);
        await("dave's channel", () -> dave.isUsable(funding) && peer.channel(dave.nodeId(), funding)
                .map(LivePeer.PeerChannel::usable).orElse(false));
        return dave;
    }

    // --- the channel ---

    /** A public channel between hub and peer, usable on both sides. @return its funding output */
    String open(Side opener) {
        String funding = openUnconfirmed(opener);
        mine(DEPTH);
        awaitUsable(funding);
        return funding;
    }

    String openUnconfirmed(Side opener) {
        String funding = opener == Side.HUB ? hub.open(peer.nodeId(), CAPACITY_SAT, PUSH_SAT)
                : peer.open(hub.nodeId(), CAPACITY_SAT, PUSH_SAT * 1000);
        await("the funding transaction", () -> chain.isUnspent(funding));
        return funding;
    }

    void awaitUsable(String funding) {
        await("the channel to be usable at the hub", () -> hub.isUsable(funding));
        await("the channel to be usable at the peer", () -> channel(funding).usable());
    }

    LivePeer.PeerChannel channel(String funding) {
        return peer.channel(hub.nodeId(), funding)
                .orElse(new LivePeer.PeerChannel("unknown", false, 0, 0));
    }

    /** Both have so many HTLCs in their commitments, and agree on the rest. */
    void awaitHtlcs(String funding, int htlcs) {
        await(htlcs + " HTLCs in the channel", () -> hub.htlcs(funding) == htlcs
                && channel(funding).htlcs() == htlcs);
    }

    void requireSameBalances(String funding) {
        awaitHtlcs(funding, 0);
        assertThat(hub.localMsat(funding) + channel(funding).localMsat()).as("what both sides think they have")
                .isEqualTo(CAPACITY_SAT * 1000);
    }

    // --- payments ---

    /** One of our nodes pays; what is not in its graph yet may come by gossip meanwhile. */
    void pay(OwnNode payer, String invoice) {
        Payment paid = Await.value("a route of ours", LIMIT, () -> {
            Payment payment = last(payer, invoice);
            boolean routed = payment.getFailureReason()
                    != PaymentFailureReason.FAILURE_REASON_NO_ROUTE;
            return routed ? Optional.of(payment) : Optional.empty();
        });
        assertThat(paid.getStatus()).as("%s", paid).isEqualTo(Payment.PaymentStatus.SUCCEEDED);
    }

    static Payment last(OwnNode payer, String invoice) {
        try {
            return payer.pay(invoice).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError("a payment of ours did not end", failed);
        }
    }

    /** The peer pays; what is not in its graph yet may come by gossip meanwhile. */
    void peerPays(String invoice) {
        List<String> tried = new ArrayList<>();
        await("the peer's payment to succeed", () -> {
            if (tried.isEmpty() || peer.payment(tried.getLast()) == LivePeer.PaymentState.FAILED) {
                tried.forEach(id -> lastFailure = peer.paymentText(id));
                tried.add(peer.pay(invoice));
            }
            return peer.payment(tried.getLast()) == LivePeer.PaymentState.SUCCEEDED;
        });
    }

    private volatile String lastFailure = "";

    /** Payments under way through the channel between hub and peer, one each way, whose payees are frozen. */
    record InFlight(CompletableFuture<Payment> carols, String peers) {
    }

    static final long THERE_MSAT = 150_000_000;
    static final long BACK_MSAT = 120_000_000;

    /** The channel of carol with the hub, or of dave with the peer. */
    String funding(OwnNode node) {
        return fundings.get(node);
    }

    /**
     * Carol pays dave, the peer pays carol; both payees stop before they answer. Hub and peer have offered the HTLCs
     * on: one that is restarted before it has may fail them.
     */
    InFlight holdBothWays(String funding, OwnNode carol, OwnNode dave) {
        pay(carol, dave.invoice(5_000_000));
        peerPays(carol.invoice(5_000_000));
        String toDave = dave.invoice(THERE_MSAT);
        String toCarol = carol.invoice(BACK_MSAT);
        requireSameBalances(funding);
        freeze(dave);
        CompletableFuture<Payment> carols = carol.pay(toDave);
        awaitHtlcs(funding, 1);
        await("the peer to offer an HTLC to dave", () -> peer.channel(dave.nodeId(), funding(dave))
                .map(LivePeer.PeerChannel::htlcs).orElse(0) == 1);
        freeze(carol);
        String peers = peer.pay(toCarol);
        awaitHtlcs(funding, 2);
        // What the hub has offered to carol does not show until she answers. What came later and is settled shows that
        // there was time for it.
        peerPays(hub.invoice(1_000_000));
        pay(hub, peer.invoice(1_000_000));
        awaitHtlcs(funding, 2);
        return new InFlight(carols, peers);
    }

    /** Both payments have been settled with their preimages, however they came back. */
    void requireSettled(InFlight payments) {
        await("the peer's payment", () -> peer.payment(payments.peers()) != LivePeer.PaymentState.PENDING);
        assertThat(peer.payment(payments.peers())).as("%s", peer.paymentText(payments.peers()))
                .isEqualTo(LivePeer.PaymentState.SUCCEEDED);
        Payment carols = Await.value("carol's payment", LIMIT, () -> Optional.ofNullable(
                payments.carols().getNow(null)));
        assertThat(carols.getStatus()).as("%s", carols).isEqualTo(Payment.PaymentStatus.SUCCEEDED);
    }

    /** For the text of a failed test. */
    String state() {
        StringBuilder text = new StringBuilder("the peer's last failed payment: " + lastFailure);
        nodes.forEach(node -> text.append('\n').append(node.endOfLog()));
        return text.toString();
    }

    @Override
    public void close() {
        nodes.forEach(OwnNode::close);
        chain.close();
        peer.close();
    }
}
