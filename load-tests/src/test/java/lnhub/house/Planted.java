package lnhub.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles sources that break a rule, against the real classes. */
final class Planted {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** Kept, since it has the jars of the class path open. */
    private static final StandardJavaFileManager FILES = files();

    private Planted() {
    }

    /**
     * @param sources by the fully qualified name of their type
     * @param folder takes the classes
     * @return the compiler's errors; empty if it compiled
     */
    static synchronized List<String> compile(Map<String, String> sources, Path folder) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<Source> files = sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
        try {
            FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean compiled = COMPILER.getTask(null, FILES, problems, List.of("-proc:none"), null, files).call();
        List<String> errors = new ArrayList<>();
        problems.getDiagnostics().forEach(problem -> errors.add(problem.getMessage(Locale.ROOT)));
        return compiled ? List.of() : errors;
    }

    private static StandardJavaFileManager files() {
        // Surefire's own jar may stand for the whole class path: its property names what is in it.
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null);
        try {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH,
                    Stream.of(path.split(System.getProperty("path.separator"))).map(Path::of).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
