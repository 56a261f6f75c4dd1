package lnhub.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What every source must keep to, and that each rule sees what breaks it. */
class SourceRulesTest {
    private static final Predicate<SourceFile> ALL = source -> true;

    @Test
    void everyModuleIsRead() {
        assertThat(Repository.MODULES).allSatisfy(module ->
                assertThat(Repository.SOURCES).anyMatch(source -> source.module().equals(module)));
        assertThat(Repository.SOURCES).hasSizeGreaterThan(400);
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(SourceRules.unfinished(plant("class A {}\n// TO" + "DO later"))).containsExactly(
                "routing/src/main/java/lnhub/routing/planted/A.java:2 says that something is not done");
        assertThat(findings(ALL, SourceRules::unfinished)).isEmpty();
    }

    @Test
    void whatIsNotSupportedSaysSo() {
        assertThat(SourceRules.stubs(plant("throw new UnsupportedOperation" + "Exception();"))).hasSize(1);
        assertThat(SourceRules.stubs(plant("throw new UnsupportedOperation" + "Exception(\"why\");"))).isEmpty();
        assertThat(findings(ALL, SourceRules::stubs)).isEmpty();
    }

    @Test
    void whatIsImportedIsUsed() {
        assertThat(SourceRules.unusedImports(plant("""
                import java.util.List;
                import java.util.Set;
                import static java.util.Map.entry;

                /** {@link Set} */
                class A {
                    Listing l;
                }
                """))).containsExactly(
                "routing/src/main/java/lnhub/routing/planted/A.java:1 imports what nothing uses",
                "routing/src/main/java/lnhub/routing/planted/A.java:3 imports what nothing uses");
        assertThat(findings(ALL, SourceRules::unusedImports)).isEmpty();
    }

    @Test
    void noNameIsVague() {
        assertThat(SourceRules.vagueNames(plant("class A { record PeerManager() {} interface Utils {} }"))).hasSize(2);
        assertThat(SourceRules.vagueNames(plant("class ChannelHelper {} enum Simple {}"))).hasSize(1);
        assertThat(findings(ALL, SourceRules::vagueNames)).isEmpty();
    }

    @Test
    void noExceptionIsSwallowed() {
        assertThat(SourceRules.swallowedExceptions(plant("""
                class A {
                    void f() {
                        try {
                            g();
                        } catch (Exception e) {
                            // a comment is not an answer
                        }
                    }
                }
                """))).containsExactly("routing/src/main/java/lnhub/routing/planted/A.java:5 swallows an exception");
        assertThat(findings(SourceFile::isMain, SourceRules::swallowedExceptions)).isEmpty();
    }

    @Test
    void publicTypesOfThePureModulesAreDocumented() {
        assertThat(SourceRules.undocumentedTypes(plant("public record A() {}"))).hasSize(1);
        assertThat(SourceRules.undocumentedTypes(plant("// no Javadoc\npublic enum A {}"))).hasSize(1);
        assertThat(SourceRules.undocumentedTypes(plant("/** Why. */ public record A() { public record B() {} }")))
                .isEmpty();
        assertThat(findings(source -> source.isMain() && isPure(source), SourceRules::undocumentedTypes)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatLivesInIt() {
        SourceFile type = plant("class A {}");
        SourceFile silent = new SourceFile(type.folder() + "/package-info.java", "package lnhub.routing.planted;");
        SourceFile speaking = new SourceFile(silent.path(), "/** What lives here. */\n" + silent.text());
        assertThat(SourceRules.undocumentedPackages(List.of(type))).hasSize(1);
        assertThat(SourceRules.undocumentedPackages(List.of(type, silent))).hasSize(1);
        assertThat(SourceRules.undocumentedPackages(List.of(type, speaking))).isEmpty();
        assertThat(SourceRules.undocumentedPackages(
                Repository.SOURCES.stream().filter(SourceFile::isMain).toList())).isEmpty();
    }

    private static boolean isPure(SourceFile source) {
        return source.module().equals("protocol") || source.module().equals("routing");
    }

    private static SourceFile plant(String text) {
        return new SourceFile("routing/src/main/java/lnhub/routing/planted/A.java", text);
    }

    private static List<String> findings(Predicate<SourceFile> which, Function<SourceFile, List<String>> rule) {
        return Repository.SOURCES.stream().filter(which).flatMap(source -> rule.apply(source).stream()).toList();
    }
}
