package lnhub.actors.gossip;

import java.time.Clock;
import java.util.concurrent.Executor;
import lnhub.actors.chain.Chain;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;
import lnhub.routing.gossip.GossipRules;

/**
 * What gossip needs of the node around it.
 *
 * @param nodeKey signs our updates and announcements
 * @param rules the chain and what is accepted
 * @param features of our node_announcement
 * @param rgbColor 3 bytes
 * @param alias UTF-8, filled up with zero bytes
 * @param addresses descriptors in ascending order; empty if nobody can connect to us
 * @param judges where signatures are verified: one turn at a time, so a single thread is all it uses
 * @param graph where the result can be read
 */
public record GossipServices(PrivateKey nodeKey, GossipRules rules, Features features, Bytes rgbColor, Bytes32 alias,
        Bytes addresses, Chain chain, Clock clock, GossipLimits limits, Executor judges, GraphView graph) {

    public GossipServices {
        if (!nodeKey.publicKey().equals(rules.nodeId())) {
            throw new IllegalArgumentException("the node key is not that of " + rules.nodeId());
        }
    }

    PublicKey nodeId() {
        return rules.nodeId();
    }

    Bytes32 chainHash() {
        return rules.chainHash();
    }

    long nowSeconds() {
        return clock.instant().getEpochSecond();
    }
}
