package lnhub.persistence.kryo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the golden files of every module must hold; a module's test says which files they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GoldenFilesContract {
    /** Of the module whose test runs: a test runs in its module's folder. */
    protected static final Path FOLDER = Path.of("src/test/resources/golden");

    private final GoldenFiles golden;

    protected GoldenFilesContract(GoldenFiles golden) {
        this.golden = golden;
    }

    @BeforeAll
    void writeMissing() throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            golden.writeMissing();
        }
    }

    List<Path> files() throws IOException {
        return golden.files();
    }

    @Test
    void everyStoredClassAndVersionHasItsFile() throws IOException {
        golden.requireComplete();
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatWasStoredIsReadAndWrittenTheSameForEver(Path file) throws IOException {
        golden.check(file);
    }
}
