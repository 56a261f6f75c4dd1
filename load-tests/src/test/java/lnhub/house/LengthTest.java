package lnhub.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A ratchet on the length of files, methods and lines. */
class LengthTest {
    private static final String LIST = "load-tests/src/test/resources/house/too-long.txt";

    @Test
    void filesMethodsAndLinesKeepToTheirLengths() throws IOException {
        Ratchet ratchet = Ratchet.parse(Files.readAllLines(Repository.ROOT.resolve(LIST)));
        List<Ratchet.Length> measured =
                Repository.SOURCES.stream().flatMap(source -> Lengths.of(source).stream()).toList();
        assertThat(measured).hasSizeGreaterThan(2_000);
        assertThat(ratchet.findings(measured)).as("lengths; exceptions are in " + LIST).isEmpty();
    }

    @Test
    void aMethodIsMeasuredFromItsAnnotationsToItsBrace() {
        SourceFile source = new SourceFile("ops/src/main/java/lnhub/A.java", """
                class A {
                    static {
                        int x = 1;
                    }

                    /**
                     * Javadoc does not count.
                     */
                    @Deprecated
                    void one() {
                        Runnable r = new Runnable() {
                            public void run() {
                            }
                        };
                    }

                    A() {
                    }
                }
                """);
        assertThat(Lengths.of(source)).containsExactlyInAnyOrder(
                new Ratchet.Length("ops/src/main/java/lnhub/A.java", 19, 400),
                new Ratchet.Length("ops/src/main/java/lnhub/A.java#widest", 37, 120),
                new Ratchet.Length("ops/src/main/java/lnhub/A.java#A.initialiser", 3, 40),
                new Ratchet.Length("ops/src/main/java/lnhub/A.java#A.one", 7, 40),
                new Ratchet.Length("ops/src/main/java/lnhub/A.java#.run", 2, 40),
                new Ratchet.Length("ops/src/main/java/lnhub/A.java#A.<init>", 2, 40));
    }

    @Test
    void aFileAndAMethodThatAreTooLongAreFound() {
        SourceFile source = new SourceFile("ops/src/main/java/lnhub/A.java",
                "class A {\n void f() {\n" + " f();\n".repeat(398) + " }\n}\n");
        assertThat(new Ratchet(Map.of()).findings(Lengths.of(source))).containsExactly(
                "ops/src/main/java/lnhub/A.java measures 402, allowed are 400",
                "ops/src/main/java/lnhub/A.java#A.f measures 400, allowed are 40");
    }

    @Test
    void aLineThatIsTooLongIsFound() {
        SourceFile source = new SourceFile("ops/src/main/java/lnhub/A.java", "// " + "x".repeat(117));
        assertThat(new Ratchet(Map.of()).findings(Lengths.of(source))).isEmpty();
        SourceFile longer = new SourceFile(source.path(), source.text() + "x");
        assertThat(new Ratchet(Map.of()).findings(Lengths.of(longer)))
                .containsExactly("ops/src/main/java/lnhub/A.java#widest measures 121, allowed are 120");
    }

    @Test
    void testsMayBeLonger() {
        SourceFile source = new SourceFile("ops/src/test/java/lnhub/ATest.java",
                "class A {\n" + "\n".repeat(598) + "}");
        assertThat(new Ratchet(Map.of()).findings(Lengths.of(source))).isEmpty();
        SourceFile longer = new SourceFile(source.path(), source.text() + "\n\n");
        assertThat(new Ratchet(Map.of()).findings(Lengths.of(longer))).hasSize(1);
    }

    @Test
    void anExceptionMayOnlyShrink() {
        Ratchet ratchet = Ratchet.parse(List.of("# why", "", "A.java 450"));
        assertThat(ratchet.findings(List.of(new Ratchet.Length("A.java", 450, 400)))).isEmpty();
        assertThat(ratchet.findings(List.of(new Ratchet.Length("A.java", 451, 400))))
                .containsExactly("A.java measures 451 and got longer: the list allows 450");
        assertThat(ratchet.findings(List.of(new Ratchet.Length("A.java", 449, 400))))
                .containsExactly("A.java measures 449 and got shorter: list it with 449");
        assertThat(ratchet.findings(List.of(new Ratchet.Length("A.java", 400, 400))))
                .containsExactly("A.java measures 400 and needs no exception any more: take it off the list");
        assertThat(ratchet.findings(List.of()))
                .containsExactly("A.java is not there any more: take it off the list");
    }

    @Test
    void aListThatSaysSomethingTwiceIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ratchet.parse(List.of("A.java 450", "A.java 460")));
        assertThatIllegalArgumentException().isThrownBy(() -> Ratchet.parse(List.of("A.java 450 because")));
    }
}
