package lnhub.actors.forward;

import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;

/**
 * What a process tells the others of a channel that it hosts; at most 1 KB.
 *
 * @param open when payments could go through it
 * @param anchors whether it may need coins of the wallet to end on chain
 * @param revision the sequence number of the channel's last event, or of an earlier one: of two processes that both say
 *     they host a channel, the one that has seen more of its life came later
 */
public record HostedChannel(ChannelRef ref, Optional<LocalChannel> open, boolean anchors, long revision) {

    /** Whether nothing but what an HTLC changes differs. */
    public boolean differsInBalanceOnly(HostedChannel before) {
        return open.isPresent() && before.open.isPresent() && anchors == before.anchors
                && open.get().unusable().equals(before.open.get().unusable());
    }

    public boolean shows(HostedChannel before) {
        return anchors == before.anchors && open.equals(before.open);
    }

    HostedChannel with(Optional<LocalChannel> now, long nowRevision) {
        return new HostedChannel(ref, now, anchors, nowRevision);
    }
}
