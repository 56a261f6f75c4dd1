package lnhub.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import org.junit.jupiter.api.Test;

class TakeOverTest {
    private static final long NOW = Party.NOW;
    private static final Party US = Party.of(1);
    private static final Party A = Party.of(2);
    private static final Party B = Party.of(3);
    private static final ShortChannelId ID = ShortChannelId.of(Party.HEIGHT - 10, 7, 1);
    private static final NetworkView EMPTY =
            NetworkView.of(new GossipRules(Party.CHAIN, US.id(), 3, 600, 2, 6), Graph.EMPTY);
    private static final ChannelAnnouncement AB = A.announces(ID, B);
    private static final ChannelUpdate FROM_A = A.updates(ID, B, NOW);
    private static final ChannelUpdate FROM_B = B.updates(ID, A, NOW);

    @Test
    void aChannelEntersWithItsUpdatesAndIsRelayedOnceTheAnnouncementFirst() {
        NetworkView view = accepted(channel(EMPTY, FROM_A, FROM_B), AB, FROM_A, FROM_B);
        assertThat(view.graph().channel(ID).orElseThrow().capacitySat()).isEqualTo(Party.CAPACITY_SAT);
        assertThat(channel(view, FROM_A, FROM_B)).isEqualTo(new Outcome.Ignored(IgnoreReason.NOT_NEWER));
        ChannelUpdate newer = A.updates(ID, B, NOW + 1);
        accepted(channel(view, newer, FROM_B), newer);
        accepted(channel(accepted(channel(EMPTY)), FROM_A), AB, FROM_A);
    }

    @Test
    void signaturesAreNotLookedAtAndBudgetsNotEnforcedButCharged() {
        NetworkView view = accepted(channel(EMPTY, FROM_A), AB, FROM_A);
        for (int i = 1; i <= 5; i++) {
            ChannelUpdate next = unsigned(A.updates(ID, B, NOW + i));
            view = accepted(channel(view, next), next);
        }
        assertThat(view.receive(A.updates(ID, B, NOW + 6), NOW))
                .isEqualTo(new Outcome.Ignored(IgnoreReason.RATE_LIMITED));
    }

    @Test
    void whatWaitsForTheChainHereWaitsNoLonger() {
        NetworkView asking = ((Outcome.NeedsFunding) EMPTY.receive(AB, Party.HEIGHT)).view();
        NetworkView waiting = accepted(asking.receive(FROM_B, NOW));
        NetworkView view = accepted(channel(waiting, FROM_A), AB, FROM_A, FROM_B);
        assertThat(view.waitingCount()).isZero();
        assertThat(view.fundingAnswered(ID, Optional.empty(), NOW))
                .isEqualTo(new Outcome.Ignored(IgnoreReason.UNKNOWN_CHANNEL));
    }

    @Test
    void aSpentChannelIsNotEnabledAgain() {
        NetworkView view = accepted(channel(EMPTY, FROM_A), AB, FROM_A).fundingSpent(ID, Party.HEIGHT);
        assertThat(channel(view, A.updates(ID, B, NOW + 1)))
                .isEqualTo(new Outcome.Ignored(IgnoreReason.NOT_NEWER));
        assertThat(view.graph().channel(ID).orElseThrow().isSpent()).isTrue();
    }

    @Test
    void aChannelThatMayBeSpentWaitsForTheChainWithItsUpdates() {
        Outcome outcome = TakeOver.unlessSpent(EMPTY, AB, List.of(FROM_A));
        assertThat(outcome).isInstanceOf(Outcome.NeedsFunding.class);
        NetworkView asking = ((Outcome.NeedsFunding) outcome).view();
        assertThat(asking.graph().channelCount()).isZero();
        assertThat(TakeOver.unlessSpent(asking, AB, List.of())).isInstanceOf(Outcome.Ignored.class);
        NetworkView view = accepted(asking.fundingAnswered(ID, Optional.of(A.funds(B)), NOW), AB, FROM_A);
        assertThat(view.graph().channel(ID).orElseThrow().direction(Direction.of(FROM_A))).isPresent();
        assertThat(accepted(asking.fundingAnswered(ID, Optional.empty(), NOW)).graph().channelCount()).isZero();
    }

    @Test
    void aNodeNeedsAChannelAndANewerAnnouncement() {
        var announcement = A.announcesItself(NOW, "");
        assertThat(TakeOver.node(EMPTY, announcement, NOW))
                .isEqualTo(new Outcome.Ignored(IgnoreReason.UNKNOWN_NODE));
        NetworkView view = accepted(channel(EMPTY, FROM_A), AB, FROM_A);
        NetworkView known = ((Outcome.Accepted) TakeOver.node(view, announcement, NOW)).view();
        assertThat(known.graph().node(A.id()).orElseThrow().announcement()).contains(announcement);
        assertThat(TakeOver.node(known, announcement, NOW)).isEqualTo(new Outcome.Ignored(IgnoreReason.NOT_NEWER));
    }

    private static Outcome channel(NetworkView view, ChannelUpdate... updates) {
        return TakeOver.channel(view, AB, Party.CAPACITY_SAT, List.of(updates), NOW);
    }

    private static NetworkView accepted(Outcome outcome, Object... relayed) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(((Outcome.Accepted) outcome).relay()).isEqualTo(List.of(relayed));
        return ((Outcome.Accepted) outcome).view();
    }

    private static ChannelUpdate unsigned(ChannelUpdate m) {
        return new ChannelUpdate(Signature.wrap(new byte[Signature.SIZE]), m.chainHash(), m.shortChannelId(),
                m.timestamp(), m.messageFlags(), m.channelFlags(), m.cltvExpiryDelta(), m.htlcMinimumMsat(),
                m.feeBaseMsat(), m.feeProportionalMillionths(), m.htlcMaximumMsat(), m.extra());
    }
}
