package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.TlvStream;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final Party A = Party.of(2);
    private static final ChannelUpdate UPDATE = A.updates(ShortChannelId.of(1, 1, 1), Party.of(3), 1);
    private static final ReplyShortChannelIdsEnd END =
            new ReplyShortChannelIdsEnd(Party.CHAIN, true, TlvStream.EMPTY);

    @Test
    void aFloodIsCutOffAndDelaysNobodyElse() {
        Inbox inbox = new Inbox(1 << 20, 4 << 20);
        GossipPeer flooder = peer();
        GossipPeer modest = peer();
        for (int i = 0; i < 100_000; i++) {
            inbox.offer(flooder, UPDATE);
        }
        assertThat(inbox.totalBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(inbox.dropped()).isGreaterThan(98_000);
        inbox.offer(modest, UPDATE);
        inbox.poll();
        assertThat(inbox.poll().orElseThrow().peer()).isSameAs(modest);
        inbox.forget(flooder);
        assertThat(inbox.totalBytes()).isZero();
        assertThat(inbox.poll()).isEmpty();
    }

    @Test
    void manyFloodersTogetherAreBoundedToo() {
        Inbox inbox = new Inbox(1 << 20, 4 << 20);
        List<GossipPeer> flooders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            flooders.add(peer());
        }
        for (int i = 0; i < 2_000; i++) {
            flooders.forEach(flooder -> inbox.offer(flooder, UPDATE));
        }
        assertThat(inbox.totalBytes()).isLessThanOrEqualTo(4 << 20);
    }

    @Test
    void longMessagesCountAsSuch() {
        Inbox inbox = new Inbox(1 << 20, 1 << 20);
        GossipPeer flooder = peer();
        ChannelUpdate m = UPDATE;
        ChannelUpdate endless = new ChannelUpdate(m.signature(), m.chainHash(), m.shortChannelId(), m.timestamp(),
                m.messageFlags(), m.channelFlags(), m.cltvExpiryDelta(), m.htlcMinimumMsat(), m.feeBaseMsat(),
                m.feeProportionalMillionths(), m.htlcMaximumMsat(), Bytes.wrap(new byte[65_000]));
        for (int i = 0; i < 100; i++) {
            inbox.offer(flooder, endless);
        }
        assertThat(flooder.received).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void theEndOfAnAnswerIsNotLostAndNotRepeated() {
        Inbox inbox = new Inbox(4 << 10, 4 << 10);
        GossipPeer peer = peer();
        for (int i = 0; i < 10; i++) {
            inbox.offer(peer, UPDATE);
        }
        for (int i = 0; i < 10; i++) {
            inbox.offer(peer, END);
        }
        assertThat(peer.received).hasSize(5).last().isEqualTo(END);
        while (inbox.poll().isPresent()) {
            assertThat(inbox.totalBytes()).isNotNegative();
        }
        assertThat(inbox.totalBytes()).isZero();
    }

    private static GossipPeer peer() {
        return new GossipPeer(null, A.id(), true);
    }
}
