package lnhub.persistence.kryo;

import akka.actor.typed.ActorRef;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Finds the form of a component from its declared type; refuses what cannot be stored when the registry is built. */
final class Forms {
    private static final ValueForm<Long> LONG = new ValueForm<>("long",
            (output, value) -> output.writeVarLong(value, true), input -> input.readVarLong(true));
    private static final ValueForm<Integer> INT = new ValueForm<>("int",
            (output, value) -> output.writeVarInt(value, true), input -> input.readVarInt(true));
    private static final ValueForm<Boolean> BOOLEAN = new ValueForm<>("boolean",
            (output, value) -> output.writeBoolean(value), input -> readBoolean(input.readByte()));
    private static final ValueForm<Double> DOUBLE = new ValueForm<>("double",
            (output, value) -> output.writeDouble(value), input -> input.readDouble());
    private static final Map<Class<?>, Form<?>> BUILT_IN = Map.ofEntries(
            Map.entry(long.class, LONG), Map.entry(Long.class, LONG),
            Map.entry(int.class, INT), Map.entry(Integer.class, INT),
            Map.entry(boolean.class, BOOLEAN), Map.entry(Boolean.class, BOOLEAN),
            Map.entry(double.class, DOUBLE), Map.entry(Double.class, DOUBLE),
            Map.entry(String.class, ValueForm.text()),
            Map.entry(OptionalLong.class, new ValueForm<OptionalLong>("OptionalLong", (output, value) -> {
                output.writeBoolean(value.isPresent());
                value.ifPresent(number -> output.writeVarLong(number, true));
            }, input -> readBoolean(input.readByte())
                    ? OptionalLong.of(input.readVarLong(true)) : OptionalLong.empty())),
            Map.entry(OptionalInt.class, new ValueForm<OptionalInt>("OptionalInt", (output, value) -> {
                output.writeBoolean(value.isPresent());
                value.ifPresent(number -> output.writeVarInt(number, true));
            }, input -> readBoolean(input.readByte())
                    ? OptionalInt.of(input.readVarInt(true)) : OptionalInt.empty())),
            Map.entry(ActorRef.class, new ActorRefForm()));

    private final Map<Class<?>, Form<?>> registered;

    Forms(Map<Class<?>, Form<?>> registered) {
        this.registered = registered;
    }

    static boolean readBoolean(byte stored) {
        if (stored != 0 && stored != 1) {
            throw new StoredFormatException("a yes or no is stored as " + stored);
        }
        return stored == 1;
    }

    @SuppressWarnings("unchecked")
    Form<Object>[] of(Class<?> type, RecordComponent[] components) {
        Form<Object>[] forms = (Form<Object>[]) new Form<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            forms[i] = (Form<Object>) of(components[i].getGenericType(),
                    type.getName() + "." + components[i].getName());
        }
        return forms;
    }

    private Form<?> of(Type type, String where) {
        return switch (type) {
            case Class<?> plain -> ofClass(plain, where);
            case ParameterizedType generic -> ofGeneric(generic, where);
            case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], where);
            case TypeVariable<?> variable -> of(variable.getBounds()[0], where);
            default -> throw refused(type, where);
        };
    }

    private Form<?> ofClass(Class<?> type, String where) {
        Form<?> form = BUILT_IN.containsKey(type) ? BUILT_IN.get(type) : registered.get(type);
        if (form != null) {
            return form;
        }
        if (type == Object.class || type.isInterface() && !type.getName().startsWith("java.")) {
            requireRegistered(type, where);
            return new AnyForm<>(type);
        }
        throw refused(type, where);
    }

    private Form<?> ofGeneric(ParameterizedType type, String where) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (raw == List.class) {
            return new CollectionForms.OfList(form(arguments[0], where));
        }
        if (raw == Optional.class) {
            return new CollectionForms.OfOptional(form(arguments[0], where));
        }
        if (raw == Set.class) {
            return new CollectionForms.OfSet(sortable(arguments[0], where));
        }
        if (raw == Map.class) {
            return new CollectionForms.OfMap(sortable(arguments[0], where), form(arguments[1], where), false);
        }
        if (raw == SortedMap.class || raw == NavigableMap.class) {
            return new CollectionForms.OfMap(sortable(arguments[0], where), form(arguments[1], where), true);
        }
        return ofClass(raw, where);
    }

    @SuppressWarnings("unchecked")
    private Form<Object> form(Type type, String where) {
        return (Form<Object>) of(type, where);
    }

    /** Sets and keys of maps are written in order, so that equal values have equal bytes. */
    private Form<Object> sortable(Type type, String where) {
        if (!(type instanceof Class<?> key) || !Comparable.class.isAssignableFrom(key)) {
            throw new IllegalArgumentException(where + " has keys of " + type.getTypeName()
                    + ", which are not Comparable: their order on disk would be arbitrary; use a List");
        }
        return form(type, where);
    }

    private void requireRegistered(Class<?> type, String where) {
        if (!type.isSealed()) {
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                requireRegistered(permitted, where);
            } else if (!registered.containsKey(permitted)) {
                throw refused(permitted, where);
            }
        }
    }

    private static IllegalArgumentException refused(Type type, String where) {
        return new IllegalArgumentException(where + " needs " + type.getTypeName() + ", which is not registered "
                + "(records, values and enums must be; arrays cannot be stored, use Bytes or List)");
    }
}
