package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import fr.acinq.bitcoin.Transaction;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.actors.chain.shared.SharedWallet;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Schema;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with one seed and one database, of which one is killed, or frozen, while it owns the wallet. */
@Timeout(120)
class WalletTakeoverTest {
    private static final Bytes32 PURPOSE = Bytes32.fromHex("a1".repeat(32));

    @TempDir
    private Path directory;

    private final RegtestChain regtest = RegtestChain.inMemory(InstantSource.system());
    private final WalletProcess first = new WalletProcess();
    private final WalletProcess second = new WalletProcess();
    private final CompletableFuture<SeedWallet> opened = new CompletableFuture<>();
    private final CompletableFuture<Throwable> told = new CompletableFuture<>();
    private RegtestServer server;
    private Chain chain;
    private HikariDataSource tables;
    private SharedWallet one;
    private SharedWallet two;

    @BeforeEach
    void start() throws Exception {
        regtest.generate(110, TestMoney.SCRIPT);
        server = RegtestServer.start(regtest, 0, "user", "secret");
        chain = new BitcoindChain(EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret")));
        tables = JournalConfig.dataSource(JournalConfig.h2(directory), 4);
        Schema.migrate(tables);
        first.join(first);
        second.join(first);
        one = first.wallet("wallet", takenOver -> {
            opened.complete(open(takenOver));
            return opened.join();
        }, told::complete);
        two = second.wallet("wallet", this::open, told::complete);
    }

    private SeedWallet open(Runnable takenOver) {
        return SeedWallet.open(chain, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0,
                new TableStore(tables, "seed", directory.resolve("wallet.dat"), takenOver));
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
        opened.getNow(null).close();
        chain.close();
        server.close();
        tables.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void deposit(long... amountsSat) throws Exception {
        for (long amountSat : amountsSat) {
            Transaction reward = regtest.nodeAt(regtest.tip().height() - 100).orElseThrow().block().tx.getFirst();
            regtest.submit(TestMoney.spend(reward, TestMoney.pay(amountSat, get(two.newScript()))));
            regtest.generate(1, TestMoney.SCRIPT);
        }
        while (get(two.utxos()).stream().filter(coin -> coin.output().height() > 0).count() < amountsSat.length) {
            assertThat(told).isNotDone();
        }
    }

    private static Set<OutPoint> inputs(FundedTransaction funded) {
        Set<OutPoint> inputs = new HashSet<>();
        ChainTransaction.parse(funded.signedTx()).inputs().forEach(input -> inputs.add(input.outPoint()));
        return inputs;
    }

    @Test
    void whatTheOwnerPromisedIsKeptByTheNext() throws Exception {
        deposit(500_000, 600_000, 700_000, 800_000);
        FundedTransaction funded = get(one.fund(TestMoney.SCRIPT, 450_000, 253));
        List<FeeInput> kept = get(two.reserveForFees(PURPOSE, 550_000, 253));
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            assertThat(addresses.add(get(one.newAddress()))).isTrue();
            assertThat(addresses.add(get(two.newAddress()))).isTrue();
        }
        CompletionStage<FundedTransaction> underWay = two.fund(TestMoney.SCRIPT, 650_000, 253);
        first.die(second);
        Set<OutPoint> promised = inputs(funded);
        try {
            promised.addAll(inputs(get(underWay)));
        } catch (ExecutionException unanswered) {
            assertThat(unanswered).hasCauseInstanceOf(ChainException.class);
        }
        assertThat(addresses.add(until(two::newAddress))).isTrue();
        assertThat(get(two.unseen())).contains(funded);
        assertThat(get(two.reserveForFees(PURPOSE, 550_000, 253))).isEqualTo(kept);
        kept.forEach(coin -> promised.add(coin.outPoint()));
        assertThat(get(two.utxos())).filteredOn(coin -> promised.contains(coin.output().outPoint()))
                .hasSize(promised.size()).allMatch(Wallet.Coin::locked);
        FundedTransaction other = get(two.fund(TestMoney.SCRIPT, 750_000, 253));
        assertThat(inputs(other)).doesNotContainAnyElementsOf(promised);
        regtest.submit(funded.signedTx());
        regtest.submit(other.signedTx());
    }

    /** Also when it takes the other longer to become the owner than one request may wait. */
    private <T> T until(Supplier<CompletionStage<T>> request) throws Exception {
        while (true) {
            try {
                return get(request.get());
            } catch (ExecutionException notYet) {
                assertThat(notYet).hasCauseInstanceOf(ChainException.class);
            }
        }
    }

    /** The process is frozen, is taken for dead, and wakes up with the wallet still open. */
    @Test
    void anOwnerThatWakesUpLateSaysNothingMore() throws Exception {
        deposit(500_000, 600_000);
        FundedTransaction before = get(one.fund(TestMoney.SCRIPT, 450_000, 253));
        SeedWallet inTheSecond = open(() -> told.complete(new AssertionError("it is the owner")));
        assertThat(get(inTheSecond.unseen())).containsExactly(before);
        FundedTransaction other = get(inTheSecond.fund(TestMoney.SCRIPT, 550_000, 253));
        String address = get(inTheSecond.newAddress());
        assertThatThrownBy(() -> get(two.fund(TestMoney.SCRIPT, 550_000, 253)))
                .hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining("another process has taken the wallet over");
        assertThat(get(told)).isInstanceOf(WalletTakenOver.class);
        assertThatThrownBy(() -> get(one.newAddress())).hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining("another process has taken the wallet over");
        assertThat(get(inTheSecond.unseen())).containsExactlyInAnyOrder(before, other);
        assertThat(get(inTheSecond.newAddress())).isNotEqualTo(address);
        assertThat(inputs(other)).doesNotContainAnyElementsOf(inputs(before));
        inTheSecond.close();
        assertThatThrownBy(() -> get(opened.join().newScript())).hasCauseInstanceOf(WalletTakenOver.class);
    }
}
