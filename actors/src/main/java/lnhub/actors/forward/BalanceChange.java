package lnhub.actors.forward;

import lnhub.protocol.channel.ChannelRef;

/** What changes all the time of a channel that a process hosts; at most 64 bytes. Components as in LocalChannel. */
public record BalanceChange(ChannelRef ref, boolean usable, long sendableMsat, int freeSlots, long revision) {

    /** @throws java.util.NoSuchElementException when the channel is not open */
    public static BalanceChange of(HostedChannel channel) {
        LocalChannel open = channel.open().orElseThrow();
        return new BalanceChange(channel.ref(), open.usable(), open.sendableMsat(), open.freeSlots(),
                channel.revision());
    }

    HostedChannel applied(HostedChannel before) {
        return before.with(before.open().map(open -> open.with(usable, sendableMsat, freeSlots)), revision);
    }
}
