package lnhub.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipSigning;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Graph;
import org.junit.jupiter.api.Test;

class NetworkViewTest {
    private static final int HEIGHT = Party.HEIGHT;
    private static final long NOW = Party.NOW;
    private static final Party US = Party.of(1);
    private static final Party A = Party.of(2);
    private static final Party B = Party.of(3);
    private static final ShortChannelId ID = ShortChannelId.of(HEIGHT - 10, 7, 1);
    private static final GossipRules RULES = new GossipRules(Party.CHAIN, US.id(), 3, 600, 2, 6);
    private static final NetworkView EMPTY = NetworkView.of(RULES, Graph.EMPTY);
    private static final ChannelAnnouncement AB = A.announces(ID, B);

    @Test
    void aChannelEntersOnlyAfterTheChainHasConfirmedIt() {
        Outcome outcome = EMPTY.receive(AB, HEIGHT);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.NeedsFunding.class, asked -> {
            assertThat(asked.shortChannelId()).isEqualTo(ID);
            assertThat(asked.fundingScript()).isEqualTo(A.funds(B).script());
            assertThat(asked.view().graph().channelCount()).isZero();
            assertThat(asked.view().waitingCount()).isOne();
            NetworkView view = relays(asked.view().fundingAnswered(ID, Optional.of(A.funds(B)), NOW));
            assertThat(view.graph().channel(ID).orElseThrow().capacitySat()).isEqualTo(Party.CAPACITY_SAT);
            assertThat(view.graph().nodeCount()).isEqualTo(2);
            assertThat(view.waitingCount()).isZero();
            assertThat(view.receive(AB, HEIGHT)).isEqualTo(ignored(IgnoreReason.NOT_NEWER));
        });
    }

    @Test
    void aChannelTheChainDoesNotConfirmIsForgotten() {
        NetworkView asking = asking();
        FundingOutput toOthers = new FundingOutput(US.funds(B).script(), Party.CAPACITY_SAT);
        for (Optional<FundingOutput> answer : List.of(Optional.<FundingOutput>empty(), Optional.of(toOthers))) {
            NetworkView view = relays(asking.fundingAnswered(ID, answer, NOW));
            assertThat(view.graph().channelCount()).isZero();
            assertThat(view.waitingCount()).isZero();
        }
        assertThat(EMPTY.fundingAnswered(ID, Optional.of(A.funds(B)), NOW))
                .isEqualTo(ignored(IgnoreReason.UNKNOWN_CHANNEL));
    }

    @Test
    void refusesAnnouncementsThatAreNotSignedByAllFour() {
        Signature bad = Signature.wrap(new byte[64]);
        List<ChannelAnnouncement> forged = List.of(
                signed(bad, AB.nodeSignature2(), AB.bitcoinSignature1(), AB.bitcoinSignature2()),
                signed(AB.nodeSignature1(), bad, AB.bitcoinSignature1(), AB.bitcoinSignature2()),
                signed(AB.nodeSignature1(), AB.nodeSignature2(), bad, AB.bitcoinSignature2()),
                signed(AB.nodeSignature1(), AB.nodeSignature2(), AB.bitcoinSignature1(), bad),
                signed(AB.nodeSignature2(), AB.nodeSignature1(), AB.bitcoinSignature1(), AB.bitcoinSignature2()));
        for (ChannelAnnouncement announcement : forged) {
            assertThat(EMPTY.receive(announcement, HEIGHT)).isInstanceOfSatisfying(Outcome.Rejected.class,
                    rejected -> assertThat(rejected.close()).isTrue());
        }
    }

    @Test
    void refusesNodesInTheWrongOrder() {
        ChannelAnnouncement swapped = new ChannelAnnouncement(AB.nodeSignature2(), AB.nodeSignature1(),
                AB.bitcoinSignature2(), AB.bitcoinSignature1(), AB.features(), AB.chainHash(), ID, AB.nodeId2(),
                AB.nodeId1(), AB.bitcoinKey2(), AB.bitcoinKey1(), Bytes.EMPTY);
        assertThat(EMPTY.receive(swapped, HEIGHT)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void ignoresOtherChainsShallowChannelsAndMoreThanMayWait() {
        ChannelAnnouncement elsewhere = new ChannelAnnouncement(AB.nodeSignature1(), AB.nodeSignature2(),
                AB.bitcoinSignature1(), AB.bitcoinSignature2(), AB.features(), Bytes32.ZEROES, ID, AB.nodeId1(),
                AB.nodeId2(), AB.bitcoinKey1(), AB.bitcoinKey2(), Bytes.EMPTY);
        assertThat(EMPTY.receive(elsewhere, HEIGHT)).isEqualTo(ignored(IgnoreReason.OTHER_CHAIN));
        assertThat(EMPTY.receive(AB, HEIGHT - 7)).isEqualTo(ignored(IgnoreReason.NOT_BURIED));
        assertThat(EMPTY.receive(AB, HEIGHT - 6)).isInstanceOf(Outcome.NeedsFunding.class);
        NetworkView full = asks(asking().receive(A.announces(ShortChannelId.of(1, 1, 1), US), HEIGHT));
        assertThat(full.receive(A.announces(ShortChannelId.of(1, 1, 2), US), HEIGHT))
                .isEqualTo(ignored(IgnoreReason.TOO_MANY_WAITING));
        assertThat(full.receive(AB, HEIGHT)).isEqualTo(ignored(IgnoreReason.NOT_NEWER));
    }

    @Test
    void theFirstUpdateTakesTheAnnouncementAlong() {
        ChannelUpdate first = A.updates(ID, B, NOW);
        ChannelUpdate other = B.updates(ID, A, NOW);
        NetworkView view = relays(known().receive(first, NOW), AB, first);
        view = relays(view.receive(other, NOW), other);
        assertThat(view.graph().channel(ID).orElseThrow().direction(directionOf(A)).orElseThrow().update())
                .isEqualTo(first);
        assertThat(view.graph().channel(ID).orElseThrow().direction(directionOf(B)).orElseThrow().policy())
                .isEqualTo(Party.POLICY);
    }

    @Test
    void updatesWaitWithTheirChannel() {
        ChannelUpdate old = A.updates(ID, B, NOW - 10);
        ChannelUpdate latest = A.updates(ID, B, NOW);
        NetworkView asking = relays(relays(asking().receive(old, NOW)).receive(latest, NOW));
        assertThat(asking.receive(old, NOW)).isEqualTo(ignored(IgnoreReason.NOT_NEWER));
        assertThat(asking.receive(forged(B.updates(ID, A, NOW)), NOW)).isInstanceOf(Outcome.Rejected.class);
        relays(asking.fundingAnswered(ID, Optional.of(A.funds(B)), NOW), AB, latest);
    }

    @Test
    void refusesUpdatesNotSignedByTheNodeOfTheirDirection() {
        ChannelUpdate byThird = US.updates(ID, A, NOW);
        assertThat(known().receive(byThird, NOW)).isInstanceOfSatisfying(Outcome.Rejected.class,
                rejected -> assertThat(rejected.close()).isTrue());
        assertThat(known().receive(forged(A.updates(ID, B, NOW)), NOW)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void ignoresUpdatesThatAreOfNoUse() {
        NetworkView view = relays(known().receive(A.updates(ID, B, NOW), NOW), AB, A.updates(ID, B, NOW));
        assertIgnored(view, A.updates(ID, B, NOW), IgnoreReason.NOT_NEWER);
        assertIgnored(view, A.updates(ID, B, NOW - 1), IgnoreReason.NOT_NEWER);
        assertIgnored(view, A.updates(ID, B, NOW + 86_401), IgnoreReason.TOO_FAR_IN_FUTURE);
        assertIgnored(view, B.updates(ID, A, NOW - 1_209_601), IgnoreReason.STALE);
        assertIgnored(view, A.updates(ShortChannelId.of(1, 1, 1), B, NOW), IgnoreReason.UNKNOWN_CHANNEL);
        assertIgnored(view, B.updates(ID, A, NOW, new RelayPolicy(0, 0, 80, 0, 1_000_000_001), true),
                IgnoreReason.INVALID_LIMITS);
        assertIgnored(view, LocalGossip.channelUpdate(Party.CHAIN, ID, B.nodeKey(), A.id(), Party.POLICY, true,
                false, NOW), IgnoreReason.NOT_FOR_US);
        assertIgnored(view, LocalGossip.channelUpdate(Bytes32.ZEROES, ID, B.nodeKey(), A.id(), Party.POLICY, true,
                true, NOW), IgnoreReason.OTHER_CHAIN);
    }

    @Test
    void aTokenBucketLimitsTheUpdatesOfADirectionButNotOurOwn() {
        NetworkView view = known();
        for (int i = 0; i < 3; i++) {
            view = accepted(view.receive(A.updates(ID, B, NOW + i), NOW)).view();
        }
        assertIgnored(view, A.updates(ID, B, NOW + 3), IgnoreReason.RATE_LIMITED);
        assertThat(view.receive(A.updates(ID, B, NOW + 3), NOW + 599)).isEqualTo(ignored(IgnoreReason.RATE_LIMITED));
        assertThat(view.receive(B.updates(ID, A, NOW + 3), NOW)).isInstanceOf(Outcome.Accepted.class);
        view = accepted(view.receive(A.updates(ID, B, NOW + 3), NOW + 600)).view();
        assertThat(view.receive(A.updates(ID, B, NOW + 4), NOW + 600)).isEqualTo(ignored(IgnoreReason.RATE_LIMITED));
        NetworkView ours = EMPTY;
        ours = asks(ours.receive(US.announces(ID, A), HEIGHT));
        ours = relays(ours.fundingAnswered(ID, Optional.of(US.funds(A)), NOW));
        for (int i = 0; i < 10; i++) {
            ours = accepted(ours.receive(US.updates(ID, A, NOW + i), NOW)).view();
        }
    }

    @Test
    void nodesAreKnownByTheirChannelsOnly() {
        NodeAnnouncement self = A.announcesItself(NOW, "017f00000126fc");
        assertThat(EMPTY.receive(self, NOW)).isEqualTo(ignored(IgnoreReason.UNKNOWN_NODE));
        NetworkView view = relays(known().receive(self, NOW), self);
        assertThat(view.graph().node(A.id()).orElseThrow().announcement()).contains(self);
        assertThat(view.receive(self, NOW)).isEqualTo(ignored(IgnoreReason.NOT_NEWER));
        assertThat(view.receive(A.announcesItself(NOW + 86_401, ""), NOW))
                .isEqualTo(ignored(IgnoreReason.TOO_FAR_IN_FUTURE));
    }

    @Test
    void aNodeWithTwoHostnamesIsKeptButNotRelayed() {
        NodeAnnouncement m = withAddresses(A, "0501612607" + "0501622607");
        NodeAnnouncement signed = new NodeAnnouncement(Secp256k1.sign(GossipSigning.signedHash(m), A.nodeKey()),
                m.features(),
                m.timestamp(), m.nodeId(), m.rgbColor(), m.alias(), m.addresses(), m.extra());
        NetworkView view = relays(known().receive(signed, NOW));
        assertThat(view.graph().node(A.id()).orElseThrow().announcement()).contains(signed);
    }

    @Test
    void aTokenBucketLimitsTheAnnouncementsOfANode() {
        NetworkView view = known();
        for (int i = 0; i < 3; i++) {
            view = accepted(view.receive(A.announcesItself(NOW + i, ""), NOW)).view();
        }
        assertThat(view.receive(A.announcesItself(NOW + 3, ""), NOW)).isEqualTo(ignored(IgnoreReason.RATE_LIMITED));
        assertThat(view.receive(A.announcesItself(NOW + 3, ""), NOW + 600)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void refusesCutOffAddressesAndWrongSignatures() {
        assertThat(known().receive(withAddresses(A, "017f000001"), NOW)).isInstanceOfSatisfying(
                Outcome.Rejected.class, rejected -> assertThat(rejected.close()).isFalse());
        assertThat(known().receive(withAddresses(A, "017f00000126fc"), NOW)).isInstanceOfSatisfying(
                Outcome.Rejected.class, rejected -> assertThat(rejected.close()).isTrue());
    }

    @Test
    void aSpentChannelIsForgottenAfter72BlocksUnlessReorganised() {
        ChannelUpdate update = A.updates(ID, B, NOW);
        NetworkView view = accepted(known().receive(update, NOW)).view().fundingSpent(ID, HEIGHT);
        assertIgnored(view, A.updates(ID, B, NOW + 1), IgnoreReason.CLOSING);
        ChannelUpdate disabled = A.updates(ID, B, NOW + 1, Party.POLICY, false);
        relays(view.receive(disabled, NOW), disabled);
        assertThat(view.pruned(HEIGHT + 71, NOW).graph().channelCount()).isOne();
        assertThat(view.pruned(HEIGHT + 72, NOW).graph().channelCount()).isZero();
        assertThat(view.pruned(HEIGHT + 72, NOW).graph().nodeCount()).isZero();
        assertThat(view.rolledBackTo(HEIGHT).graph().channel(ID).orElseThrow().isSpent()).isTrue();
        assertThat(view.rolledBackTo(HEIGHT - 1).graph().channel(ID).orElseThrow().isSpent()).isFalse();
    }

    @Test
    void ourOwnChannelEntersWithoutTheChainAndTakesAlongWhatWaited() {
        ChannelUpdate theirs = A.updates(ID, US, NOW);
        ChannelAnnouncement ours = US.announces(ID, A);
        NetworkView view = asks(EMPTY.receive(ours, HEIGHT));
        view = accepted(view.receive(theirs, NOW)).view();
        view = relays(view.announcedLocally(ours, Party.CAPACITY_SAT, NOW), ours, theirs);
        assertThat(view.graph().channel(ID).orElseThrow().capacitySat()).isEqualTo(Party.CAPACITY_SAT);
        assertThat(view.announcedLocally(ours, Party.CAPACITY_SAT, NOW)).isEqualTo(ignored(IgnoreReason.NOT_NEWER));
        assertThat(view.fundingAnswered(ID, Optional.empty(), NOW)).isEqualTo(ignored(IgnoreReason.UNKNOWN_CHANNEL));
        assertThat(view.closedLocally(ID).graph().channelCount()).isZero();
        assertThat(asks(EMPTY.receive(ours, HEIGHT)).closedLocally(ID).waitingCount()).isZero();
    }

    @Test
    void theOtherEndOfAnUnannouncedChannelIsBelievedIfItSigns() {
        ChannelUpdate theirs = LocalGossip.channelUpdate(
                Party.CHAIN, ID, A.nodeKey(), US.id(), Party.POLICY, true, false, NOW);
        relays(EMPTY.receive(theirs, A.id(), NOW));
        relays(known().receive(theirs, A.id(), NOW));
        assertThat(EMPTY.receive(theirs, B.id(), NOW)).isInstanceOf(Outcome.Rejected.class);
        assertThat(EMPTY.receive(theirs, A.id(), NOW + 1_209_601)).isEqualTo(ignored(IgnoreReason.STALE));
        relays(known().receive(A.updates(ID, B, NOW), A.id(), NOW), AB, A.updates(ID, B, NOW));
    }

    @Test
    void aSpentOutputEndsTheWaiting() {
        assertThat(asking().fundingSpent(ID, HEIGHT).waitingCount()).isZero();
    }

    @Test
    void staleChannelsArePrunedByTheOlderOfTheirUpdates() {
        NetworkView view = accepted(known().receive(A.updates(ID, B, NOW), NOW)).view();
        view = accepted(view.receive(B.updates(ID, A, NOW - 1_000_000), NOW)).view();
        assertThat(view.pruned(HEIGHT, NOW + 209_600).graph().channelCount()).isOne();
        assertThat(view.pruned(HEIGHT, NOW + 209_601).graph().channelCount()).isZero();
        assertThat(known().pruned(HEIGHT + 2_006, NOW).graph().channelCount()).isOne();
        assertThat(known().pruned(HEIGHT + 2_007, NOW).graph().channelCount()).isZero();
    }

    private static int directionOf(Party party) {
        return AB.nodeId1().equals(party.id()) ? 0 : 1;
    }

    private static NetworkView asking() {
        return asks(EMPTY.receive(AB, HEIGHT));
    }

    private static NetworkView known() {
        return relays(asking().fundingAnswered(ID, Optional.of(A.funds(B)), NOW));
    }

    private static NetworkView asks(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.NeedsFunding.class);
        return ((Outcome.NeedsFunding) outcome).view();
    }

    private static Outcome.Accepted accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return (Outcome.Accepted) outcome;
    }

    private static NetworkView relays(Outcome outcome, GossipMessage... messages) {
        assertThat(accepted(outcome).relay()).containsExactly(messages);
        return accepted(outcome).view();
    }

    private static void assertIgnored(NetworkView view, ChannelUpdate update, IgnoreReason reason) {
        assertThat(view.receive(update, NOW)).isEqualTo(ignored(reason));
    }

    private static Outcome ignored(IgnoreReason reason) {
        return new Outcome.Ignored(reason);
    }

    private static ChannelAnnouncement signed(Signature node1, Signature node2, Signature key1, Signature key2) {
        return new ChannelAnnouncement(node1, node2, key1, key2, AB.features(), AB.chainHash(), ID, AB.nodeId1(),
                AB.nodeId2(), AB.bitcoinKey1(), AB.bitcoinKey2(), AB.extra());
    }

    /** The same signature over a different fee. */
    private static ChannelUpdate forged(ChannelUpdate m) {
        return new ChannelUpdate(m.signature(), m.chainHash(), m.shortChannelId(), m.timestamp(), m.messageFlags(),
                m.channelFlags(), m.cltvExpiryDelta(), m.htlcMinimumMsat(), m.feeBaseMsat() + 1,
                m.feeProportionalMillionths(), m.htlcMaximumMsat(), m.extra());
    }

    /** Signed without these addresses. */
    private static NodeAnnouncement withAddresses(Party party, String addressesHex) {
        NodeAnnouncement m = party.announcesItself(NOW + 1, "");
        PublicKey id = m.nodeId();
        return new NodeAnnouncement(m.signature(), m.features(), m.timestamp(), id, m.rgbColor(), m.alias(),
                Bytes.fromHex(addressesHex), m.extra());
    }
}
