package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Schema;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wallet's state moves from its file into the database once, and has one writer there. */
class TableStoreTest {
    private static final Bytes ACCOUNT = Bytes.fromHex("aa");
    private static final String OLD =
            "{\"version\":1,\"account\":\"aa\",\"nextExternal\":3,\"nextInternal\":1,\"funded\":[]}";

    @TempDir
    private Path directory;
    private HikariDataSource tables;
    private final AtomicInteger takenOver = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        tables = JournalConfig.dataSource(JournalConfig.h2(directory), 2);
        Schema.migrate(tables);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private Path file() {
        return directory.resolve("wallet.dat");
    }

    private WalletState state(Bytes account) {
        return new WalletState(new TableStore(tables, "seed", file(), takenOver::incrementAndGet), account);
    }

    private static WalletState.Content next(int external) {
        return new WalletState.Content(external, 0, WalletState.Content.NEW.funded(), WalletState.Content.NEW.fees());
    }

    @Test
    void beginsWithNothingAndComesBack() {
        WalletState state = state(ACCOUNT);
        assertThat(state.take()).isEqualTo(WalletState.Content.NEW);
        state.write(next(7));
        assertThat(state(ACCOUNT).take()).isEqualTo(next(7));
        assertThat(directory).isDirectoryNotContaining("glob:**wallet*");
    }

    @Test
    void takesAnOldFileOverOnce() throws IOException {
        Files.writeString(file(), OLD);
        WalletState state = state(ACCOUNT);
        assertThat(state.take().nextExternal()).isEqualTo(3);
        assertThat(file()).doesNotExist();
        assertThat(directory.resolve("wallet.dat.taken-over")).hasContent(OLD);
        state.write(next(9));
        // As after a crash between taking it over and renaming it.
        Files.writeString(file(), OLD);
        assertThat(state(ACCOUNT).take()).isEqualTo(next(9));
        assertThat(file()).doesNotExist();
        assertThat(directory.resolve("wallet.dat.not-used")).hasContent(OLD);
    }

    @Test
    void refusesADamagedOrForeignFileAndLeavesItWhereItIs() throws IOException {
        for (String damaged : new String[] {"", "{", "[]", "{\"version\":2}", OLD.replace("aa", "bb"),
                OLD.replace("1", "3"), OLD.replace(":3", ":-3")}) {
            Files.writeString(file(), damaged);
            assertThatThrownBy(() -> state(ACCOUNT).take()).isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file().toString());
            assertThat(file()).hasContent(damaged);
        }
        Files.delete(file());
        assertThat(state(ACCOUNT).take()).isEqualTo(WalletState.Content.NEW);
    }

    @Test
    void refusesAForeignRowAndDoesNotTakeIt() {
        WalletState state = state(ACCOUNT);
        state.take();
        assertThatThrownBy(() -> state(Bytes.fromHex("bb")).take()).isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("it belongs to another account key");
        state.write(next(1));
        assertThat(takenOver).hasValue(0);
    }

    @Test
    void aLateWriterIsTold() {
        WalletState late = state(ACCOUNT);
        late.take();
        WalletState owner = state(ACCOUNT);
        owner.take();
        assertThatThrownBy(() -> late.write(next(1))).isInstanceOf(WalletTakenOver.class);
        assertThatThrownBy(late::requireHeld).isInstanceOf(WalletTakenOver.class);
        assertThat(takenOver).hasValue(2);
        owner.write(next(2));
        owner.requireHeld();
        assertThat(takenOver).hasValue(2);
    }

    @Test
    void aDatabaseThatIsAwayIsNoEmptyOne() {
        WalletState state = state(ACCOUNT);
        state.take();
        tables.close();
        assertThatThrownBy(() -> state.write(next(1))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(state::requireHeld).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> state(ACCOUNT).take()).isInstanceOf(UncheckedIOException.class);
        assertThat(takenOver).hasValue(0);
    }
}
