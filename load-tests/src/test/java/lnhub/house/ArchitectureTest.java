package lnhub.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies point one way, and protocol and routing are pure. */
class ArchitectureTest {
    private static JavaClasses classes;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() {
        List<Path> folders = Repository.MODULES.stream()
                .map(module -> Repository.ROOT.resolve(module).resolve("target/classes")).toList();
        classes = new ClassFileImporter().importPaths(folders);
        assertThat(Architecture.MAY_USE.keySet()).allSatisfy(module ->
                assertThat(classes).anyMatch(type -> type.getPackageName().startsWith("lnhub." + module)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "routing", "persistence", "actors", "ops", "node"})
    void aModuleUsesOnlyWhatIsBelowIt(String module) {
        Architecture.dependencies(module).check(classes);
    }

    @ParameterizedTest
    @CsvSource({
        "protocol, lnhub.routing.graph.Graph",
        "routing, lnhub.persistence.kryo.KryoRegistry",
        "persistence, lnhub.routing.graph.Graph",
        "actors, lnhub.ops.api.ApiServer",
        "ops, lnhub.persistence.kryo.KryoRegistry",
        "ops, lnhub.node.HubNode"})
    void aModuleThatUsesMoreIsFound(String module, String above) {
        assertFound(Architecture.dependencies(module), module, "Object f(" + above + " x) { return x; }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "routing"})
    void aPureModuleUsesNoOtherLibraries(String module) {
        Architecture.libraries(module).check(classes);
        Architecture.packagesWithoutCycles(module).check(classes);
        assertFound(Architecture.libraries(module), module, "akka.actor.ActorRef actor;");
        assertFound(Architecture.libraries(module), module, "org.slf4j.Logger log;");
    }

    @Test
    void protocolAndRoutingArePure() {
        Architecture.pureTypes().check(classes);
        Architecture.pureCalls().check(classes);
        Architecture.threadLocals().check(classes);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "java.io.File file;",
        "java.net.Socket socket;",
        "Object f() throws Exception { return java.nio.file.Files.readString(null); }",
        "java.sql.Connection connection;",
        "Object f() { return new Thread(() -> { }); }",
        "java.util.concurrent.Executor executor;",
        "java.util.concurrent.ConcurrentHashMap<String, String> shared;",
        "java.time.Clock clock;",
        "Object f(java.util.Random random) { return random; }",
        "java.security.SecureRandom[] random;"})
    void anImpureTypeIsFound(String member) {
        assertFound(Architecture.pureTypes(), "protocol", member);
        assertFound(Architecture.pureTypes(), "routing", member);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "System.currentTimeMillis()",
        "System.nanoTime()",
        "java.time.Instant.now()",
        "java.time.LocalDate.now()",
        "Math.random()",
        "java.util.UUID.randomUUID()",
        "System.getenv(\"HOME\")",
        "System.out",
        "java.net.InetAddress.getByName(\"localhost\")"})
    void aQuestionToTheWorldIsFound(String expression) {
        assertFound(Architecture.pureCalls(), "routing", "Object f() throws Exception { return " + expression + "; }");
    }

    @Test
    void onlyPrivateThreadLocalsAreAllowed() {
        assertFound(Architecture.threadLocals(), "protocol", "static final ThreadLocal<String> SHARED = null;");
        assertFound(Architecture.threadLocals(), "protocol", "private final ThreadLocal<String> mine = null;");
    }

    @Test
    void onlyCommandsSpeakToTheTerminal() {
        Architecture.terminal().check(classes);
        assertFound(Architecture.terminal(), "actors", "void f() { System.out.println(1); }");
        assertFound(Architecture.terminal(), "actors", "void f() { System.exit(1); }");
        assertFound(Architecture.terminal(), "actors", "void f(Exception e) { e.printStackTrace(); }");
    }

    @Test
    void thereIsOneWayToLog() {
        Architecture.logging().check(classes);
        assertFound(Architecture.logging(), "ops", "java.util.logging.Logger log;");
    }

    @Test
    void aCycleOfPackagesIsFound() {
        String usesA = "package lnhub.routing.b; public class B { public lnhub.routing.a.A a; }";
        compile(Map.of("lnhub.routing.b.B", usesA,
                "lnhub.routing.a.A", "package lnhub.routing.a; public class A { public Object b; }"));
        assertThat(findings(Architecture.packagesWithoutCycles("routing"))).isEmpty();
        compile(Map.of("lnhub.routing.b.B", usesA,
                "lnhub.routing.a.A", "package lnhub.routing.a; public class A { public lnhub.routing.b.B b; }"));
        assertThat(findings(Architecture.packagesWithoutCycles("routing"))).isNotEmpty();
    }

    private void assertFound(ArchRule rule, String module, String member) {
        String name = "lnhub." + module + ".planted.Fault";
        compile(Map.of(name, "package lnhub." + module + ".planted; class Fault { " + member + " }"));
        assertThat(findings(rule)).as(member).isNotEmpty();
    }

    private void compile(Map<String, String> sources) {
        assertThat(Planted.compile(sources, folder)).as("errors in the planted source").isEmpty();
    }

    private List<String> findings(ArchRule rule) {
        return rule.allowEmptyShould(true).evaluate(new ClassFileImporter().importPath(folder)).getFailureReport()
                .getDetails();
    }
}
