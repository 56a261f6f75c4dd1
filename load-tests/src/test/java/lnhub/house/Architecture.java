package lnhub.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which way dependencies point, and what pure means. */
final class Architecture {
    private static final String[] PURE = {"lnhub.protocol..", "lnhub.routing.."};
    /** Where a terminal is spoken to. */
    private static final String[] TERMINAL = {"lnhub.node.command..", "lnhub.node.demo..", "lnhub.ops.command.."};

    /** What of java.io and java.net is a value or a form rather than a file, a socket or a name service. */
    private static final Set<String> HARMLESS = Set.of("java.io.ByteArrayInputStream",
            "java.io.ByteArrayOutputStream", "java.io.IOException", "java.io.UncheckedIOException",
            "java.io.Serializable", "java.net.InetAddress", "java.net.UnknownHostException");
    private static final Set<String> THREADS = Set.of("java.lang.Thread", "java.lang.Process", "java.lang.Runtime",
            "java.lang.ProcessBuilder", "java.util.Timer");
    private static final Set<String> CHANCE = Set.of("java.util.Random", "java.util.SplittableRandom",
            "java.security.SecureRandom", "java.util.random.RandomGenerator", "java.lang.Math.random",
            "java.util.UUID.randomUUID");
    private static final Set<String> CLOCK = Set.of("java.time.Clock", "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime");
    private static final Set<String> SURROUNDINGS = Set.of("java.lang.System.getenv", "java.lang.System.getProperty",
            "java.lang.System.out", "java.lang.System.err", "java.lang.System.in", "java.lang.System.exit",
            "java.net.InetAddress.getByName", "java.net.InetAddress.getAllByName", "java.net.InetAddress.getLocalHost");

    /** The modules that each module may use, by package. Only hub-node's differs from its folder's name. */
    static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.of(
            "protocol", Set.of(),
            "routing", Set.of("protocol"),
            "persistence", Set.of("protocol"),
            "actors", Set.of("protocol", "routing", "persistence"),
            "ops", Set.of("protocol", "routing", "actors"),
            "node", Set.of("protocol", "routing", "persistence", "actors", "ops")));

    private Architecture() {
    }

    /** @param module one of {@link #MAY_USE} */
    static ArchRule dependencies(String module) {
        String[] allowed = MAY_USE.get(module).stream().map(name -> "lnhub." + name + "..").toArray(String[]::new);
        DescribedPredicate<JavaClass> forbidden = resideInAPackage("lnhub..")
                .and(not(resideInAPackage("lnhub." + module + ".."))).and(not(resideInAnyPackage(allowed)));
        return noClasses().that().resideInAPackage("lnhub." + module + "..").should()
                .dependOnClassesThat(forbidden.as("other modules than " + MAY_USE.get(module)));
    }

    /** Nothing but the JDK and, in protocol, what does Bitcoin's arithmetic. */
    static ArchRule libraries(String module) {
        String[] known = module.equals("protocol")
                ? new String[] {"java..", "javax.crypto..", "lnhub..", "org.bitcoinj..", "org.bouncycastle..",
                    "fr.acinq.secp256k1.."}
                : new String[] {"java..", "lnhub.."};
        return classes().that().resideInAPackage("lnhub." + module + "..").should()
                .onlyDependOnClassesThat(resideInAnyPackage(known));
    }

    static ArchRule packagesWithoutCycles(String module) {
        return slices().matching("lnhub." + module + ".(*)..").should().beFreeOfCycles();
    }

    /** Neither files, sockets and databases nor threads: what must wait or be shared is the caller's. */
    static ArchRule pureTypes() {
        return noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat(
                describe("do I/O, run concurrently, know the time or roll dice", Architecture::isImpure));
    }

    private static boolean isImpure(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        boolean outside = resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..",
                "java.sql..", "javax.net..", "akka..", "java.util.concurrent..", "org.slf4j..", "java.util.logging..")
                .test(type);
        return outside && !HARMLESS.contains(name) || THREADS.contains(name) || CHANCE.contains(name)
                || CLOCK.contains(name);
    }

    /** The time, chance and the process's surroundings are arguments. */
    static ArchRule pureCalls() {
        return noClasses().that().resideInAnyPackage(PURE).should().accessTargetWhere(
                describe("the clock, chance or the process's surroundings are asked", Architecture::asksTheWorld));
    }

    private static boolean asksTheWorld(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String name = target.getOwner().getName() + "." + target.getName();
        boolean now = target.getOwner().getPackageName().startsWith("java.time") && target.getName().equals("now");
        boolean shuffle = name.equals("java.util.Collections.shuffle");
        return now || shuffle || CHANCE.contains(name) || CLOCK.contains(name) || SURROUNDINGS.contains(name);
    }

    /** A digest that is dear to make may be kept per thread: nothing can be told from it. */
    static ArchRule threadLocals() {
        return fields().that().areDeclaredInClassesThat().resideInAnyPackage(PURE)
                .and().haveRawType(ThreadLocal.class).should().bePrivate().andShould().beStatic()
                .andShould().beFinal().allowEmptyShould(true);
    }

    static ArchRule terminal() {
        return noClasses().that().resideInAPackage("lnhub..").and().resideOutsideOfPackages(TERMINAL).should()
                .accessTargetWhere(describe("System.out, System.err or exit is used", access ->
                        access.getTarget().getOwner().getName().equals("java.lang.System")
                                && Set.of("out", "err", "exit").contains(access.getTarget().getName())
                        || access.getTarget().getName().equals("printStackTrace")));
    }

    static ArchRule logging() {
        return noClasses().that().resideInAPackage("lnhub..").should()
                .dependOnClassesThat().resideInAPackage("java.util.logging..");
    }
}
