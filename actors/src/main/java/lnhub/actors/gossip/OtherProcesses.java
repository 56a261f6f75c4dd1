package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import lnhub.protocol.crypto.PublicKey;

/** How the gossip actors of one node's processes find each other. Those of other nodes have other keys. */
final class OtherProcesses {
    private static final long PER_MILLISECOND = 1 << 20;

    private final ActorSystem<?> system;
    private final ActorRef<SiblingMessage> self;
    private final long born;

    /** Registers this one, and has it told of the others from now on. */
    OtherProcesses(ActorContext<GossipCommand> context, GossipServices services) {
        this.system = context.getSystem();
        this.self = context.getSelf().narrow();
        // Unique enough for an order; who is older matters only for who speaks for the node.
        this.born = services.clock().millis() * PER_MILLISECOND + ThreadLocalRandom.current().nextLong(PER_MILLISECOND);
        ServiceKey<SiblingMessage> key = key(services.nodeId());
        system.receptionist().tell(Receptionist.register(key, self));
        system.receptionist().tell(Receptionist.subscribe(key, context.messageAdapter(
                Receptionist.Listing.class, listing -> listed(listing.getServiceInstances(key)))));
    }

    static ServiceKey<SiblingMessage> key(PublicKey nodeId) {
        return ServiceKey.create(SiblingMessage.class, "gossip-" + nodeId.toHex());
    }

    private Internal.Listed listed(Set<ActorRef<SiblingMessage>> all) {
        Set<ActorRef<SiblingMessage>> others = new HashSet<>(all);
        others.remove(self);
        return new Internal.Listed(others);
    }

    ActorRef<SiblingMessage> self() {
        return self;
    }

    /** See {@link SiblingMessage.Position}. */
    long born() {
        return born;
    }

    /** Whether the cluster has other members: their gossip actors will be listed. */
    boolean areExpected() {
        if (!system.settings().config().getString("akka.actor.provider").contains("cluster")) {
            return false;
        }
        Cluster cluster = Cluster.get(system);
        for (Member member : cluster.state().getMembers()) {
            if (member.status() == MemberStatus.up() && !member.uniqueAddress().equals(
                    cluster.selfMember().uniqueAddress())) {
                return true;
            }
        }
        return false;
    }
}
