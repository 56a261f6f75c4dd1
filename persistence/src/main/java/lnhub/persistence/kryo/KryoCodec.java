package lnhub.persistence.kryo;

import akka.actor.typed.ActorRefResolver;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import java.util.function.Supplier;

/**
 * Values to bytes and back: the class's number, then (for records) the version and the components.
 * Safe for all threads; Kryo instances and buffers are pooled.
 */
public final class KryoCodec {
    /** A snapshot of a channel with 966 HTLCs and their onions takes about 1.5 MB. */
    public static final int DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

    private static final int POOLED = 64;
    private static final int FIRST_BUFFER = 2 * 1024;
    private static final int LARGEST_KEPT_BUFFER = 256 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private record Worker(Kryo kryo, Output output, Input input) {
    }

    private final KryoRegistry registry;
    private final int maxBytes;
    private final Pool<Worker> workers;

    /** For values without ActorRefs. */
    public KryoCodec(KryoRegistry registry) {
        this(registry, DEFAULT_MAX_BYTES);
    }

    /** @param maxBytes what may be written at most, and is read at all */
    public KryoCodec(KryoRegistry registry, int maxBytes) {
        this(registry, maxBytes, null);
    }

    KryoCodec(KryoRegistry registry, int maxBytes, Supplier<ActorRefResolver> resolver) {
        this.registry = registry;
        this.maxBytes = maxBytes;
        this.workers = new Pool<>(true, false, POOLED) {
            @Override
            protected Worker create() {
                Kryo kryo = registry.newKryo();
                if (resolver != null) {
                    ActorRefForm.use(kryo, resolver);
                }
                return new Worker(kryo, new Output(FIRST_BUFFER, maxBytes), new Input());
            }
        };
    }

    public KryoRegistry registry() {
        return registry;
    }

    /** @throws StoredFormatException when a class is not registered, a component is null, or it exceeds the limit */
    public byte[] encode(Object value) {
        registry.entry(value.getClass());
        Worker worker = workers.obtain();
        Output output = worker.output();
        try {
            worker.kryo().writeClassAndObject(output, value);
            return output.toBytes();
        } catch (KryoException e) {
            throw new StoredFormatException(value.getClass().getName() + " cannot be stored in " + maxBytes
                    + " bytes: " + e.getMessage(), e);
        } finally {
            if (output.getBuffer().length > LARGEST_KEPT_BUFFER) {
                output.setBuffer(new byte[FIRST_BUFFER], maxBytes);
            }
            output.reset();
            workers.free(worker);
        }
    }

    /** @throws StoredFormatException when the bytes are not exactly one value of a registered class */
    public Object decode(byte[] bytes) {
        if (bytes.length > maxBytes) {
            throw new StoredFormatException(bytes.length + " bytes are stored, allowed are " + maxBytes);
        }
        Worker worker = workers.obtain();
        Input input = worker.input();
        try {
            input.setBuffer(bytes);
            Object value = read(worker.kryo(), input);
            if (input.position() != bytes.length) {
                throw new StoredFormatException((bytes.length - input.position()) + " bytes follow a "
                        + value.getClass().getName());
            }
            return value;
        } catch (StoredFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoredFormatException("these " + bytes.length + " bytes are not one stored value: "
                    + e.getMessage(), e);
        } finally {
            input.setBuffer(NOTHING);
            workers.free(worker);
        }
    }

    /** @throws StoredFormatException as {@link #decode(byte[])}, and when it is a value of another class */
    public <T> T decode(byte[] bytes, Class<T> type) {
        Object value = decode(bytes);
        if (!type.isInstance(value)) {
            throw new StoredFormatException("expected a " + type.getName() + ", stored is a "
                    + value.getClass().getName());
        }
        return type.cast(value);
    }

    @SuppressWarnings("unchecked") // Kryo's registrations are raw
    private static Object read(Kryo kryo, Input input) {
        Registration registration = kryo.readClass(input);
        if (registration == null || registration.getId() < KryoRegistry.LOWEST_ID) {
            throw new StoredFormatException("the bytes start with no registered class");
        }
        return kryo.readObject(input, registration.getType(), registration.getSerializer());
    }
}
