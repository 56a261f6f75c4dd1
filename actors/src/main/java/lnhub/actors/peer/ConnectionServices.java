package lnhub.actors.peer;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import lnhub.actors.gossip.GossipCommand;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;

/**
 * What a connection needs of the node around it.
 *
 * @param features what we offer in init
 * @param heartbeat how long a peer may be silent before it is asked, and again before it is given up
 * @param connections of this process, this one among them
 */
public record ConnectionServices(Features features, Bytes32 chainHash, ActorRef<GossipCommand> gossip,
        Duration heartbeat, Connections connections) {
}
