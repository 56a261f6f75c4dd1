package lnhub.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.persistence.journal.Schema;
import lnhub.persistence.journal.TestDatabase;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The row of a wallet has one writer, in both databases. */
class WalletStatesTest {
    private static final Bytes ONE = Bytes.fromHex("01");
    private static final Bytes TWO = Bytes.fromHex("02");
    private static final Bytes THREE = Bytes.fromHex("03");

    @TempDir
    private Path folder;

    private HikariDataSource tables(Dialect dialect) throws SQLException {
        HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
        Schema.migrate(tables);
        return tables;
    }

    /** There is a row already. */
    private static WalletStates.Owned take(WalletStates states) throws SQLException {
        return states.take("seed", () -> {
            throw new AssertionError("there is a row");
        }, content -> { });
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatIsRefusedIsNotTaken(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WalletStates states = new WalletStates(tables);
            Consumer<Bytes> check = content -> {
                throw new IllegalArgumentException("damaged: " + content);
            };
            assertThatThrownBy(() -> states.take("seed", () -> TWO, check)).hasMessage("damaged: " + TWO);
            WalletStates.Owned owner = states.take("seed", () -> ONE, content -> { });
            assertThat(owner.isNew()).isTrue();
            assertThatThrownBy(() -> states.take("seed", () -> TWO, check)).hasMessage("damaged: " + ONE);
            assertThat(owner.write(THREE)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatWasWrittenIsTakenOver(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WalletStates states = new WalletStates(tables);
            WalletStates.Owned first = states.take("seed", () -> ONE, content -> { });
            assertThat(first.isNew()).isTrue();
            assertThat(first.taken()).isEqualTo(ONE);
            assertThat(first.write(TWO)).isTrue();
            assertThat(first.write(THREE)).isTrue();
            WalletStates.Owned second = take(states);
            assertThat(second.isNew()).isFalse();
            assertThat(second.taken()).isEqualTo(THREE);
            assertThat(states.take("other", () -> TWO, content -> { }).isNew()).isTrue();
            assertThat(second.isHeld()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anOwnerThatComesLateWritesNothingEverAgain(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WalletStates states = new WalletStates(tables);
            WalletStates.Owned late = states.take("seed", () -> ONE, content -> { });
            assertThat(late.isHeld()).isTrue();
            WalletStates.Owned owner = take(states);
            assertThat(late.write(TWO)).isFalse();
            assertThat(late.write(TWO)).isFalse();
            assertThat(late.isHeld()).isFalse();
            assertThat(owner.write(THREE)).isTrue();
            assertThat(take(states).taken()).isEqualTo(THREE);
            assertThat(owner.isHeld()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aContentMayBeLarge(Dialect dialect) throws SQLException {
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        try (HikariDataSource tables = tables(dialect)) {
            WalletStates states = new WalletStates(tables);
            WalletStates.Owned owner = states.take("seed", () -> Bytes.wrap(large), content -> { });
            large[0]++;
            assertThat(owner.write(Bytes.wrap(large.clone()))).isTrue();
            assertThat(take(states).taken()).isEqualTo(Bytes.wrap(large));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aWriteWhoseEndNobodyKnowsIsPutRightByTheNext(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            AtomicInteger fault = new AtomicInteger();
            WalletStates states = new WalletStates(faulty(tables, fault));
            WalletStates.Owned owner = states.take("seed", () -> ONE, content -> { });
            for (int when : new int[] {-1, 1}) {
                fault.set(when);
                assertThatThrownBy(() -> owner.write(TWO)).isInstanceOf(SQLException.class);
                assertThat(owner.write(THREE)).isTrue();
                assertThat(owner.write(ONE)).isTrue();
            }
            fault.set(1);
            assertThatThrownBy(() -> owner.write(TWO)).isInstanceOf(SQLException.class);
            assertThat(take(states).taken()).isEqualTo(TWO);
            assertThat(owner.write(THREE)).isFalse();
        }
    }

    /** @param fault the next commit fails: -1 without having happened, 1 after it has */
    private static DataSource faulty(DataSource tables, AtomicInteger fault) {
        return (DataSource) Proxy.newProxyInstance(DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection connection = tables.getConnection();
                    return Proxy.newProxyInstance(DataSource.class.getClassLoader(), new Class<?>[] {Connection.class},
                            (inner, of, given) -> {
                                int now = of.getName().equals("commit") ? fault.getAndSet(0) : 0;
                                if (now < 0) {
                                    throw new SQLException("the connection broke before the commit");
                                }
                                try {
                                    Object result = of.invoke(connection, given);
                                    if (now > 0) {
                                        throw new SQLException("the connection broke after the commit");
                                    }
                                    return result;
                                } catch (InvocationTargetException failed) {
                                    throw failed.getCause();
                                }
                            });
                });
    }
}
