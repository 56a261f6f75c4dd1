package lnhub.actors.cluster;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.typed.Cluster;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts shards where {@link Placement} says, those of all kinds of entities alike: so a peer and its channels live in
 * one process, and a message crosses the cluster once at most on its way in. Moves a few at a time, since a channel
 * that moves is away for a moment.
 */
final class PlacementStrategy extends ShardCoordinator.AbstractShardAllocationStrategy {
    /** How many shards of a kind move in one round ({@code akka.cluster.sharding.rebalance-interval}). */
    static final int MOVES_AT_ONCE = 4;

    private final Cluster cluster;
    private final int shards;

    PlacementStrategy(ActorSystem<?> system, int shards) {
        this.cluster = Cluster.get(system);
        this.shards = shards;
    }

    @Override
    public Future<ActorRef> allocateShard(ActorRef requester, String shardId,
            Map<ActorRef, IndexedSeq<String>> current) {
        Map<String, ActorRef> regions = stayingRegions(current.keySet());
        if (regions.isEmpty()) {
            return Future.successful(requester);
        }
        return Future.successful(regions.get(
                Placement.of(regions.keySet(), shards).host(Integer.parseInt(shardId))));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
        Set<String> moves = new HashSet<>();
        Map<String, ActorRef> regions = stayingRegions(current.keySet());
        if (regions.isEmpty() || !inProgress.isEmpty()) {
            return Future.successful(moves);
        }
        Placement placement = Placement.of(regions.keySet(), shards);
        current.forEach((region, hosted) -> CollectionConverters.asJava(hosted).forEach(shard -> {
            if (moves.size() < MOVES_AT_ONCE
                    && !regions.get(placement.host(Integer.parseInt(shard))).equals(region)) {
                moves.add(shard);
            }
        }));
        return Future.successful(moves);
    }

    /** Regions of the processes that are up and mean to stay, by address. */
    private Map<String, ActorRef> stayingRegions(Set<ActorRef> regions) {
        Set<Address> staying = new HashSet<>();
        for (Member member : cluster.state().getMembers()) {
            if (member.status().equals(MemberStatus.up()) || member.status().equals(MemberStatus.weaklyUp())) {
                staying.add(member.address());
            }
        }
        Map<String, ActorRef> found = new HashMap<>();
        for (ActorRef region : regions) {
            Address address = region.path().address().hasLocalScope() ? cluster.selfMember().address()
                    : region.path().address();
            if (staying.contains(address)) {
                found.put(address.toString(), region);
            }
        }
        return found;
    }
}
