package lnhub.persistence.kryo;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Values of any registered class, random but the same for the same generator. */
public final class Samples {
    private static final int ATTEMPTS = 10_000;

    private final KryoRegistry registry;
    private final RandomGenerator random;
    private final Map<Class<?>, Function<RandomGenerator, ?>> makers;

    public Samples(KryoRegistry registry, RandomGenerator random) {
        this(registry, random, Map.of());
    }

    /** @param makers of classes whose components must fit together as chance never makes them: a hash, its preimage */
    public Samples(KryoRegistry registry, RandomGenerator random,
            Map<Class<?>, Function<RandomGenerator, ?>> makers) {
        this.registry = registry;
        this.random = random;
        this.makers = makers;
    }

    /** A constructor may refuse what chance offers; then chance offers again. */
    public Object of(Type type) {
        InvocationTargetException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return attempt(type);
            } catch (InvocationTargetException e) {
                last = e;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("no " + type.getTypeName() + " in " + ATTEMPTS + " attempts", last);
    }

    private Object attempt(Type type) throws ReflectiveOperationException {
        return switch (type) {
            case ParameterizedType generic ->
                    generic((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
            case Class<?> c when makers.containsKey(c) -> makers.get(c).apply(random);
            case Class<?> c when c.isRecord() -> composed(c);
            case Class<?> c when c.isEnum() -> c.getEnumConstants()[random.nextInt(c.getEnumConstants().length)];
            case Class<?> c when c.isInterface() || c == Object.class -> of(implementation(c));
            case Class<?> c -> plain(c);
            case TypeVariable<?> variable -> of(variable.getBounds()[0]);
            default -> throw new IllegalArgumentException(type.getTypeName());
        };
    }

    private Object plain(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "long", "Long" -> number();
            case "int", "Integer" -> random.nextInt(1 << random.nextInt(1, 31));
            case "boolean", "Boolean" -> random.nextBoolean();
            case "double", "Double" -> random.nextDouble();
            case "String" -> "text " + random.nextInt(1000) + " \u00e4\u20bf";
            case "OptionalLong" -> random.nextBoolean() ? OptionalLong.of(number()) : OptionalLong.empty();
            case "OptionalInt" -> random.nextBoolean() ? OptionalInt.of(random.nextInt(99)) : OptionalInt.empty();
            case "Bytes" -> Bytes.wrap(bytes(random.nextInt(40)));
            case "Bytes32" -> Bytes32.wrap(bytes(Bytes32.SIZE));
            case "Signature" -> Signature.wrap(bytes(Signature.SIZE));
            case "PublicKey" -> {
                byte[] key = bytes(PublicKey.SIZE);
                key[0] = (byte) (2 + random.nextInt(2));
                yield PublicKey.wrap(key);
            }
            default -> throw new IllegalArgumentException("no sample of " + type.getName());
        };
    }

    private long number() {
        return random.nextInt(8) == 0 ? -1 : random.nextLong(1L << random.nextInt(1, 52));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Object generic(Class<?> raw, Type[] arguments) throws ReflectiveOperationException {
        if (raw == Optional.class) {
            return random.nextBoolean() ? Optional.of(of(arguments[0])) : Optional.empty();
        }
        if (raw == List.class || raw == Set.class) {
            List<Object> items = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                items.add(of(arguments[0]));
            }
            return raw == List.class ? List.copyOf(items) : new TreeSet<>(items);
        }
        if (raw == Map.class || SortedMap.class.isAssignableFrom(raw)) {
            Map<Object, Object> entries = new TreeMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                entries.put(of(arguments[0]), of(arguments[1]));
            }
            return entries;
        }
        return attempt(raw);
    }

    private Object composed(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(components[i].getGenericType());
        }
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private Class<?> implementation(Class<?> type) {
        List<Class<?>> candidates = new ArrayList<>();
        for (KryoRegistry.Entry entry : registry.entries()) {
            if (type.isAssignableFrom(entry.type())) {
                candidates.add(entry.type());
            }
        }
        return candidates.get(random.nextInt(candidates.size()));
    }
}
