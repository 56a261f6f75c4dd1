package lnhub.actors.channel;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lnhub.persistence.history.PlantedFaults;
import lnhub.persistence.history.RevokedHtlcs;
import lnhub.persistence.history.RevokedTraffic;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Schema;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokedLogTest {
    private static final ActorTestKit KIT = ActorTestKit.create("revoked", ConfigFactory.parseString(
            "akka.actor.provider = local, akka.log-dead-letters = off").withFallback(ConfigFactory.load()));
    private static final ChannelRef LARGE = new ChannelRef(Bytes32.fromHex("aa".repeat(32)));
    private static final ChannelRef OTHER = new ChannelRef(Bytes32.fromHex("bb".repeat(32)));
    private static final List<RevokedHtlc> CHUNK = new RevokedTraffic(1).next(64);
    private static final List<RevokedHtlc> SINGLE = new RevokedTraffic(2).next(1);

    @TempDir
    private Path folder;

    private final TestProbe<Object> told = KIT.createTestProbe(Object.class);
    private HikariDataSource tables;
    private PlantedFaults faults;
    private RevokedHtlcs revoked;
    private ActorRef<RevokedLog.Message> log;
    /** What a test does as soon as a channel is told something, in the log's own thread. */
    private volatile Consumer<Object> reaction = answer -> { };

    private record Stored(ChannelRef channel, long nextIndex) {
    }

    private record Loaded(ChannelRef channel, long commitmentNumber, List<RevokedHtlc> records) {
    }

    private record Forgotten(ChannelRef channel) {
    }

    private final RevokedLog.Answers answers = new RevokedLog.Answers() {
        @Override
        public void stored(ChannelRef channel, long nextIndex) {
            tell(new Stored(channel, nextIndex));
        }

        @Override
        public void loaded(ChannelRef channel, long commitmentNumber, List<RevokedHtlc> records) {
            tell(new Loaded(channel, commitmentNumber, records));
        }

        @Override
        public void forgotten(ChannelRef channel) {
            tell(new Forgotten(channel));
        }

        private void tell(Object answer) {
            reaction.accept(answer);
            told.ref().tell(answer);
        }
    };

    @BeforeEach
    void open() throws SQLException {
        tables = JournalConfig.dataSource(JournalConfig.h2(folder), 4);
        Schema.migrate(tables);
        faults = new PlantedFaults(tables);
        revoked = new RevokedHtlcs(faults.dataSource());
    }

    @AfterEach
    void close() {
        if (log != null) {
            KIT.stop(log);
        }
        tables.close();
    }

    @AfterAll
    static void shutdown() {
        KIT.shutdownTestKit();
    }

    /** Returns when the log has looked for what was left over. */
    private void start() {
        log = KIT.spawn(RevokedLog.create(revoked, answers, Duration.ofMillis(20)));
        for (int turn = 0; turn < 2; turn++) {
            log.tell(new RevokedLog.Load(OTHER, 0));
            told.expectMessage(new Loaded(OTHER, 0, List.of()));
        }
    }

    private void storeLarge(int rows) throws SQLException {
        for (int row = 0; row < rows; row++) {
            revoked.store(LARGE.value(), row, SINGLE);
        }
    }

    private int rowsOf(ChannelRef channel) {
        return count("revoked_htlcs WHERE channel = X'" + channel.toHex() + "'");
    }

    private int count(String from) {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAChannelStoresItIsToldAndFinds() {
        start();
        log.tell(new RevokedLog.Store(OTHER, 128, CHUNK));
        told.expectMessage(new Stored(OTHER, 192));
        log.tell(new RevokedLog.Store(OTHER, 128, CHUNK));
        told.expectMessage(new Stored(OTHER, 192));
        log.tell(new RevokedLog.Load(OTHER, 20));
        told.expectMessage(new Loaded(OTHER, 20, CHUNK.stream().filter(htlc -> htlc.isIn(20)).toList()));
    }

    /** Each time the other channel is told, it stores its next chunk: it gets its turn after every slice. */
    @Test
    void betweenTwoSlicesOfALargeChannelTheOthersAreServed() throws SQLException {
        storeLarge(4 * RevokedLog.SLICE + 100);
        start();
        List<Integer> left = new ArrayList<>();
        reaction = answer -> {
            if (answer instanceof Stored stored) {
                left.add(rowsOf(LARGE));
                if (stored.nextIndex() == CHUNK.size()) {
                    log.tell(new RevokedLog.Forget(LARGE));
                }
                if (left.getLast() > 0) {
                    log.tell(new RevokedLog.Store(OTHER, stored.nextIndex(), CHUNK));
                }
            }
        };
        log.tell(new RevokedLog.Store(OTHER, 0, CHUNK));
        told.expectMessage(new Stored(OTHER, 64));
        told.expectMessage(new Forgotten(LARGE));
        for (int chunk = 2; chunk <= 7; chunk++) {
            told.expectMessage(new Stored(OTHER, 64L * chunk));
        }
        assertThat(left).containsExactly(2_100, 2_100, 1_600, 1_100, 600, 100, 0);
        assertThat(rowsOf(OTHER)).isEqualTo(7);
        assertThat(count("revoked_dropped")).isZero();
    }

    @Test
    void aDeletionThatFailsIsTriedAgain() throws SQLException {
        storeLarge(2 * RevokedLog.SLICE);
        start();
        reaction = answer -> {
            if (answer instanceof Forgotten) {
                faults.refuse(3);
            }
        };
        log.tell(new RevokedLog.Forget(LARGE));
        told.expectMessage(new Forgotten(LARGE));
        told.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(rowsOf(LARGE)).isZero();
            assertThat(count("revoked_dropped")).isZero();
            return null;
        });
        assertThat(faults.refusalsLeft()).isZero();
    }

    @Test
    void aDeletionGoesOnAfterARestart() throws SQLException {
        storeLarge(2 * RevokedLog.SLICE);
        revoked.forget(LARGE.value());
        assertThat(revoked.deleteSome(RevokedLog.SLICE)).isTrue();
        assertThat(rowsOf(LARGE)).isEqualTo(RevokedLog.SLICE);
        start();
        told.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(rowsOf(LARGE)).isZero();
            return null;
        });
    }

    @Test
    void aChannelThatWasNotToldAsksAgain() throws SQLException {
        start();
        for (RevokedLog.Message message : List.of(new RevokedLog.Store(LARGE, 0, CHUNK),
                new RevokedLog.Load(LARGE, 3), new RevokedLog.Forget(LARGE))) {
            faults.refuse(1);
            log.tell(message);
            log.tell(new RevokedLog.Load(OTHER, 1));
            told.expectMessage(new Loaded(OTHER, 1, List.of()));
            assertThat(faults.refusalsLeft()).isZero();
            faults.loseAnswers(message instanceof RevokedLog.Load ? 0 : 1);
            log.tell(message);
            log.tell(message);
            told.expectMessage(switch (message) {
                case RevokedLog.Store store -> new Stored(LARGE, 64);
                case RevokedLog.Load load -> new Loaded(LARGE, 3, revoked.load(LARGE.value(), 3));
                default -> new Forgotten(LARGE);
            });
            if (message instanceof RevokedLog.Load) {
                told.expectMessageClass(Loaded.class);
            }
        }
        told.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(rowsOf(LARGE)).isZero();
            return null;
        });
    }

    @Test
    void whatIsWrongWithOneChannelDoesNotStopTheOthers() throws SQLException {
        start();
        log.tell(new RevokedLog.Store(LARGE, 0, CHUNK));
        told.expectMessage(new Stored(LARGE, 64));
        log.tell(new RevokedLog.Store(LARGE, 0, SINGLE));
        log.tell(new RevokedLog.Store(OTHER, 0, CHUNK));
        told.expectMessage(new Stored(OTHER, 64));
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("UPDATE revoked_htlcs SET records = X'00' WHERE channel = X'" + LARGE.toHex() + "'");
        }
        log.tell(new RevokedLog.Load(LARGE, 3));
        log.tell(new RevokedLog.Load(OTHER, 3));
        told.expectMessage(new Loaded(OTHER, 3, CHUNK.stream().filter(htlc -> htlc.isIn(3)).toList()));
    }
}
