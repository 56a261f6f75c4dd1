package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A count, then the elements. What is read cannot be modified. */
final class CollectionForms {
    private CollectionForms() {
    }

    record OfList(Form<Object> element) implements Form<List<Object>> {
        @Override
        public void write(Kryo kryo, Output output, List<Object> value) {
            output.writeVarInt(value.size(), true);
            for (Object item : value) {
                element.write(kryo, output, item);
            }
        }

        @Override
        public List<Object> read(Kryo kryo, Input input) {
            Object[] items = new Object[Form.readLength(input)];
            for (int i = 0; i < items.length; i++) {
                items[i] = element.read(kryo, input);
            }
            return List.of(items);
        }

        @Override
        public String shape() {
            return "List<" + element.shape() + ">";
        }
    }

    record OfSet(Form<Object> element) implements Form<Set<Object>> {
        @Override
        public void write(Kryo kryo, Output output, Set<Object> value) {
            output.writeVarInt(value.size(), true);
            value.stream().sorted().forEach(item -> element.write(kryo, output, item));
        }

        @Override
        public Set<Object> read(Kryo kryo, Input input) {
            int size = Form.readLength(input);
            Set<Object> items = new LinkedHashSet<>();
            for (int i = 0; i < size; i++) {
                if (!items.add(element.read(kryo, input))) {
                    throw new StoredFormatException("a set is stored with an element twice");
                }
            }
            return Collections.unmodifiableSet(items);
        }

        @Override
        public String shape() {
            return "Set<" + element.shape() + ">";
        }
    }

    record OfMap(Form<Object> key, Form<Object> element, boolean sorted) implements Form<Map<Object, Object>> {
        @Override
        public void write(Kryo kryo, Output output, Map<Object, Object> value) {
            output.writeVarInt(value.size(), true);
            naturallyOrdered(value).forEach((k, v) -> {
                key.write(kryo, output, k);
                element.write(kryo, output, v);
            });
        }

        @Override
        public Map<Object, Object> read(Kryo kryo, Input input) {
            int size = Form.readLength(input);
            Map<Object, Object> entries = sorted ? new TreeMap<>() : new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                if (entries.put(key.read(kryo, input), element.read(kryo, input)) != null) {
                    throw new StoredFormatException("a map is stored with a key twice");
                }
            }
            return sorted ? Collections.unmodifiableNavigableMap((TreeMap<Object, Object>) entries)
                    : Collections.unmodifiableMap(entries);
        }

        private static Map<Object, Object> naturallyOrdered(Map<Object, Object> value) {
            if (value instanceof SortedMap<Object, Object> ordered && ordered.comparator() == null) {
                return value;
            }
            Map<Object, Object> ordered = new TreeMap<>();
            ordered.putAll(value);
            return ordered;
        }

        @Override
        public String shape() {
            return "Map<" + key.shape() + ", " + element.shape() + ">";
        }
    }

    record OfOptional(Form<Object> element) implements Form<Optional<Object>> {
        @Override
        public void write(Kryo kryo, Output output, Optional<Object> value) {
            output.writeBoolean(value.isPresent());
            value.ifPresent(item -> element.write(kryo, output, item));
        }

        @Override
        public Optional<Object> read(Kryo kryo, Input input) {
            return Forms.readBoolean(input.readByte()) ? Optional.of(element.read(kryo, input)) : Optional.empty();
        }

        @Override
        public String shape() {
            return "Optional<" + element.shape() + ">";
        }
    }
}
