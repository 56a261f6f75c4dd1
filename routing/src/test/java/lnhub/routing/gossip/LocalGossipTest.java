package lnhub.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.AnnouncementSignatures;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.Test;

class LocalGossipTest {
    private static final Party A = Party.of(1);
    private static final Party B = Party.of(2);
    private static final ShortChannelId ID = ShortChannelId.of(700_000, 3, 1);
    private static final Bytes32 CHANNEL_ID = Bytes32.fromHex("22".repeat(32));

    @Test
    void bothEndsAssembleTheSameAnnouncement() {
        ChannelAnnouncement byA = unsigned(A, B);
        ChannelAnnouncement byB = unsigned(B, A);
        assertThat(byA).isEqualTo(byB);
        AnnouncementSignatures fromA = LocalGossip.sign(byA, CHANNEL_ID, A.nodeKey(), A.fundingKey());
        AnnouncementSignatures fromB = LocalGossip.sign(byB, CHANNEL_ID, B.nodeKey(), B.fundingKey());
        ChannelAnnouncement atA = LocalGossip.assemble(byA, A.id(), fromA, fromB);
        assertThat(atA).isEqualTo(LocalGossip.assemble(byB, B.id(), fromB, fromA));
        assertThat(GossipSignatures.areValid(atA)).isTrue();
        assertThat(atA.nodeId1().compareTo(atA.nodeId2())).isNegative();
    }

    @Test
    void thePeersHalfIsChecked() {
        ChannelAnnouncement unsigned = unsigned(A, B);
        AnnouncementSignatures fromB = LocalGossip.sign(unsigned, CHANNEL_ID, B.nodeKey(), B.fundingKey());
        assertThat(LocalGossip.isValid(unsigned, fromB, B.id())).isTrue();
        assertThat(LocalGossip.isValid(unsigned, fromB, A.id())).isFalse();
        assertThat(LocalGossip.isValid(unsigned,
                LocalGossip.sign(unsigned, CHANNEL_ID, B.nodeKey(), A.fundingKey()), B.id())).isFalse();
        assertThat(LocalGossip.isValid(unsigned,
                LocalGossip.sign(unsigned, CHANNEL_ID, A.nodeKey(), B.fundingKey()), B.id())).isFalse();
        ChannelAnnouncement other = LocalGossip.unsigned(Party.CHAIN, ShortChannelId.of(700_000, 3, 2),
                Features.EMPTY, A.id(), B.id(), A.fundingKey().publicKey(), B.fundingKey().publicKey());
        assertThat(LocalGossip.isValid(other, fromB, B.id())).isFalse();
    }

    @Test
    void updatesSayWhoseDirectionTheyAreAndWhetherTheyMayTravel() {
        boolean aFirst = A.id().compareTo(B.id()) < 0;
        ChannelUpdate update = A.updates(ID, B, Party.NOW, Party.POLICY, false);
        assertThat(update.channelFlags()).isEqualTo((aFirst ? 0 : 1) | 2);
        assertThat(update.messageFlags()).isEqualTo(1);
        assertThat(B.updates(ID, A, Party.NOW).channelFlags()).isEqualTo(aFirst ? 1 : 0);
        assertThat(LocalGossip.channelUpdate(Party.CHAIN, ID, A.nodeKey(), B.id(), Party.POLICY, true, false,
                Party.NOW).messageFlags()).isEqualTo(3);
        assertThat(GossipSignatures.isValid(update, A.id())).isTrue();
        assertThat(GossipSignatures.isValid(update, B.id())).isFalse();
    }

    @Test
    void refusesToSayWhatPeersWouldReject() {
        assertThatThrownBy(() -> A.updates(ID, B, Party.NOW, new RelayPolicy(0, 0, 1, 2, 1), true))
                .hasMessageContaining("htlc_minimum_msat");
        assertThatThrownBy(() -> A.announcesItself(Party.NOW, "017f0000")).hasMessageContaining("cut off");
        assertThatThrownBy(() -> LocalGossip.nodeAnnouncement(A.nodeKey(), Features.EMPTY, Bytes.fromHex("0102"),
                Bytes32.ZEROES, Bytes.EMPTY, 1)).hasMessageContaining("rgb_color");
    }

    @Test
    void timestampsAlwaysGrow() {
        assertThat(LocalGossip.nextTimestamp(0, 100)).isEqualTo(100);
        assertThat(LocalGossip.nextTimestamp(100, 100)).isEqualTo(101);
        assertThat(LocalGossip.nextTimestamp(200, 100)).isEqualTo(201);
    }

    private static ChannelAnnouncement unsigned(Party local, Party remote) {
        return LocalGossip.unsigned(Party.CHAIN, ID, Features.EMPTY, local.id(), remote.id(),
                local.fundingKey().publicKey(), remote.fundingKey().publicKey());
    }
}
