package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import lnhub.protocol.wire.Ping;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AkkaKryoSerializerTest {
    record Ask(Ping ping, ActorRef<Ping> replyTo) {
    }

    private static final KryoRegistry REGISTRY =
            KryoRegistry.builder().with(Registrations::protocol).register(600, Ask.class, 1).build();
    private static final ActorSystem<Void> SYSTEM = ActorSystem.create(Behaviors.empty(), "serializer",
            ActorSystemSetup.create(BootstrapSetup.create(ConfigFactory.load()), AkkaKryoSerializer.setup(REGISTRY)));
    private static final ActorTestKit KIT = ActorTestKit.create(SYSTEM);

    @AfterAll
    static void stop() {
        ActorTestKit.shutdown(SYSTEM);
    }

    @Test
    void carriesMessagesWithTheActorToAnswer() throws NotSerializableException {
        Serialization akka = SerializationExtension.get(SYSTEM);
        TestProbe<Ping> probe = KIT.createTestProbe();
        Ask ask = new Ask(new Ping(1, 2), probe.ref());
        AkkaKryoSerializer serializer = (AkkaKryoSerializer) akka.findSerializerFor(ask);
        String manifest = Serializers.manifestFor(serializer, ask);
        assertThat(manifest).isEqualTo("600.1");
        byte[] bytes = akka.serialize(ask).get();
        Ask read = (Ask) akka.deserialize(bytes, serializer.identifier(), manifest).get();
        assertThat(read).isEqualTo(ask);
        read.replyTo().tell(read.ping());
        probe.expectMessage(new Ping(1, 2));
        assertThatThrownBy(() -> serializer.fromBinary(bytes, "601.1"))
                .isInstanceOf(NotSerializableException.class).hasMessageContaining("(600)");
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, "600.1"))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void anActorCannotBeStoredOutsideAnActorSystem() {
        Ask ask = new Ask(new Ping(1, 2), SYSTEM.deadLetters());
        assertThatThrownBy(() -> new KryoCodec(REGISTRY).encode(ask)).isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("serializer of an actor system");
    }
}
