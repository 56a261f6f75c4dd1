package lnhub.persistence.kryo;

import akka.actor.typed.ActorRef;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashSet;
import java.util.Set;

/** The registered classes that values of a class may contain, at any depth. */
final class Inside {
    private final KryoRegistry registry;
    private final Set<Class<?>> found = new HashSet<>();

    Inside(KryoRegistry registry) {
        this.registry = registry;
    }

    /** How many new versions they have got since their first ones; those of the class itself do not count. */
    int newVersions(Class<?> type) {
        components(type);
        found.remove(type);
        return found.stream().mapToInt(inside -> Math.max(0, registry.entry(inside).version() - 1)).sum();
    }

    private void components(Class<?> type) {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                add(component.getGenericType());
            }
        }
    }

    private void add(Type type) {
        switch (type) {
            // Its own text is all that is written of an actor, not what it receives.
            case ParameterizedType actor when actor.getRawType() == ActorRef.class -> { }
            case ParameterizedType generic -> {
                add(generic.getRawType());
                for (Type argument : generic.getActualTypeArguments()) {
                    add(argument);
                }
            }
            case TypeVariable<?> variable -> add(variable.getBounds()[0]);
            case Class<?> plain -> registry.entries().stream().map(KryoRegistry.Entry::type)
                    .filter(candidate -> plain != Object.class && plain.isAssignableFrom(candidate))
                    .forEach(candidate -> {
                        if (found.add(candidate)) {
                            components(candidate);
                        }
                    });
            default -> throw new IllegalArgumentException(type.getTypeName());
        }
    }
}
