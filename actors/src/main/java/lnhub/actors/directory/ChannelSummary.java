package lnhub.actors.directory;

import java.util.Optional;
import lnhub.actors.forward.LocalChannels;
import lnhub.protocol.channel.Balances;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.crypto.PublicKey;

/**
 * What is counted of a channel.
 *
 * @param peer once the channel is funded
 * @param open in normal operation, and no shutdown begun
 * @param sentMsat all that it has carried from us, in millisatoshi
 */
public record ChannelSummary(ChannelRef ref, Optional<PublicKey> peer, boolean open, boolean connected, long revision,
        long sentMsat, long receivedMsat) implements AnsweredChannel {

    static ChannelSummary of(LocalChannels.Seen seen) {
        boolean open = seen.state() instanceof Normal normal && normal.funded().localShutdown().isEmpty()
                && normal.funded().remoteShutdown().isEmpty();
        if (!(seen.state() instanceof Live live)) {
            return new ChannelSummary(seen.ref(), Optional.empty(), open, seen.connected(), seen.revision(), 0, 0);
        }
        Balances balances = Balances.of(live);
        return new ChannelSummary(seen.ref(), Optional.of(live.funded().params().remoteNodeId()), open,
                seen.connected(), seen.revision(), balances.sentMsat(), balances.receivedMsat());
    }
}
