package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipSigning;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.Warning;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.gossip.LocalGossip;
import lnhub.routing.graph.Direction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnGossipTest extends GossipFixture {
    private static final RelayPolicy DEARER = new RelayPolicy(2_000, 200, 80, 1_000, 900_000_000);

    private TestNode us;
    private RawPeer other;
    private RawPeer third;
    /** Nobody looks at what it gets; it only tells when the node is idle, so that timers run before time passes. */
    private RawPeer idle;

    @BeforeEach
    void connect() {
        us = node(US);
        other = peer(us, A);
        third = peer(us, C);
        idle = peer(us, B);
        other.settled();
        third.settled();
    }

    @Test
    void anAnnouncedChannelIsKnownAtOnceAndToldToAllWhateverTheirFilter() {
        usable(Party.POLICY, true);
        us.announces(ID, A);
        ChannelUpdate update = updates(other.settled()).getLast();
        assertThat(us.graph().channel(ID).orElseThrow().capacitySat()).isEqualTo(Party.CAPACITY_SAT);
        assertThat(us.graph().node(US.id()).orElseThrow().announcement()).isPresent();
        assertThat(chain.lookups).hasValue(0);
        List<Message> told = flushed(third);
        assertThat(told).startsWith(US.announces(ID, A), update).hasSize(3);
        assertThat(told.getLast()).isInstanceOf(NodeAnnouncement.class);
        RawPeer late = peer(us, Party.of(5));
        assertThat(gossip(late.settled())).as("those who connect later too").isEqualTo(told);
    }

    @Test
    void theChannelsPeerIsToldDirectlyAndTheOthersOnlyOnceItIsAnnounced() {
        usable(Party.POLICY, false);
        ChannelUpdate update = onlyUpdate(other);
        assertThat(update.messageFlags()).as("dont_forward").isEqualTo(3);
        assertThat(Secp256k1.verify(GossipSigning.signedHash(update), update.signature(), US.id())).isTrue();
        assertThat(flushed(third)).isEmpty();
        usable(Party.POLICY, true);
        us.announces(ID, A);
        ChannelUpdate announced = onlyUpdate(other);
        assertThat(announced.messageFlags()).isOne();
        assertThat(announced.timestamp()).isGreaterThan(update.timestamp());
        assertThat(flushed(third)).contains(announced);
    }

    @Test
    void aChangedPolicyIsToldWithALaterTimestampAndTheSameOneNotAgain() {
        usable(Party.POLICY, true);
        us.announces(ID, A);
        ChannelUpdate first = updates(other.settled()).getLast();
        usable(Party.POLICY, true);
        assertThat(updates(other.settled())).isEmpty();
        usable(DEARER, true);
        ChannelUpdate second = onlyUpdate(other);
        assertThat(second.feeBaseMsat()).isEqualTo(2_000);
        assertThat(second.timestamp()).isEqualTo(first.timestamp() + 1);
        assertThat(us.graph().channel(ID).orElseThrow().direction(Direction.of(second)).orElseThrow().update())
                .isEqualTo(second);
        assertThat(updates(flushed(third))).containsExactly(second);
    }

    @Test
    void theMaximumIsAtMostTheCapacity() {
        usable(new RelayPolicy(0, 0, 80, 1, Long.MAX_VALUE), false);
        assertThat(onlyUpdate(other).htlcMaximumMsat()).isEqualTo(Party.CAPACITY_SAT * 1000);
        usable(new RelayPolicy(0, 0, 80, Long.MAX_VALUE, Long.MAX_VALUE), false);
        assertThat(onlyUpdate(other).htlcMinimumMsat()).isEqualTo(Party.CAPACITY_SAT * 1000);
    }

    @Test
    void anUnusableChannelIsDisabledOnlyAfterAWhileAndEnabledAtOnce() {
        usable(Party.POLICY, true);
        us.announces(ID, A);
        flushed(third);
        unusable(Party.POLICY);
        passes(TestNode.LIMITS.disableDelay().minusSeconds(10));
        usable(Party.POLICY, true);
        assertThat(flushed(third)).as("back in time").isEmpty();
        unusable(Party.POLICY);
        passes(TestNode.LIMITS.disableDelay().minusSeconds(10));
        assertThat(flushed(third)).isEmpty();
        passes(Duration.ofSeconds(9));
        ChannelUpdate disabled = updates(flushed(third)).getFirst();
        assertThat(Direction.isDisabled(disabled)).isTrue();
        unusable(DEARER);
        ChannelUpdate stillDisabled = updates(flushed(third)).getFirst();
        assertThat(Direction.isDisabled(stillDisabled)).isTrue();
        other.settled();
        usable(DEARER, true);
        ChannelUpdate enabled = onlyUpdate(other);
        assertThat(Direction.isDisabled(enabled)).isFalse();
        assertThat(enabled.timestamp()).isGreaterThan(stillDisabled.timestamp());
        assertThat(updates(flushed(third))).containsExactly(enabled);
    }

    @Test
    void nothingIsSaidOfAChannelThatWasNeverUsable() {
        us.has(ID, A, false, false, Party.POLICY, Optional.of(other.connection()));
        idle.settled();
        passes(TestNode.LIMITS.disableDelay());
        assertThat(updates(other.settled())).isEmpty();
    }

    @Test
    void aChannelWhosePeerStaysAwayAfterARestartIsDisabled() {
        us.has(ID, A, true, false, Party.POLICY, Optional.empty());
        us.announces(ID, A);
        third.settled();
        passes(TestNode.LIMITS.disableDelay());
        assertThat(updates(flushed(third))).singleElement().matches(Direction::isDisabled);
    }

    @Test
    void aReconnectedPeerIsToldAgain() {
        usable(Party.POLICY, true);
        ChannelUpdate update = onlyUpdate(other);
        us.has(ID, A, true, false, Party.POLICY, Optional.empty());
        RawPeer again = peer(us, A);
        us.has(ID, A, true, true, Party.POLICY, Optional.of(again.connection()));
        assertThat(updates(again.settled())).containsExactly(update);
        assertThat(updates(other.settled())).isEmpty();
    }

    @Test
    void updatesAreMadeAnewBeforeTheyAreStale() {
        usable(Party.POLICY, true);
        us.announces(ID, A);
        ChannelUpdate first = updates(other.settled()).getLast();
        flushed(third);
        clock.advance(TestNode.LIMITS.refresh().minusHours(1));
        passes(TestNode.LIMITS.syncTimeout());
        assertThat(updates(third.settled())).isEmpty();
        clock.advance(Duration.ofHours(1));
        passes(TestNode.LIMITS.syncTimeout());
        ChannelUpdate second = updates(flushed(third)).getLast();
        assertThat(second.timestamp() - first.timestamp())
                .isBetween(TestNode.LIMITS.refresh().toSeconds(), Duration.ofDays(13).toSeconds());
    }

    @Test
    void anUpdateOfAFormerLifeIsOutdone() {
        usable(Party.POLICY, true);
        us.announces(ID, A);
        flushed(third);
        other.settled();
        ChannelUpdate former = US.updates(ID, A, clock.seconds() + 1_000);
        third.sends(former);
        third.sends(US.announcesItself(clock.seconds() + 1_000));
        ChannelUpdate newer = onlyUpdate(other);
        assertThat(newer.timestamp()).isEqualTo(former.timestamp() + 1);
        assertThat(flushed(other)).contains(newer).anyMatch(
                m -> m instanceof NodeAnnouncement n && n.timestamp() == newer.timestamp());
    }

    @Test
    void thePeersUpdateOfAnUnannouncedChannelIsKeptButNotRelayed() {
        usable(Party.POLICY, false);
        third.wants(0);
        flushed(third);
        ChannelUpdate theirs = A.updates(ID, US, NOW, false);
        third.sends(theirs);
        third.settled();
        assertThat(us.graph.peerUpdate(ID)).as("only the peer itself may say it").isEmpty();
        other.sends(theirs);
        other.settled();
        assertThat(us.graph.peerUpdate(ID)).contains(theirs);
        other.sends(A.updates(ID, US, NOW - 1, false));
        other.settled();
        assertThat(us.graph.peerUpdate(ID)).as("older").contains(theirs);
        assertThat(flushed(third)).isEmpty();
        assertThat(us.graph().channelCount()).isZero();
        us.gossip.tell(new GossipCommand.LocalChannelClosed(ID));
        other.settled();
        assertThat(us.graph.peerUpdate(ID)).isEmpty();
    }

    @Test
    void aForgedUpdateOfAnUnannouncedChannelCostsTheConnection() {
        usable(Party.POLICY, false);
        other.settled();
        // Signed by another, for the direction of the peer.
        int sign = A.id().compareTo(US.id());
        Party forger = Party.of(sign * C.id().compareTo(US.id()) > 0 ? 4 : 3);
        ChannelUpdate forged = LocalGossip.channelUpdate(Party.CHAIN, ID, forger.nodeKey(), US.id(), Party.POLICY,
                true, false, NOW);
        ChannelUpdate turned = new ChannelUpdate(forged.signature(), forged.chainHash(), ID, forged.timestamp(),
                forged.messageFlags(), sign < 0 ? 0 : 1, forged.cltvExpiryDelta(), forged.htlcMinimumMsat(),
                forged.feeBaseMsat(), forged.feeProportionalMillionths(), forged.htlcMaximumMsat(), forged.extra());
        other.sends(turned);
        other.awaits(Warning.class);
        assertThat(other.awaitsClose()).contains("invalid signature");
        assertThat(us.graph.peerUpdate(ID)).isEmpty();
    }

    @Test
    void thePeersUpdateOfAnAnnouncedChannelIsRelayedAndKept() {
        third.wants(0);
        flushed(third);
        us.announces(ID, A);
        ChannelUpdate theirs = A.updates(ID, US, NOW);
        other.sends(theirs);
        other.settled();
        usable(Party.POLICY, true);
        other.settled();
        assertThat(us.graph.peerUpdate(ID)).as("heard before we knew the channel for ours").contains(theirs);
        assertThat(flushed(third)).startsWith(US.announces(ID, A)).contains(theirs);
    }

    @Test
    void aClosedChannelLeavesTheGraph() {
        usable(Party.POLICY, true);
        us.announces(ID, A);
        us.gossip.tell(new GossipCommand.LocalChannelClosed(ID));
        third.settled();
        assertThat(us.graph().channelCount()).isZero();
        assertThat(us.graph().nodeCount()).isZero();
    }

    private void usable(RelayPolicy policy, boolean announced) {
        us.has(ID, A, announced, true, policy, Optional.of(other.connection()));
        idle.settled();
    }

    private void unusable(RelayPolicy policy) {
        us.has(ID, A, true, false, policy, Optional.of(other.connection()));
        idle.settled();
    }

    private static ChannelUpdate onlyUpdate(RawPeer peer) {
        List<ChannelUpdate> updates = updates(peer.settled());
        assertThat(updates).hasSize(1);
        return updates.getFirst();
    }
}
