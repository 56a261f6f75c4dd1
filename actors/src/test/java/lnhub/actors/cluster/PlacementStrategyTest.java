package lnhub.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real cluster sharding over several actor systems: where entities are is asked of the entities themselves. */
@Timeout(120)
class PlacementStrategyTest {
    record Where(ActorRef<Here> replyTo) {
    }

    record Here(String address) {
    }

    private static final EntityTypeKey<Where> PEER = EntityTypeKey.create(Where.class, "peer");
    private static final EntityTypeKey<Where> CHANNEL = EntityTypeKey.create(Where.class, "channel");
    private static final int PEERS = 40;

    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    private ActorSystem<Void> start() {
        Config config = TestClusters.config("""
                akka.loglevel = WARNING
                akka.cluster.sharding.rebalance-interval = 200 ms
                """);
        KryoRegistry registry = KryoRegistry.builder().register(9_000, Where.class, 1)
                .register(9_001, Here.class, 1).build();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "placement", ActorSystemSetup.create(
                BootstrapSetup.create(config), AkkaKryoSerializer.setup(registry)));
        systems.add(system);
        String here = Cluster.get(system).selfMember().address().toString();
        for (EntityTypeKey<Where> key : List.of(PEER, CHANNEL)) {
            ClusterSharding.get(system).init(PlacedById.place(system, Entity.of(key, entity -> answering(here))));
        }
        Cluster.get(system).manager().tell(Join.create(Cluster.get(systems.getFirst()).selfMember().address()));
        return system;
    }

    private static Behavior<Where> answering(String here) {
        return Behaviors.receiveMessage(where -> {
            where.replyTo().tell(new Here(here));
            return Behaviors.same();
        });
    }

    @AfterEach
    void stop() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    private static String where(ActorSystem<?> system, EntityTypeKey<Where> key, String id) {
        while (true) {
            try {
                return ClusterSharding.get(system).entityRefFor(key, id).<Here>ask(Where::new, Duration.ofSeconds(2))
                        .toCompletableFuture().join().address();
            } catch (CompletionException lostWhileMoving) {
                assertThat(lostWhileMoving).hasMessageContaining("timed out");
            }
        }
    }

    private static PublicKey peer(int n) {
        return PrivateKey.wrap(Hashes.sha256(new byte[] {(byte) n, 1}).toArray()).publicKey();
    }

    /** Asks until every channel is where its peer is, and they are spread over so many processes. */
    private void awaitTogetherOn(int processes) {
        Map<String, String> apart = new HashMap<>();
        Set<String> used = new HashSet<>();
        do {
            apart.clear();
            used.clear();
            for (int n = 0; n < PEERS; n++) {
                ActorSystem<?> asked = systems.get(n % systems.size());
                ChannelRef ref = ChannelRef.with(peer(n), Hashes.sha256(new byte[] {(byte) n}));
                String peer = where(asked, PEER, peer(n).toHex());
                String channel = where(asked, CHANNEL, ref.toHex());
                used.add(peer);
                if (!peer.equals(channel)) {
                    apart.put(peer, channel);
                }
            }
        } while (!apart.isEmpty() || used.size() != processes);
    }

    @Test
    void aChannelLivesWhereItsPeerLivesWhoeverComesAndGoes() {
        start();
        awaitTogetherOn(1);
        start();
        start();
        awaitTogetherOn(3);
        ActorSystem<Void> killed = systems.removeLast();
        killed.terminate();
        awaitTogetherOn(2);
        killed.getWhenTerminated().toCompletableFuture().join();
    }
}
