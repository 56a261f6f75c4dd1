package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final GoldenFiles GOLDEN =
            new GoldenFiles(KryoRegistry.builder().with(Registrations::protocol).build(), FOLDER);

    @BeforeAll
    static void writeMissing() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            GOLDEN.writeMissing();
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @Test
    void everyRegisteredClassAndVersionHasItsFile() throws IOException {
        GOLDEN.requireComplete();
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatWasStoredIsReadAndWrittenTheSameForEver(Path file) throws IOException {
        GOLDEN.check(file);
    }

    record Amount(long amountMsat, boolean final_) {
    }

    enum Side { LOCAL, REMOTE }

    @Test
    void aMissingFileAChangedNumberAndAChangedShapeAreNoticed(@TempDir Path folder) throws IOException {
        KryoRegistry before = KryoRegistry.builder().register(500, Amount.class, 1).build();
        assertThatThrownBy(() -> new GoldenFiles(before, folder).requireComplete())
                .hasMessageContaining("500-Amount-v1.txt");
        new GoldenFiles(before, folder).writeMissing();
        new GoldenFiles(before, folder).requireComplete();
        Path file = folder.resolve("500-Amount-v1.txt");
        new GoldenFiles(before, folder).check(file);

        KryoRegistry renumbered = KryoRegistry.builder().register(501, Amount.class, 1).build();
        assertThatThrownBy(() -> new GoldenFiles(renumbered, folder).requireComplete())
                .hasMessageContaining("501-Amount-v1.txt");
        assertThatThrownBy(() -> new GoldenFiles(renumbered, folder).check(file))
                .hasMessageContaining("no class is registered with the number 500");

        Files.writeString(file, Files.readString(file).replace("amountMsat:long", "amountSat:long"));
        assertThatThrownBy(() -> new GoldenFiles(before, folder).check(file))
                .hasMessageContaining("a change needs a new version");
    }

    @Test
    void anEnumMayGrowButItsNumbersStay(@TempDir Path folder) throws IOException {
        new GoldenFiles(KryoRegistry.builder().enumeration(510, Side.class, Side::ordinal).build(), folder)
                .writeMissing();
        Path file = folder.resolve("510-Side-v0.txt");
        KryoRegistry swapped = KryoRegistry.builder().enumeration(510, Side.class, side -> 1 - side.ordinal()).build();
        assertThatThrownBy(() -> new GoldenFiles(swapped, folder).check(file)).hasMessageContaining("numbers of");
        Files.writeString(file, Files.readString(file).replace("{0=LOCAL, 1=REMOTE}", "{0=LOCAL}"));
        new GoldenFiles(KryoRegistry.builder().enumeration(510, Side.class, Side::ordinal).build(), folder).check(file);
    }
}
