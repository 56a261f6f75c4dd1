package lnhub.actors.node;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.forward.ForwardLimits;
import lnhub.routing.forward.RelayPolicy;

/**
 * How a node behaves.
 *
 * @param addresses host:port for node_announcement
 * @param tick how often a channel repeats what it owes to others
 * @param signDelay how long a channel waits for more updates before it signs, for each HTLC that it must sign again;
 *     zero: until its mailbox was read
 * @param gossipInterval how often gossip is passed on (BOLT 7 suggests 60 s)
 */
public record NodeSettings(String alias, int rgbColor, List<String> addresses, Bytes32 chainHash,
        InvoiceNetwork network, ChannelPolicy channels, RelayPolicy relay, ForwardLimits forwardLimits,
        Duration tick, Duration signDelay, Duration heartbeat, Duration gossipInterval,
        Clock clock) {
}
