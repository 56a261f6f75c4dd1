package lnhub.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The repository that these tests are part of. Generated code is not in it: it lies under target. */
final class Repository {
    static final List<String> MODULES =
            List.of("protocol", "routing", "persistence", "actors", "ops", "hub-node", "load-tests");
    static final Path ROOT = root();
    static final List<SourceFile> SOURCES = sources();

    private Repository() {
    }

    /** Tests run in their module's folder, or in the top one when an IDE starts them. */
    private static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("pom.xml")) && Files.isDirectory(folder.resolve("hub-node"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no repository at or above " + start);
    }

    private static List<SourceFile> sources() {
        List<SourceFile> found = new ArrayList<>();
        for (String module : MODULES) {
            collect(ROOT.resolve(module).resolve("src/main/java"), found);
            collect(ROOT.resolve(module).resolve("src/test/java"), found);
        }
        return List.copyOf(found);
    }

    private static void collect(Path folder, List<SourceFile> found) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                found.add(SourceFile.read(ROOT, file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
