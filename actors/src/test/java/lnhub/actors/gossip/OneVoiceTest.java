package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.gossip.LocalGossip;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes of one node speak of its channels and of itself as one. */
class OneVoiceTest extends GossipFixture {
    private static final RelayPolicy DEARER = new RelayPolicy(2_000, 200, 80, 1_000, 900_000_000);

    private TestNode old;
    private TestNode host;
    private RawPeer other;
    private RawPeer third;
    private final List<Message> toThird = new ArrayList<>();

    /** Both know of each other, the channel is hosted by the first, and its peer is connected to the second. */
    @BeforeEach
    void connect() {
        old = node(US);
        peer(old, B).settled();
        host = node(US);
        other = peer(host, A);
        third = peer(host, C);
    }

    private void hostedByTheFirst() {
        old.has(ID, A, true, true, Party.POLICY, Optional.of(other.connection()));
        old.announces(ID, A);
        eventually(() -> assertThat(announcement(host)).isPresent());
        assertThat(update(host)).contains(update(old).orElseThrow());
        rest();
    }

    /** All that has to be told has been. */
    private void rest() {
        for (int i = 0; i < 4; i++) {
            toThird.addAll(flushed(third));
            other.settled();
        }
    }

    private List<Message> newToThird() {
        toThird.clear();
        rest();
        return List.copyOf(toThird);
    }

    @Test
    void aMoveWithinSecondsIsSilent() {
        hostedByTheFirst();
        ChannelUpdate last = update(old).orElseThrow();
        assertThat(toThird).contains(US.announces(ID, A), last);
        old.gossip.tell(new GossipCommand.LocalChannelLeft(ID));
        host.has(ID, A, true, false, Party.POLICY, Optional.empty());
        assertThat(newToThird()).isEmpty();
        host.has(ID, A, true, true, Party.POLICY, Optional.of(other.connection()));
        assertThat(updates(other.settled())).as("it may have missed the last").containsExactly(last);
        passes(TestNode.LIMITS.disableDelay());
        assertThat(newToThird()).isEmpty();
        assertThat(update(old)).contains(last);
        assertThat(update(host)).contains(last);
    }

    @Test
    void theNewHostsUpdatesAreNewerThanTheLast() {
        hostedByTheFirst();
        for (int i = 0; i < 5; i++) {
            old.has(ID, A, true, true, i % 2 == 0 ? DEARER : Party.POLICY, Optional.of(other.connection()));
        }
        peer(old, B).settled();
        ChannelUpdate last = update(old).orElseThrow();
        assertThat(last.timestamp()).isGreaterThan(clock.seconds());
        eventually(() -> assertThat(update(host)).contains(last));
        old.gossip.tell(new GossipCommand.LocalChannelLeft(ID));
        host.has(ID, A, true, true, Party.POLICY, Optional.of(other.connection()));
        third.settled();
        ChannelUpdate next = update(host).orElseThrow();
        assertThat(next.feeBaseMsat()).isEqualTo(Party.POLICY.feeBaseMsat());
        assertThat(next.timestamp()).isEqualTo(last.timestamp() + 1);
        eventually(() -> assertThat(update(old)).contains(next));
    }

    @Test
    void aChannelThatStaysUnusableAfterTheMoveIsDisabledByItsNewHostOnly() {
        hostedByTheFirst();
        old.has(ID, A, true, false, Party.POLICY, Optional.empty());
        old.gossip.tell(new GossipCommand.LocalChannelLeft(ID));
        passes(TestNode.LIMITS.disableDelay());
        assertThat(newToThird()).as("nobody hosts it").isEmpty();
        host.has(ID, A, true, false, Party.POLICY, Optional.empty());
        third.settled();
        passes(TestNode.LIMITS.disableDelay());
        assertThat(updates(newToThird())).singleElement().matches(Direction::isDisabled);
        eventually(() -> assertThat(update(old)).hasValueSatisfying(
                update -> assertThat(Direction.isDisabled(update)).isTrue()));
    }

    @Test
    void whatAnotherProcessSaysOtherwiseIsOutdoneAndWhatItSaysLikewiseIsNot() {
        hostedByTheFirst();
        ChannelUpdate last = update(old).orElseThrow();
        ChannelUpdate echo = LocalGossip.channelUpdate(Party.CHAIN, ID, US.nodeKey(), A.id(), Party.POLICY, true,
                true, last.timestamp() + 10);
        third.sends(echo);
        eventually(() -> assertThat(update(old)).contains(echo));
        passes(TestNode.LIMITS.syncTimeout());
        peer(old, B).settled();
        assertThat(update(old)).as("the same, only later").contains(echo);
        ChannelUpdate otherwise = LocalGossip.channelUpdate(Party.CHAIN, ID, US.nodeKey(), A.id(), DEARER, true,
                true, clock.seconds() + 20);
        third.sends(otherwise);
        eventually(() -> assertThat(update(old)).contains(otherwise));
        passes(TestNode.LIMITS.syncTimeout());
        eventually(() -> assertThat(update(host)).hasValueSatisfying(update -> {
            assertThat(update.feeBaseMsat()).isEqualTo(Party.POLICY.feeBaseMsat());
            assertThat(update.timestamp()).isGreaterThan(otherwise.timestamp());
        }));
    }

    @Test
    void aChannelThatIsNotPublicMovesWithWhatBothEndsHaveSaidOfIt() {
        old.has(ID, A, false, true, Party.POLICY, Optional.of(other.connection()));
        ChannelUpdate ours = other.awaits(ChannelUpdate.class);
        ChannelUpdate theirs = A.updates(ID, US, NOW, false);
        eventually(() -> {
            other.sends(theirs);
            other.settled();
            assertThat(old.graph.peerUpdate(ID)).as("connected where it is not hosted").contains(theirs);
        });
        old.has(ID, A, false, true, DEARER, Optional.of(other.connection()));
        ChannelUpdate last = other.awaits(ChannelUpdate.class);
        assertThat(last.timestamp()).isEqualTo(ours.timestamp() + 1);
        TestNode joined = node(US);
        eventually(() -> assertThat(joined.graph.peerUpdate(ID)).contains(theirs));
        old.gossip.tell(new GossipCommand.LocalChannelLeft(ID));
        joined.has(ID, A, false, false, DEARER, Optional.empty());
        joined.has(ID, A, false, true, DEARER, Optional.of(other.connection()));
        assertThat(other.awaits(ChannelUpdate.class)).isEqualTo(last);
        joined.has(ID, A, false, true, Party.POLICY, Optional.of(other.connection()));
        assertThat(other.awaits(ChannelUpdate.class).timestamp()).isEqualTo(last.timestamp() + 1);
        assertThat(newToThird()).isEmpty();
    }

    @Test
    void aClosedChannelIsGoneEverywhereAndASiblingCannotBringItBack() {
        hostedByTheFirst();
        RawSibling sibling = new RawSibling(kit, US);
        SharedGossip.Funded channel = new SharedGossip.Funded(US.announces(ID, A), Party.CAPACITY_SAT,
                Optional.empty(), List.of(update(old).orElseThrow()));
        old.gossip.tell(new GossipCommand.LocalChannelClosed(ID));
        eventually(() -> assertThat(host.graph().channelCount()).isZero());
        for (TestNode node : List.of(old, host)) {
            node.gossip.tell(new SiblingMessage.Position(sibling.ref(), 1, 1));
        }
        for (int i = 0; i < 2; i++) {
            SiblingMessage.Compare compare = sibling.awaitsCompare();
            compare.from().tell(new SiblingMessage.Part(sibling.ref(), compare.start(), new Place.End(),
                    RawSibling.tells(TestChain.HEIGHT, channel)));
        }
        sibling.awaitsAsk(1);
        sibling.awaitsAsk(1);
        assertThat(old.graph().channelCount()).isZero();
        assertThat(host.graph().channelCount()).isZero();
    }

    @Test
    void onlyTheEldestSpeaksForTheNodeAndOutdoesWhatPeersEcho() {
        hostedByTheFirst();
        assertThat(announcement(old)).isEqualTo(announcement(host)).isPresent();
        NodeAnnouncement former = LocalGossip.nodeAnnouncement(US.nodeKey(), announcement(old).get().features(),
                announcement(old).get().rgbColor(), announcement(old).get().alias(),
                Bytes.fromHex("017f0000010001"), clock.seconds() + 50);
        third.sends(former);
        eventually(() -> {
            passes(TestNode.LIMITS.syncTimeout());
            assertThat(announcement(host)).hasValueSatisfying(
                    m -> assertThat(m.addresses().length()).isZero());
        });
        NodeAnnouncement now = announcement(host).orElseThrow();
        assertThat(now.timestamp()).isGreaterThan(former.timestamp());
        eventually(() -> assertThat(announcement(old)).contains(now));
        assertThat(newToThird()).contains(now);
        passes(TestNode.LIMITS.syncTimeout());
        assertThat(newToThird()).isEmpty();
    }

    private static Optional<ChannelUpdate> update(TestNode node) {
        int ours = US.id().compareTo(A.id()) < 0 ? 0 : 1;
        return node.graph().channel(ID).flatMap(channel -> channel.direction(ours)).map(Direction::update);
    }

    private static Optional<NodeAnnouncement> announcement(TestNode node) {
        return node.graph().node(US.id()).flatMap(Node::announcement);
    }
}
