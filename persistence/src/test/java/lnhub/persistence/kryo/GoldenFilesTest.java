package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFilesTest extends GoldenFilesContract {
    GoldenFilesTest() {
        super(new GoldenFiles(KryoRegistry.builder().with(Registrations::protocol).build(), FOLDER));
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
    void aPartHasFilesOfItsOwn(@TempDir Path folder) throws IOException {
        KryoRegistry both = KryoRegistry.builder().register(500, Amount.class, 1)
                .enumeration(510, Side.class, Side::ordinal).build();
        Amount made = new Amount(7, true);
        GoldenFiles part = new GoldenFiles(both, folder, type -> type == Amount.class,
                Map.of(Amount.class, random -> made), null);
        part.writeMissing();
        part.requireComplete();
        assertThat(part.files()).containsExactly(folder.resolve("500-Amount-v1.txt"));
        assertThat(part.files().getFirst()).content().contains("value: " + GoldenFiles.render(made));

        GoldenFiles otherPart = new GoldenFiles(both, folder, type -> type == Side.class, Map.of(), null);
        assertThatThrownBy(otherPart::requireComplete).hasMessageContaining("510-Side-v0.txt");
        Files.copy(folder.resolve("500-Amount-v1.txt"), folder.resolve("501-Amount-v1.txt"));
        assertThatThrownBy(part::requireComplete).hasMessageContaining("501-Amount-v1.txt");
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
