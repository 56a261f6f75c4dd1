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

    private static Bytes none() {
        throw new AssertionError("there is a row");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatWasWrittenIsTakenOver(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WalletStates states = new WalletStates(tables);
            WalletStates.Owned first = states.take("seed", () -> ONE);
            assertThat(first.isNew()).isTrue();
            assertThat(first.taken()).isEqualTo(ONE);
            assertThat(first.write(TWO)).isTrue();
            assertThat(first.write(THREE)).isTrue();
            WalletStates.Owned second = states.take("seed", WalletStatesTest::none);
            assertThat(second.isNew()).isFalse();
            assertThat(second.taken()).isEqualTo(THREE);
            assertThat(states.take("other", () -> TWO).isNew()).isTrue();
            assertThat(second.isHeld()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anOwnerThatComesLateWritesNothingEverAgain(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WalletStates states = new WalletStates(tables);
            WalletStates.Owned late = states.take("seed", () -> ONE);
            assertThat(late.isHeld()).isTrue();
            WalletStates.Owned owner = states.take("seed", WalletStatesTest::none);
            assertThat(late.write(TWO)).isFalse();
            assertThat(late.write(TWO)).isFalse();
            assertThat(late.isHeld()).isFalse();
            assertThat(owner.write(THREE)).isTrue();
            assertThat(states.take("seed", WalletStatesTest::none).taken()).isEqualTo(THREE);
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
            WalletStates.Owned owner = states.take("seed", () -> Bytes.wrap(large));
            large[0]++;
            assertThat(owner.write(Bytes.wrap(large.clone()))).isTrue();
            assertThat(states.take("seed", WalletStatesTest::none).taken()).isEqualTo(Bytes.wrap(large));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aWriteWhoseEndNobodyKnowsIsPutRightByTheNext(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            AtomicInteger fault = new AtomicInteger();
            WalletStates states = new WalletStates(faulty(tables, fault));
            WalletStates.Owned owner = states.take("seed", () -> ONE);
            for (int when : new int[] {-1, 1}) {
                fault.set(when);
                assertThatThrownBy(() -> owner.write(TWO)).isInstanceOf(SQLException.class);
                assertThat(owner.write(THREE)).isTrue();
                assertThat(owner.write(ONE)).isTrue();
            }
            fault.set(1);
            assertThatThrownBy(() -> owner.write(TWO)).isInstanceOf(SQLException.class);
            assertThat(states.take("seed", WalletStatesTest::none).taken()).isEqualTo(TWO);
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
