package lnhub.actors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import lnhub.actors.payment.HtlcKey;
import lnhub.actors.payment.InvoiceEvent;
import lnhub.actors.payment.PaymentFailure;
import lnhub.actors.payment.PaymentOrder;
import lnhub.actors.payment.StoredInvoice;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.PeerEvent;
import lnhub.actors.peer.PeerMessage;
import lnhub.actors.peer.PeerState;
import lnhub.persistence.kryo.GoldenFiles;
import lnhub.persistence.kryo.GoldenFilesContract;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.persistence.kryo.Registrations;
import lnhub.persistence.kryo.StoredFormatException;
import lnhub.protocol.channel.Event;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the entities of this module store, and send each other between processes, has its golden files here, except
 * for what the protocol's table has: that has them in persistence. So one release understands what the last one said.
 */
class GoldenFilesTest extends GoldenFilesContract {
    private static final KryoRegistry REGISTRY = NodeRegistry.create();
    private static final ActorSystem<Void> SYSTEM = ActorSystem.create(Behaviors.empty(), "golden");
    private static final Set<Class<?>> PROTOCOL = types(KryoRegistry.builder().with(Registrations::protocol).build());

    GoldenFilesTest() {
        super(golden(FOLDER));
    }

    private static Set<Class<?>> types(KryoRegistry registry) {
        return registry.entries().stream().map(KryoRegistry.Entry::type).collect(Collectors.toSet());
    }

    private static Set<Class<?>> stored() throws IOException, URISyntaxException, ClassNotFoundException {
        return StoredTypes.of(REGISTRY, StoredTypes.entities(PeerEntity.class));
    }

    private static GoldenFiles golden(Path folder) {
        ActorRefResolver actors = ActorRefResolver.get(SYSTEM);
        return new GoldenFiles(REGISTRY, folder, type -> !PROTOCOL.contains(type),
                Map.of(StoredInvoice.class, GoldenFilesTest::invoice, ActorRef.class, random ->
                        actors.resolveActorRef("akka://golden/user/asker-" + random.nextInt(100))), actors);
    }

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    private static StoredInvoice invoice(RandomGenerator random) {
        byte[] preimage = new byte[Bytes32.SIZE];
        byte[] secret = new byte[Bytes32.SIZE];
        random.nextBytes(preimage);
        random.nextBytes(secret);
        return new StoredInvoice(Hashes.sha256(preimage), Bytes32.wrap(preimage), Bytes32.wrap(secret),
                random.nextBoolean() ? OptionalLong.of(random.nextLong(1L << 50)) : OptionalLong.empty(),
                random.nextLong(1L << 40), random.nextLong(1L << 30), random.nextInt(18, 2016),
                "lnbcrt" + random.nextInt(1_000_000));
    }

    @Test
    void theEventsAndSnapshotsOfEveryEntityAreFoundAndWhatIsInside() throws Exception {
        assertThat(StoredTypes.entities(PeerEntity.class)).extracting(Class::getSimpleName)
                .contains("ChannelEntity", "InvoiceEntity", "PaymentEntity", "PeerEntity");
        assertThat(stored()).contains(PeerEvent.Reached.class, PeerState.class, PeerMessage.Address.class,
                InvoiceEvent.HtlcRefused.class, HtlcKey.class, StoredInvoice.class, PaymentFailure.class,
                PaymentOrder.Limits.class, RoutingHint.Hop.class, Event.Recorded.class, Event.FundingSpent.class);
    }

    @Test
    void aStoredClassWithoutItsFileIsNoticed(@TempDir Path folder) throws Exception {
        GoldenFiles golden = golden(folder);
        golden.writeMissing();
        golden.requireComplete();
        for (Path file : golden.files()) {
            String name = file.getFileName().toString();
            Path away = folder.getParent().resolve(folder.getFileName() + name);
            Files.move(file, away);
            assertThatThrownBy(golden::requireComplete).hasMessageContaining(name);
            Files.move(away, file);
        }
    }

    record Note(Optional<Inside> inside) {
    }

    record Inside(long number) {
    }

    abstract static class NoteEntity extends EventSourcedBehavior<String, Note, String> {
        private NoteEntity() {
            super(null);
        }
    }

    @Test
    void anEventOfANewEntityHasToBeRegistered() {
        assertThatThrownBy(() -> StoredTypes.of(REGISTRY, List.of(NoteEntity.class)))
                .isInstanceOf(StoredFormatException.class).hasMessageContaining("Note is not registered");
        KryoRegistry known = KryoRegistry.builder().register(400, Note.class, 1).register(401, Inside.class, 1).build();
        assertThat(StoredTypes.of(known, List.of(NoteEntity.class))).containsExactly(Note.class, Inside.class);
    }
}
