package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.channel.Live;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** A hub, an honest node with a channel to it, and strangers: whatever these do, the honest one must be served. */
final class HostileNetwork implements AutoCloseable {
    /** Tight, so that a test can go beyond each of them. */
    static final int MAX_ACCEPTED_HTLCS = 4;
    static final long HTLC_MINIMUM_MSAT = 1_000;
    static final long CAPACITY_SAT = 1_000_000;
    static final long MAX_IN_FLIGHT_MSAT = CAPACITY_SAT * 300;
    static final long PUSH_MSAT = CAPACITY_SAT * 500;
    private static final String LIMITS = """
            channel { max-accepted-htlcs = %d, max-htlc-value-in-flight-percent = 30, htlc-minimum-msat = %d }
            """.formatted(MAX_ACCEPTED_HTLCS, HTLC_MINIMUM_MSAT);
    private static final int COINS = 10;

    final TestNetwork network;
    final HubNode hub;
    final HubNode honest;
    private final OutPoint honestFunding;
    private final List<OutPoint> fundings = new ArrayList<>();
    private final List<TestPeer> peers = new ArrayList<>();

    HostileNetwork(Path folder) throws IOException {
        network = new TestNetwork(folder);
        hub = network.start(network.configure("hub", LIMITS));
        honest = network.start("honest");
        network.fund(hub, COINS);
        network.connect(honest, hub.nodeId(), hub.lightningAddress());
        network.awaitConnected(hub, honest.nodeId());
        honestFunding = network.open(hub, honest.nodeId(), CAPACITY_SAT, PUSH_MSAT);
        network.mine(TestNetwork.DEPTH);
        network.awaitUsable(honest, 1);
        network.awaitUsable(hub, 1);
    }

    /** A node that nobody has heard of before. */
    TestPeer stranger() {
        TestPeer peer = new TestPeer(peers.size() + 1, network::height);
        peers.add(peer);
        return peer;
    }

    /** A stranger that has exchanged init with the hub. */
    TestPeer connected() {
        TestPeer peer = stranger().connect(hub);
        network.awaitConnected(hub, peer.nodeId());
        return peer;
    }

    /** A stranger with a channel to the hub, half of it on each side. */
    TestPeer peerWithChannel() {
        TestPeer peer = connected();
        fundings.add(network.open(hub, peer.nodeId(), CAPACITY_SAT, PUSH_MSAT));
        network.mine(TestNetwork.DEPTH);
        Bytes32 channelId = peer.channel().channelId().orElseThrow();
        peer.fundingDeep(Await.value("the hub to see the funding", () -> place(channelId)));
        Await.until("a channel of " + peer.nodeId(), () -> peer.channel().isUsable()
                && hub.assembly().actors().directory().with(peer.nodeId()).stream().anyMatch(c -> c.usable()));
        return peer;
    }

    private Optional<ShortChannelId> place(Bytes32 channelId) {
        return hubsSide(channelId).flatMap(state -> state.funded().shortChannelId());
    }

    Optional<Live> hubsSide(Bytes32 channelId) {
        return Balances.live(hub).stream()
                .filter(state -> state.funded().params().channelId().equals(channelId)).findFirst();
    }

    /** The place of the honest node's channel. */
    ShortChannelId honestChannel() {
        return hub.assembly().actors().directory().with(honest.nodeId()).getFirst().shortChannelId();
    }

    /** The honest node can pay and be paid, and nobody has closed its channel. */
    void requireHonestServed() {
        TestPayments.requirePaid(honest, hub, 2_000_000, List.of());
        TestPayments.requirePaid(hub, honest, 2_000_000, List.of());
        assertThat(network.isUnspent(honestFunding)).as("the honest node's channel is open").isTrue();
    }

    /** This channel had to be closed. */
    void closedRightly(OutPoint funding) {
        fundings.remove(funding);
    }

    /** No channel was closed but those that had to be. */
    void requireNoneClosed() {
        assertThat(fundings).allMatch(network::isUnspent);
    }

    @Override
    public void close() {
        peers.forEach(TestPeer::close);
        network.close();
    }
}
