package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.GossipTimestampFilter;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.QueryChannelRange;
import lnhub.protocol.wire.QueryShortChannelIds;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.Warning;
import org.junit.jupiter.api.Test;

class GossipActorTest extends GossipFixture {

    @Test
    void threeNodesLearnOfAChannelAndOfEachOther() {
        onChain(ID, A, B);
        TestNode a = busyNode(A);
        TestNode b = busyNode(B);
        TestNode c = busyNode(C);
        List<Message> aToB = a.connect(kit, b);
        List<Message> bToC = b.connect(kit, c);
        // Whoever still asks for all there is is told all there is, his own included.
        eventually(() -> assertThat(aToB).anyMatch(ReplyChannelRange.class::isInstance));
        a.has(ID, B, true, true, Party.POLICY, Optional.empty());
        b.has(ID, A, true, true, Party.POLICY, Optional.empty());
        a.announces(ID, B);
        b.announces(ID, A);
        for (TestNode node : List.of(a, b, c)) {
            eventually(() -> {
                assertKnown(node, ID);
                assertThat(node.graph().node(A.id()).orElseThrow().announcement()).isPresent();
                assertThat(node.graph().node(B.id()).orElseThrow().announcement()).isPresent();
            });
        }
        assertThat(chain.lookups).as("only the third node must ask the chain").hasValue(1);
        // Nothing goes back to where it came from: b's own only.
        assertThat(bToC).filteredOn(NodeAnnouncement.class::isInstance).hasSizeGreaterThanOrEqualTo(2);
        assertThat(aToB).filteredOn(m -> m instanceof NodeAnnouncement n && n.nodeId().equals(B.id())).isEmpty();
    }

    @Test
    void whatIsAcceptedGoesToThoseWhoAskedForItAndNotBack() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        RawPeer asking = peer(node, B);
        RawPeer silent = peer(node, C);
        sender.wants(0);
        asking.wants(0);
        flushed(asking);
        tellsOfAb(sender);
        sender.sends(A.announcesItself(NOW));
        sender.settled();
        assertKnown(node, ID);
        assertThat(gossip(asking.settled())).as("staggered").isEmpty();
        assertThat(flushed(asking)).containsExactly(A.announces(ID, B), A.updates(ID, B, NOW),
                B.updates(ID, A, NOW), A.announcesItself(NOW));
        assertThat(gossip(sender.settled())).isEmpty();
        assertThat(gossip(silent.settled())).isEmpty();
    }

    @Test
    void aNewerUpdateReplacesTheOneThatWaitsForTheFlush() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        RawPeer asking = peer(node, B);
        asking.wants(0);
        flushed(asking);
        tellsOfAb(sender);
        sender.settled();
        sender.sends(A.updates(ID, B, NOW + 1));
        sender.settled();
        assertThat(flushed(asking)).containsExactly(A.announces(ID, B), A.updates(ID, B, NOW + 1),
                B.updates(ID, A, NOW));
    }

    @Test
    void aForgedAnnouncementCostsTheConnection() {
        TestNode node = node(US);
        RawPeer forger = peer(node, A);
        onChain(ID, A, B);
        ChannelAnnouncement m = A.announces(ID, B);
        forger.sends(new ChannelAnnouncement(m.nodeSignature2(), m.nodeSignature1(), m.bitcoinSignature1(),
                m.bitcoinSignature2(), m.features(), m.chainHash(), m.shortChannelId(), m.nodeId1(), m.nodeId2(),
                m.bitcoinKey1(), m.bitcoinKey2(), m.extra()));
        forger.awaits(Warning.class);
        assertThat(forger.awaitsClose()).contains("invalid signature");
        forger.sends(m);
        assertThat(gossip(peer(node, B).settled())).isEmpty();
        assertThat(node.graph().channelCount()).isZero();
        assertThat(chain.lookups).hasValue(0);
    }

    @Test
    void aFundingOutputOfOthersMakesNoChannel() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        chain.put(ID, A.funds(ID, C));
        sender.sends(A.announces(ID, B));
        sender.sends(A.updates(ID, B, NOW));
        sender.settled();
        assertThat(node.graph().channelCount()).isZero();
        assertThat(chain.lookups).hasValue(1);
        assertThat(sender.closed()).as("the chain we see may be the one behind").isEmpty();
    }

    @Test
    void aChainThatDoesNotAnswerIsAskedAgain() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        sender.settled();
        chain.down = true;
        tellsOfAb(sender);
        sender.settled();
        assertThat(node.graph().channelCount()).isZero();
        chain.down = false;
        passes(TestNode.LIMITS.retry());
        sender.settled();
        assertKnown(node, ID);
        assertThat(chain.lookups).hasValue(2);
    }

    @Test
    void gossipWaitsUntilTheHeightIsKnown() {
        chain.down = true;
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        tellsOfAb(sender);
        assertThat(sender.settled()).noneMatch(QueryChannelRange.class::isInstance);
        assertThat(node.graph().channelCount()).isZero();
        chain.down = false;
        passes(TestNode.LIMITS.retry());
        assertThat(sender.settled()).anyMatch(QueryChannelRange.class::isInstance);
        assertKnown(node, ID);
    }

    @Test
    void anOutputSpentWhileTheChainAnsweredIsNotTakenForUnspent() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        sender.settled();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        chain.slow = Optional.of(gate);
        tellsOfAb(sender);
        sender.settled();
        chain.block(A.funds(ID, B).outPoint());
        chain.remove(ID);
        chain.slow = Optional.empty();
        gate.complete(null);
        sender.settled();
        assertThat(chain.lookups).hasValue(2);
        assertThat(node.graph().channelCount()).isZero();
    }

    @Test
    void aNodeThatAnnouncesItselfBeforeTheChainHasAnsweredIsKept() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        sender.settled();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        chain.slow = Optional.of(gate);
        tellsOfAb(sender);
        sender.sends(A.announcesItself(NOW));
        sender.sends(C.announcesItself(NOW));
        RawPeer forger = peer(node, B);
        NodeAnnouncement m = B.announcesItself(NOW);
        forger.sends(new NodeAnnouncement(m.signature(), m.features(), NOW + 1, m.nodeId(), m.rgbColor(), m.alias(),
                m.addresses(), m.extra()));
        forger.awaitsClose();
        sender.sends(m);
        sender.settled();
        gate.complete(null);
        sender.settled();
        assertThat(node.graph().node(A.id()).orElseThrow().announcement()).contains(A.announcesItself(NOW));
        assertThat(node.graph().node(B.id()).orElseThrow().announcement()).contains(m);
        assertThat(node.graph().node(C.id())).isEmpty();
    }

    @Test
    void aSpentChannelIsNotOfferedAnyMoreAndForgottenAfter72Blocks() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        tellsOfAb(sender);
        sender.settled();
        chain.block(A.funds(ID, B).outPoint());
        sender.settled();
        assertThat(node.graph().channel(ID).orElseThrow().isSpent()).isTrue();
        chain.disconnect();
        sender.settled();
        assertThat(node.graph().channel(ID).orElseThrow().isSpent()).isFalse();
        chain.block(A.funds(ID, B).outPoint());
        RawPeer asking = peer(node, B);
        asking.wants(0);
        assertThat(flushed(asking)).as("nor is what waited for the flush").isEmpty();
        for (int i = 0; i < 71; i++) {
            chain.block();
        }
        assertThat(node.graph().channelCount()).isOne();
        chain.block();
        sender.settled();
        assertThat(node.graph().channelCount()).isZero();
    }

    @Test
    void aLateJoinerFindsThroughQueriesWhatItsFilterLeavesOut() {
        long old = NOW - 86_400;
        TestNode early = node(US);
        RawPeer sender = peer(early, A);
        int channels = 1_010;
        for (int i = 0; i < channels; i++) {
            ShortChannelId id = ShortChannelId.of(10 + i / 100, i % 100, 0);
            onChain(id, A, B);
            sender.sends(A.announces(id, B));
            sender.sends(A.updates(id, B, old));
            sender.sends(B.updates(id, A, old));
            if (i % 101 == 100) {
                sender.settled();
            }
        }
        sender.sends(B.announcesItself(old));
        sender.settled();
        assertThat(early.graph().channelCount()).isEqualTo(channels);
        TestNode late = busyNode(C);
        List<Message> asked = late.connect(kit, early);
        eventually(() -> {
            assertThat(late.graph().channelCount()).isEqualTo(channels);
            assertThat(late.graph().channels()).allMatch(
                    channel -> channel.direction(0).isPresent() && channel.direction(1).isPresent());
            assertThat(late.graph().node(B.id()).orElseThrow().announcement()).contains(B.announcesItself(old));
        });
        assertThat(asked).filteredOn(QueryShortChannelIds.class::isInstance).hasSize(3);
    }

    @Test
    void aPeerThatLeavesQueriesUnansweredGivesWayToAnother() {
        TestNode node = node(US);
        List<RawPeer> silent = List.of(peer(node, A), peer(node, B), peer(node, C));
        silent.forEach(peer -> assertThat(peer.settled()).anyMatch(QueryChannelRange.class::isInstance));
        RawPeer next = peer(node, Party.of(5));
        assertThat(next.settled()).anyMatch(GossipTimestampFilter.class::isInstance)
                .noneMatch(QueryChannelRange.class::isInstance);
        passes(TestNode.LIMITS.syncTimeout());
        assertThat(next.settled()).anyMatch(QueryChannelRange.class::isInstance);
    }

    @Test
    void looksAgainNowAndThenForWhatItMissed() {
        TestNode node = node(US);
        RawPeer peer = peer(node, A);
        QueryChannelRange query = peer.awaits(QueryChannelRange.class);
        assertThat(query.firstBlocknum()).isZero();
        assertThat(query.numberOfBlocks()).isEqualTo(TestChain.HEIGHT + 1);
        peer.sends(new ReplyChannelRange(Party.CHAIN, 0, query.numberOfBlocks(), true, Bytes.wrap(new byte[1]),
                TlvStream.EMPTY));
        peer.settled();
        passes(TestNode.LIMITS.resync().minusMinutes(1));
        assertThat(peer.settled()).noneMatch(QueryChannelRange.class::isInstance);
        passes(TestNode.LIMITS.resync());
        assertThat(peer.settled()).anyMatch(QueryChannelRange.class::isInstance);
    }

    @Test
    void aPeerThatKeepsAnsweringWhatNobodyAskedIsWarnedAFewTimesAndDisconnected() {
        TestNode node = node(US);
        RawPeer peer = peer(node, A);
        for (int i = 0; i < 1_000; i++) {
            peer.sends(new ReplyShortChannelIdsEnd(Party.CHAIN, true, TlvStream.EMPTY));
        }
        for (int i = 0; i < 10; i++) {
            peer.awaits(Warning.class);
        }
        assertThat(peer.awaitsClose()).contains("not asked for");
        peer(node, B).settled();
    }

    @Test
    void aPeerWithoutQueriesIsNotListenedToButAnswered() {
        TestNode node = node(US);
        RawPeer peer = new RawPeer(kit, node, A, false);
        assertThat(peer.settled()).filteredOn(GossipTimestampFilter.class::isInstance).singleElement()
                .isEqualTo(new GossipTimestampFilter(Party.CHAIN, 0xFFFF_FFFFL, 0, TlvStream.EMPTY));
        assertThat(peer.settled()).isEmpty();
        RawPeer other = peer(node, B);
        tellsOfAb(other);
        other.settled();
        peer.wants(0);
        assertThat(flushed(peer)).contains(A.announces(ID, B));
    }

    @Test
    void undecodableQueriesAreWarnedAbout() {
        TestNode node = node(US);
        RawPeer peer = peer(node, A);
        peer.sends(new QueryShortChannelIds(Party.CHAIN, Bytes.fromHex("01"), TlvStream.EMPTY));
        peer.awaits(Warning.class);
        peer.sends(new QueryShortChannelIds(Bytes32.ZEROES, Bytes.fromHex("00"), TlvStream.EMPTY));
        assertThat(peer.awaits(ReplyShortChannelIdsEnd.class).fullInformation()).isFalse();
    }

    @Test
    void whatAConnectionDoesNotTakeIsNotMade() {
        TestNode node = node(US);
        RawPeer sender = peer(node, A);
        int channels = 300;
        for (int i = 0; i < channels; i++) {
            ShortChannelId id = ShortChannelId.of(10, i, 0);
            onChain(id, A, B);
            sender.sends(A.announces(id, B));
            sender.sends(A.updates(id, B, NOW));
        }
        sender.settled();
        RawPeer slow = peer(node, B);
        slow.unsentBytes = 1 << 20;
        slow.wants(0);
        sender.settled();
        passes(TestNode.LIMITS.flush());
        sender.settled();
        slow.readsUntilAsked();
        sender.settled();
        assertThat(slow.unread()).as("while the connection is full").isZero();
        slow.unsentBytes = 0;
        passes(TestNode.LIMITS.flush());
        assertThat(slow.settled()).filteredOn(ChannelAnnouncement.class::isInstance).hasSize(channels);
    }

    @Test
    void aConnectionThatEndsIsForgotten() {
        TestNode node = node(US);
        RawPeer leaving = peer(node, A);
        leaving.settled();
        leaving.readsUntilAsked();
        leaving.leaves();
        leaving.sends(A.announces(ID, B));
        RawPeer other = peer(node, B);
        tellsOfAb(other);
        other.settled();
        passes(TestNode.LIMITS.flush());
        other.settled();
        assertThat(leaving.unread()).isZero();
        assertKnown(node, ID);
    }

    @Test
    void stopsListeningToTheChainWhenItStops() {
        TestNode node = node(US);
        peer(node, A).settled();
        assertThat(chain.listeners()).isOne();
        kit.stop(node.gossip);
        assertThat(chain.listeners()).isZero();
    }
}
