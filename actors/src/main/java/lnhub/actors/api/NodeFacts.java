package lnhub.actors.api;

import java.time.Clock;
import java.util.List;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.wire.Features;

/**
 * What does not change about a node while it runs.
 *
 * @param uris nodeId@host:port
 * @param features what it offers in init
 */
public record NodeFacts(PublicKey nodeId, String alias, int rgbColor, String version, InvoiceNetwork network,
        List<String> uris, Features features, ChannelPolicy channelPolicy, Clock clock) {

    public NodeFacts {
        uris = List.copyOf(uris);
    }
}
