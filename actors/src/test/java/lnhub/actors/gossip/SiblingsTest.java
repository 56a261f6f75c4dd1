package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.Message;
import lnhub.routing.graph.Direction;
import org.junit.jupiter.api.Test;

/** What the processes of one node tell each other of the network. */
class SiblingsTest extends GossipFixture {

    @Test
    void whatOneAcceptsAllKnowAndTellTheirPeersOnceWithoutAskingTheChainAgain() {
        TestNode one = node(US);
        List<TestNode> others = List.of(node(US), node(US));
        List<RawPeer> peers = others.stream().map(other -> peer(other, C)).toList();
        peers.forEach(peer -> peer.wants(0));
        peers.forEach(this::flushed);
        RawPeer sender = peer(one, A);
        tellsOfAb(sender);
        sender.sends(A.announcesItself(NOW));
        sender.settled();
        for (int i = 0; i < others.size(); i++) {
            List<Message> told = new ArrayList<>();
            TestNode other = others.get(i);
            RawPeer peer = peers.get(i);
            eventually(() -> {
                told.addAll(gossip(peer.settled()));
                assertKnown(other, ID);
                assertThat(other.graph().node(A.id()).orElseThrow().announcement()).contains(A.announcesItself(NOW));
            });
            told.addAll(flushed(peer));
            told.addAll(flushed(peer));
            assertThat(told).containsExactlyInAnyOrder(A.announces(ID, B), A.updates(ID, B, NOW),
                    B.updates(ID, A, NOW), A.announcesItself(NOW));
            assertThat(told.getFirst()).isInstanceOf(ChannelAnnouncement.class);
        }
        assertThat(chain.lookups).hasValue(1);
        sender.sends(A.updates(ID, B, NOW + 1));
        others.forEach(other -> eventually(() -> assertThat(timestamp(other)).isEqualTo(NOW + 1)));
    }

    @Test
    void oneThatJoinsGetsEverythingAlsoWhenTheOneThatHeardItIsGone() {
        TestNode first = node(US);
        TestNode second = node(US);
        RawPeer sender = peer(first, A);
        List<ShortChannelId> ids = IntStream.range(0, 700)
                .mapToObj(i -> ShortChannelId.of(10 + i / 10, i % 10, 0)).toList();
        for (ShortChannelId id : ids) {
            onChain(id, A, B);
            sender.sends(A.announces(id, B));
            sender.sends(A.updates(id, B, NOW));
            if (id.txIndex() == 9) {
                sender.settled();
            }
        }
        sender.sends(B.announcesItself(NOW));
        sender.settled();
        eventually(() -> assertSame(first, second));
        assertThat(first.graph().channelCount()).isEqualTo(ids.size());
        kit.stop(first.gossip);
        TestNode third = node(US);
        eventually(() -> assertSame(second, third));
        assertThat(third.graph().node(B.id()).orElseThrow().announcement()).contains(B.announcesItself(NOW));
        assertThat(chain.lookups).hasValue(ids.size());
    }

    @Test
    void noSignatureIsVerifiedTwice() {
        TestNode node = node(US);
        RawPeer peer = peer(node, C);
        peer.settled();
        RawSibling sibling = new RawSibling(kit, US);
        var to = sibling.joins(Long.MAX_VALUE);
        to.tell(new SiblingMessage.Accepted(sibling.ref(), 1, 5, new SharedGossip(TestChain.HEIGHT,
                List.of(RawSibling.unsigned(ID, A, B, NOW)), List.of(RawSibling.unsigned(A.announcesItself(NOW))),
                List.of(), List.of())));
        sibling.awaitsAsk(5);
        peer.settled();
        assertKnown(node, ID);
        assertThat(node.graph().node(A.id()).orElseThrow().announcement()).isPresent();
        // A peer that tells the same, forged as well, has it not looked at either.
        peer.sends(RawSibling.unsigned(ID, A, B, NOW).announcement());
        peer.sends(RawSibling.unsigned(A.updates(ID, B, NOW)));
        peer.sends(RawSibling.unsigned(A.announcesItself(NOW)));
        peer.settled();
        assertThat(peer.closed()).isEmpty();
        assertThat(chain.lookups).hasValue(0);
        assertThat(flushed(peer)).as("as its filter wants").isEmpty();
        peer.wants(0);
        assertThat(flushed(peer)).hasSize(4);
    }

    @Test
    void whatIsLostIsAskedForAgain() {
        TestNode node = node(US);
        RawPeer peer = peer(node, C);
        RawSibling sibling = new RawSibling(kit, US);
        peer.settled();
        var to = sibling.joins(Long.MAX_VALUE);
        // The answer got lost; one to another question is not taken for it.
        to.tell(new SiblingMessage.Accepted(sibling.ref(), 2, 3,
                RawSibling.tells(TestChain.HEIGHT, RawSibling.unsigned(ID, A, B, NOW))));
        peer.settled();
        assertThat(node.graph().channelCount()).isZero();
        passes(TestNode.LIMITS.retry());
        sibling.awaitsAsk(1);
        SiblingMessage answer = new SiblingMessage.Accepted(sibling.ref(), 1, 2,
                RawSibling.tells(TestChain.HEIGHT, RawSibling.unsigned(ID, A, B, NOW)));
        to.tell(answer);
        sibling.awaitsAsk(2);
        to.tell(answer);
        peer.settled();
        assertKnown(node, ID);
        // What is too long ago for single numbers is found by comparing.
        to.tell(new SiblingMessage.Position(sibling.ref(), Long.MAX_VALUE, 900));
        SiblingMessage.Compare compare = sibling.awaits(SiblingMessage.Compare.class);
        assertThat(compare.count()).isOne();
        ShortChannelId missed = ShortChannelId.of(20, 1, 0);
        to.tell(new SiblingMessage.Part(sibling.ref(), compare.start(), new Place.End(),
                RawSibling.tells(TestChain.HEIGHT, RawSibling.unsigned(missed, A, C, NOW))));
        sibling.awaitsAsk(900);
        peer.settled();
        assertKnown(node, missed);
    }

    @Test
    void onlyWhatIsAcceptedHereIsToldAndWhatWasDroppedIsComparedInstead() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        RawSibling sibling = new RawSibling(kit, US);
        var to = sibling.joins(Long.MAX_VALUE);
        to.tell(new SiblingMessage.Accepted(sibling.ref(), 1, 2, RawSibling.tells(TestChain.HEIGHT,
                RawSibling.unsigned(ShortChannelId.of(20, 1, 0), A, C, NOW))));
        sibling.awaitsAsk(2);
        to.tell(new SiblingMessage.Ask(sibling.ref(), 1));
        tellsOfAb(sender);
        sender.settled();
        SharedGossip told = sibling.awaits(SiblingMessage.Accepted.class).gossip();
        assertThat(told.channels()).extracting(SharedGossip.Funded::shortChannelId).containsExactly(ID);
        assertThat(told.channels().getFirst().funding()).contains(A.funds(ID, B).outPoint());
        to.tell(new SiblingMessage.Ask(sibling.ref(), 77));
        SiblingMessage.Position position = sibling.awaits(SiblingMessage.Position.class);
        to.tell(new SiblingMessage.Compare(sibling.ref(), Place.START, Place.START.nextKind(), 0, 0));
        assertThat(sibling.awaits(SiblingMessage.Part.class).gossip().channels()).hasSize(2);
        to.tell(new SiblingMessage.Ask(sibling.ref(), position.next()));
        sender.sends(A.updates(ID, B, NOW + 1));
        sender.settled();
        assertThat(sibling.awaits(SiblingMessage.Accepted.class).gossip().channels()).singleElement().matches(
                channel -> channel.updates().contains(A.updates(ID, B, NOW + 1)));
    }

    @Test
    void aChannelThatWasSpentDoesNotComeBackThroughAProcessThatHasNotSeenIt() {
        TestNode node = node(US);
        RawPeer peer = peer(node, C);
        RawSibling sibling = new RawSibling(kit, US);
        peer.settled();
        var to = sibling.joins(Long.MAX_VALUE);
        SharedGossip.Funded channel = RawSibling.unsigned(ID, A, B, NOW);
        to.tell(new SiblingMessage.Accepted(sibling.ref(), 1, 2, RawSibling.tells(TestChain.HEIGHT, channel)));
        sibling.awaitsAsk(2);
        chain.block(A.funds(ID, B).outPoint());
        peer.settled();
        assertThat(node.graph().channel(ID).orElseThrow().isSpent()).as("watched though told of").isTrue();
        for (int i = 0; i < 72; i++) {
            chain.block();
        }
        peer.settled();
        assertThat(node.graph().channelCount()).isZero();
        ShortChannelId open = ShortChannelId.of(20, 1, 0);
        onChain(open, A, B);
        to.tell(new SiblingMessage.Accepted(sibling.ref(), 2, 3, RawSibling.tells(TestChain.HEIGHT, channel,
                new SharedGossip.Funded(A.announces(open, B), Party.CAPACITY_SAT,
                        Optional.of(A.funds(open, B).outPoint()), List.of(A.updates(open, B, NOW))))));
        sibling.awaitsAsk(3);
        peer.settled();
        assertThat(chain.lookups).as("the chain has the last word").hasValue(2);
        assertThat(node.graph().channel(ID)).isEmpty();
        assertThat(node.graph().channel(open)).isPresent();
    }

    @Test
    void aSiblingThatHasSeenFewerBlocksIsComparedWithLater() {
        TestNode node = node(US);
        peer(node, C).settled();
        chain.block();
        RawSibling sibling = new RawSibling(kit, US);
        var to = sibling.awaits(SiblingMessage.Ask.class).from();
        to.tell(new SiblingMessage.Position(sibling.ref(), 1, 1));
        for (int height : new int[] {TestChain.HEIGHT, TestChain.HEIGHT + 1}) {
            SiblingMessage.Compare compare = sibling.awaits(SiblingMessage.Compare.class);
            to.tell(new SiblingMessage.Part(sibling.ref(), compare.start(), new Place.End(),
                    RawSibling.tells(height, RawSibling.unsigned(ID, A, B, NOW))));
            peer(node, C).settled();
            assertThat(node.graph().channel(ID).isPresent()).isEqualTo(height > TestChain.HEIGHT);
            passes(TestNode.LIMITS.retry());
        }
        sibling.awaitsAsk(1);
    }

    @Test
    void aSiblingThatDoesNotAnswerGivesWayToAnotherAndIsAskedAgain() {
        TestNode node = node(US);
        RawPeer peer = peer(node, C);
        peer.settled();
        RawSibling silent = new RawSibling(kit, US);
        var to = silent.awaits(SiblingMessage.Ask.class).from();
        to.tell(new SiblingMessage.Position(silent.ref(), 1, 1));
        silent.awaits(SiblingMessage.Compare.class);
        RawSibling other = new RawSibling(kit, US);
        other.awaits(SiblingMessage.Ask.class);
        to.tell(new SiblingMessage.Position(other.ref(), 2, 1));
        for (int i = 0; i < 6; i++) {
            peer.settled();
            passes(TestNode.LIMITS.retry());
        }
        other.hasNothing(to);
        other.awaitsAsk(1);
    }

    @Test
    void twoThatKnowTheSameFindItByDigestsOnly() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        tellsOfAb(sender);
        sender.sends(A.announcesItself(NOW));
        sender.settled();
        RawSibling sibling = new RawSibling(kit, US);
        var to = sibling.awaits(SiblingMessage.Ask.class).from();
        to.tell(new SiblingMessage.Position(sibling.ref(), 1, 1));
        for (int kinds = 0; kinds < 3; kinds++) {
            SiblingMessage.Compare asked = sibling.awaits(SiblingMessage.Compare.class);
            to.tell(new SiblingMessage.Compare(sibling.ref(), asked.start(), asked.end(), asked.count(),
                    asked.digest()));
            SiblingMessage.Part part = sibling.awaits(SiblingMessage.Part.class);
            assertThat(part.gossip()).isEqualTo(RawSibling.NOTHING);
            assertThat(part.next()).isEqualTo(asked.end());
            to.tell(new SiblingMessage.Part(sibling.ref(), part.start(), part.next(), part.gossip()));
        }
        sibling.awaitsAsk(1);
        assertThat(chain.lookups).hasValue(1);
    }

    private static long timestamp(TestNode node) {
        return node.graph().channel(ID).orElseThrow().direction(Direction.of(A.updates(ID, B, NOW))).orElseThrow()
                .update().timestamp();
    }

    private static void assertSame(TestNode one, TestNode other) {
        assertThat(other.graph().channelCount()).isEqualTo(one.graph().channelCount());
        one.graph().channels().forEach(channel -> {
            var known = other.graph().channel(channel.shortChannelId()).orElseThrow();
            assertThat(known.announcement()).isEqualTo(channel.announcement());
            for (int direction = 0; direction < 2; direction++) {
                assertThat(known.direction(direction).map(Direction::update))
                        .isEqualTo(channel.direction(direction).map(Direction::update));
            }
        });
        one.graph().nodes().forEach(node -> assertThat(other.graph().node(node.nodeId()).orElseThrow().announcement())
                .isEqualTo(node.announcement()));
    }
}
