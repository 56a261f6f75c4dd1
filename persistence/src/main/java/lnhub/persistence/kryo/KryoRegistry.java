package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Every class that may be stored or sent between cluster nodes, with its number for ever and its current version.
 * Built once at start-up; whatever is inconsistent is refused then, not when money depends on it.
 */
public final class KryoRegistry {
    /** Numbers below are Kryo's own. */
    public static final int LOWEST_ID = 100;
    public static final int HIGHEST_ID = 9_999;
    private static final int MAX_DEPTH = 32;

    /**
     * One line of the table.
     *
     * @param version of a record; 0 for values and enums, whose bytes never change
     * @param shape   the components in order, or the constants of an enum: changes exactly when the bytes would
     */
    public record Entry(int id, Class<?> type, int version, String shape) {
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Class<?>, Entry> byType = new HashMap<>();
    private final Map<Integer, Entry> byId = new HashMap<>();
    private final Map<Class<?>, Form<?>> forms;

    private KryoRegistry(Builder builder) {
        forms = Map.copyOf(builder.forms);
        builder.resolve();
        builder.ids.forEach((type, id) -> add(entry(id, type, forms.get(type))));
        entries.sort(Comparator.comparingInt(Entry::id));
    }

    private void add(Entry entry) {
        entries.add(entry);
        byType.put(entry.type(), entry);
        byId.put(entry.id(), entry);
    }

    private static Entry entry(int id, Class<?> type, Form<?> form) {
        return switch (form) {
            case RecordForm<?> composed -> new Entry(id, type, composed.version(), composed.components());
            case EnumForm<?> numbered -> new Entry(id, type, 0, numbered.constants());
            default -> new Entry(id, type, 0, form.shape());
        };
    }

    public static Builder builder() {
        return new Builder();
    }

    /** All lines, by id. */
    public Collection<Entry> entries() {
        return List.copyOf(entries);
    }

    /** @throws StoredFormatException when the class is not registered */
    public Entry entry(Class<?> type) {
        Entry entry = byType.get(type);
        if (entry == null && type.getSuperclass() != null && type.getSuperclass().isEnum()) {
            entry = byType.get(type.getSuperclass());
        }
        if (entry == null) {
            throw new StoredFormatException(type.getName() + " is not registered");
        }
        return entry;
    }

    /** @throws StoredFormatException when no class has that number */
    public Entry entry(int id) {
        Entry entry = byId.get(id);
        if (entry == null) {
            throw new StoredFormatException("no class is registered with the number " + id
                    + ": it was stored by a newer build, or by another program");
        }
        return entry;
    }

    /** Classes have numbers here. Kryo would read a name, of any length that damaged bytes claim, before it refuses. */
    private static final class NumbersOnly extends DefaultClassResolver {
        @Override
        protected Registration readName(Input input) {
            throw new StoredFormatException("a class is stored by its name, not by a number");
        }
    }

    /** A Kryo of its own for one thread; the forms are shared. */
    Kryo newKryo() {
        Kryo kryo = new Kryo(new NumbersOnly(), null);
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.setOptimizedGenerics(false);
        kryo.setMaxDepth(MAX_DEPTH);
        entries.forEach(entry -> kryo.register(entry.type(), (Serializer<?>) forms.get(entry.type()), entry.id()));
        return kryo;
    }

    /** Collects the table. Order does not matter; numbers do. */
    public static final class Builder {
        private final Map<Class<?>, Form<?>> forms = new LinkedHashMap<>();
        private final Map<Class<?>, Integer> ids = new LinkedHashMap<>();
        private final Map<Integer, Class<?>> types = new HashMap<>();
        private final List<Consumer<Forms>> formers = new ArrayList<>();

        private Builder() {
        }

        /** Lets a module above add its part of the table: {@code builder.with(ClusterMessages::register)}. */
        public Builder with(Consumer<Builder> part) {
            part.accept(this);
            return this;
        }

        /** A record in its current version, 1 to 255. */
        public Builder register(int id, Class<?> type, int version) {
            return put(id, type, new RecordForm<>(type, version));
        }

        /**
         * How an older version of a registered record is read.
         *
         * @param shape  a record with the components of that version, in their order then; it needs no number
         * @param upcast to the current version
         */
        @SuppressWarnings("unchecked")
        public <O extends Record, T> Builder former(Class<T> type, int version, Class<O> shape, Function<O, T> upcast) {
            formers.add(known -> {
                if (!(forms.get(type) instanceof RecordForm<?> form)) {
                    throw new IllegalArgumentException(type.getName() + " has a former version but is no record here");
                }
                form.resolveFormer(version, shape, (Function<Object, Object>) (Function<?, ?>) upcast, known);
            });
            return this;
        }

        /** An enum; let {@code number} be an exhaustive switch, so that a new constant does not compile without one. */
        public <E extends Enum<E>> Builder enumeration(int id, Class<E> type, ToIntFunction<E> number) {
            return put(id, type, new EnumForm<>(type, number));
        }

        /** Package-private: only this package makes forms whose bytes carry no version. */
        <T> Builder value(int id, Class<T> type, ValueForm<T> form) {
            return put(id, type, form);
        }

        private Builder put(int id, Class<?> type, Form<?> form) {
            if (id < LOWEST_ID || id > HIGHEST_ID) {
                throw new IllegalArgumentException(type.getName() + " has the number " + id + "; allowed are "
                        + LOWEST_ID + " to " + HIGHEST_ID);
            }
            Class<?> other = types.putIfAbsent(id, type);
            if (other != null || ids.putIfAbsent(type, id) != null) {
                throw new IllegalArgumentException(type.getName() + " with the number " + id + " collides with "
                        + (other == null ? "its own earlier line" : other.getName()));
            }
            forms.put(type, form);
            return this;
        }

        private void resolve() {
            Forms known = new Forms(Map.copyOf(forms));
            List<RecordForm<?>> records = new ArrayList<>();
            forms.values().forEach(form -> {
                if (form instanceof RecordForm<?> composed) {
                    records.add(composed);
                }
            });
            records.forEach(composed -> composed.resolve(known));
            formers.forEach(former -> former.accept(known));
            records.forEach(RecordForm::requireEveryFormer);
        }

        /** @throws IllegalArgumentException when a component cannot be stored or nothing reads an older version */
        public KryoRegistry build() {
            return new KryoRegistry(this);
        }
    }
}
