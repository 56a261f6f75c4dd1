package lnhub.actors.node;

import akka.persistence.typed.javadsl.EventSourcedBehavior;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lnhub.persistence.kryo.KryoRegistry;

/**
 * Every class whose bytes get into the journal: the events of all event-sourced entities, their states as far as they
 * are registered (the others are never snapshots), and whatever is inside of those.
 */
final class StoredTypes {
    private final KryoRegistry registry;
    private final Set<Class<?>> found = new LinkedHashSet<>();

    private StoredTypes(KryoRegistry registry) {
        this.registry = registry;
    }

    /** @throws lnhub.persistence.kryo.StoredFormatException when an event, or what is inside, is not registered */
    static Set<Class<?>> of(KryoRegistry registry, List<Class<?>> entities) {
        StoredTypes types = new StoredTypes(registry);
        for (Class<?> entity : entities) {
            Type[] arguments = ((ParameterizedType) entity.getGenericSuperclass()).getActualTypeArguments();
            types.add(arguments[1]);
            Class<?> state = (Class<?>) arguments[2];
            if (state.isInterface() || registry.entries().stream().anyMatch(entry -> entry.type() == state)) {
                types.add(state);
            }
        }
        return types.found;
    }

    /** The event-sourced entities among the classes that were compiled together with {@code sibling}. */
    static List<Class<?>> entities(Class<?> sibling) throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(sibling.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(classes)) {
            names = files.map(file -> classes.relativize(file).toString()).filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.')).toList();
        }
        List<Class<?>> entities = new ArrayList<>();
        for (String name : names) {
            Class<?> type = Class.forName(name, false, sibling.getClassLoader());
            if (EventSourcedBehavior.class.isAssignableFrom(type)) {
                entities.add(type);
            }
        }
        return entities;
    }

    private void add(Type type) {
        switch (type) {
            case ParameterizedType generic -> {
                add(generic.getRawType());
                Stream.of(generic.getActualTypeArguments()).forEach(this::add);
            }
            case WildcardType wildcard -> add(wildcard.getUpperBounds()[0]);
            case TypeVariable<?> variable -> add(variable.getBounds()[0]);
            case Class<?> plain -> addClass(plain);
            default -> throw new AssertionError("nothing like " + type + " is ever stored");
        }
    }

    private void addClass(Class<?> type) {
        if (type == Object.class) {
            throw new AssertionError("what is stored as an Object may be anything");
        }
        if (type.isPrimitive() || type.getName().startsWith("java.")) {
            return;
        }
        if (type.isSealed()) {
            Stream.of(type.getPermittedSubclasses()).forEach(this::add);
        } else if (type.isInterface()) {
            registry.entries().stream().map(KryoRegistry.Entry::type).filter(type::isAssignableFrom).forEach(this::add);
        } else if (found.add(registry.entry(type).type()) && type.isRecord()) {
            Stream.of(type.getRecordComponents()).map(RecordComponent::getGenericType).forEach(this::add);
        }
    }
}
