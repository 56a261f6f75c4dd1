package lnhub.house;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a source that breaks a rule, against the real classes. */
final class Planted {

    private Planted() {
    }

    /**
     * @param type the fully qualified name of the source's type
     * @param folder takes the classes
     * @return the compiler's errors; empty if it compiled
     */
    static List<String> compile(String type, String source, Path folder) {
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///" + type.replace('.', '/') + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-d", folder.toString(),
                "-cp", folder + File.pathSeparator + classPath());
        boolean compiled = compiler.getTask(null, null, problems, options, null, List.of(file)).call();
        List<String> errors = new ArrayList<>();
        problems.getDiagnostics().forEach(problem -> errors.add(problem.getMessage(Locale.ROOT)));
        return compiled ? List.of() : errors;
    }

    /** Surefire's own jar may stand for the whole class path: its property names what is in it. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
