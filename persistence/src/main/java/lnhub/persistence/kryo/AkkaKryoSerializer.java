package lnhub.persistence.kryo;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerDetails;
import akka.serialization.SerializationSetup;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import java.util.List;

/**
 * Binds {@link KryoCodec} to Akka for events, snapshots and messages between cluster nodes.
 * The manifest is "number.version" ("301.1"), so that a row of the journal says what it is without being decoded.
 */
public final class AkkaKryoSerializer extends SerializerWithStringManifest {
    /** Stored beside every event; must never change. Akka's own are below 40. */
    public static final int IDENTIFIER = 7_735;

    private final KryoCodec codec;

    AkkaKryoSerializer(ExtendedActorSystem system, KryoRegistry registry) {
        ActorSystem<?> typed = Adapter.toTyped(system);
        this.codec = new KryoCodec(registry, KryoCodec.DEFAULT_MAX_BYTES, () -> ActorRefResolver.get(typed));
    }

    /**
     * Makes an actor system use the registry for each class in it:
     * {@code ActorSystem.create(guardian, name, ActorSystemSetup.create(BootstrapSetup.create(config), setup))}.
     * A class that is not registered has no serializer then, and Akka says so at its first use.
     */
    public static SerializationSetup setup(KryoRegistry registry) {
        List<Class<?>> types = registry.entries().stream().<Class<?>>map(KryoRegistry.Entry::type).toList();
        return SerializationSetup.create(system -> List.of(
                SerializerDetails.create("hub-kryo", new AkkaKryoSerializer(system, registry), types)));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        KryoRegistry.Entry entry = codec.registry().entry(value.getClass());
        return entry.id() + "." + entry.version();
    }

    @Override
    public byte[] toBinary(Object value) {
        return codec.encode(value);
    }

    /** @throws NotSerializableException which Akka takes for one bad message, not for a broken connection */
    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            Object value = codec.decode(bytes);
            KryoRegistry.Entry entry = codec.registry().entry(value.getClass());
            if (!manifest.startsWith(entry.id() + ".")) {
                throw new StoredFormatException("the manifest says " + manifest + ", the bytes are a "
                        + entry.type().getName() + " (" + entry.id() + ")");
            }
            return value;
        } catch (StoredFormatException e) {
            NotSerializableException refused = new NotSerializableException(
                    "stored with the manifest " + manifest + ": " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }
}
