package lnhub.actors.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.Entity;

/**
 * The shard of an entity follows from the last two bytes of its id. A channel's reference ends as its peer's node id
 * does ({@link lnhub.protocol.channel.ChannelRef#with}): so both have a shard of the same number, which
 * {@link PlacementStrategy} keeps in one process.
 *
 * @param <M> what the entity receives
 */
public final class PlacedById<M> extends ShardingMessageExtractor<ShardingEnvelope<M>, M> {
    private static final int DIGITS = 4;
    private static final int HEX = 16;

    private final int shards;

    private PlacedById(int shards) {
        this.shards = shards;
    }

    /** The entity, placed so. There are {@code akka.cluster.sharding.number-of-shards} of each kind in the cluster. */
    public static <M> Entity<M, ShardingEnvelope<M>> place(ActorSystem<?> system,
            Entity<M, ShardingEnvelope<M>> entity) {
        int shards = system.settings().config().getInt("akka.cluster.sharding.number-of-shards");
        return entity.withMessageExtractor(new PlacedById<M>(shards))
                .withAllocationStrategy(new PlacementStrategy(system, shards));
    }

    @Override
    public String entityId(ShardingEnvelope<M> envelope) {
        return envelope.entityId();
    }

    /** @param entityId in hexadecimal, at least two bytes */
    @Override
    public String shardId(String entityId) {
        int tail = Integer.parseInt(entityId, entityId.length() - DIGITS, entityId.length(), HEX);
        return String.valueOf(tail % shards);
    }

    @Override
    public M unwrapMessage(ShardingEnvelope<M> envelope) {
        return envelope.message();
    }
}
