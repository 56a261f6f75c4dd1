package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRefResolver;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One file per registered class and version: its number, its shape, and a few values with their bytes. A file is
 * written once, with {@code -Dgolden.write=true}, and from then on only read: what was stored stays readable. When a
 * record inside gets a new version the bytes around it change too: then there is a file more, with how often that has
 * happened at the end of its name.
 */
public final class GoldenFiles {
    private static final int SAMPLES = 3;

    private final KryoRegistry registry;
    private final KryoCodec codec;
    private final Path folder;
    private final List<KryoRegistry.Entry> kept;
    private final Map<Class<?>, Function<RandomGenerator, ?>> makers;

    /** Of everything in the registry. */
    public GoldenFiles(KryoRegistry registry, Path folder) {
        this(registry, folder, type -> true, Map.of(), null);
    }

    /**
     * Of a part of the registry.
     *
     * @param kept which classes have files here; the others are kept elsewhere, or never stored
     * @param makers of the samples of classes that chance cannot make
     * @param actors reads and writes ActorRefs; null when nothing of that part has any
     */
    public GoldenFiles(KryoRegistry registry, Path folder, Predicate<Class<?>> kept,
            Map<Class<?>, Function<RandomGenerator, ?>> makers, ActorRefResolver actors) {
        this.registry = registry;
        this.codec = new KryoCodec(registry, KryoCodec.DEFAULT_MAX_BYTES, actors == null ? null : () -> actors);
        this.folder = folder;
        this.kept = registry.entries().stream().filter(entry -> kept.test(entry.type())).toList();
        this.makers = Map.copyOf(makers);
    }

    /** The files there are, in order. */
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private Path file(KryoRegistry.Entry entry, int version) {
        return folder.resolve(name(entry, version) + ".txt");
    }

    private static String name(KryoRegistry.Entry entry, int version) {
        return entry.id() + "-" + entry.type().getSimpleName() + "-v" + version;
    }

    /** The file of the class as it is stored today. */
    private Path file(KryoRegistry.Entry entry) {
        int inside = new Inside(registry).newVersions(entry.type());
        return inside == 0 ? file(entry, entry.version())
                : folder.resolve(name(entry, entry.version()) + "-" + inside + ".txt");
    }

    /** Writes what is missing; never touches a file that is there. */
    public void writeMissing() throws IOException {
        Files.createDirectories(folder);
        for (KryoRegistry.Entry entry : kept) {
            Path file = file(entry);
            if (!Files.exists(file)) {
                Files.write(file, lines(entry));
            }
        }
    }

    private List<String> lines(KryoRegistry.Entry entry) {
        List<String> lines = new ArrayList<>(List.of("id: " + entry.id(), "class: " + entry.type().getName(),
                "version: " + entry.version(), "shape: " + entry.shape()));
        Samples samples = new Samples(registry, new Random(entry.id()), makers);
        for (int i = 0; i < SAMPLES; i++) {
            Object sample = samples.of(entry.type());
            lines.add("value: " + render(sample));
            lines.add("bytes: " + HexFormat.of().formatHex(codec.encode(sample)));
        }
        return lines;
    }

    /**
     * Every version of every kept class from 1 to today has its file, and every file its class. A class that is kept
     * no longer, because nothing stored today contains it, keeps its files: what was stored then may.
     */
    public void requireComplete() throws IOException {
        List<String> found = files().stream().map(file -> file.getFileName().toString()).toList();
        String today = "golden files; -Dgolden.write=true writes the missing ones, none may ever go";
        for (KryoRegistry.Entry entry : kept) {
            assertThat(found).as(today).contains(file(entry).getFileName().toString());
            for (String name : names(List.of(entry))) {
                assertThat(found).as(today).anyMatch(file -> isOf(file, name));
            }
        }
        List<String> known = names(registry.entries());
        assertThat(found).as("files of registered classes").allMatch(file ->
                known.stream().anyMatch(name -> isOf(file, name)));
    }

    private static boolean isOf(String file, String name) {
        return file.equals(name + ".txt") || file.startsWith(name + "-");
    }

    private static List<String> names(Collection<KryoRegistry.Entry> entries) {
        List<String> names = new ArrayList<>();
        for (KryoRegistry.Entry entry : entries) {
            for (int version = Math.min(1, entry.version()); version <= entry.version(); version++) {
                names.add(name(entry, version));
            }
        }
        return names;
    }

    public void check(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        KryoRegistry.Entry entry = registry.entry(Integer.parseInt(field(lines.get(0), "id")));
        int version = Integer.parseInt(field(lines.get(2), "version"));
        assertThat(entry.type().getName()).as("class of number " + entry.id()).isEqualTo(field(lines.get(1), "class"));
        if (version == entry.version()) {
            checkShape(entry, field(lines.get(3), "shape"));
        }
        boolean today = version == entry.version() && file.getFileName().equals(file(entry).getFileName());
        for (int i = 4; i < lines.size(); i += 2) {
            byte[] bytes = HexFormat.of().parseHex(field(lines.get(i + 1), "bytes"));
            Object value = codec.decode(bytes);
            assertThat(value).isInstanceOf(entry.type());
            if (today) {
                assertThat(render(value)).as(file + " line " + i).isEqualTo(field(lines.get(i), "value"));
                assertThat(codec.encode(value)).as(file + " line " + (i + 1)).isEqualTo(bytes);
            } else {
                assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
            }
        }
    }

    private static void checkShape(KryoRegistry.Entry entry, String stored) {
        if (entry.type().isEnum()) {
            List<String> constants = List.of(inner(stored).split(", "));
            assertThat(inner(entry.shape()).split(", ")).as("numbers of " + entry.type()).containsAll(constants);
        } else {
            assertThat(entry.shape()).as("components of " + entry.type() + " version " + entry.version()
                    + "; a change needs a new version and a former() line").isEqualTo(stored);
        }
    }

    private static String inner(String braces) {
        return braces.substring(1, braces.length() - 1);
    }

    private static String field(String line, String name) {
        assertThat(line).startsWith(name + ": ");
        return line.substring(name.length() + 2);
    }

    /** Every component by name: a record's own toString may hide some. */
    static String render(Object value) {
        return switch (value) {
            case Record composed -> composed.getClass().getSimpleName()
                    + Arrays.stream(composed.getClass().getRecordComponents())
                            .map(component -> component.getName() + "=" + render(get(component, composed)))
                            .collect(Collectors.joining(", ", "[", "]"));
            case Optional<?> optional -> optional.map(GoldenFiles::render).orElse("-");
            case Collection<?> items -> items.stream().map(GoldenFiles::render)
                    .collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    private static Object get(RecordComponent component, Object value) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
