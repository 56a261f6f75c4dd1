package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.Transaction;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Wallet.Balance;
import lnhub.actors.chain.Wallet.Coin;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wallet over the embedded chain; whatever it signs is judged by bitcoin-kmp's interpreter there. */
class SeedWalletTest {
    private static final long REWARD_SAT = 5_000_000_000L;
    /** A funding output as BOLT 3 has it: P2WSH. */
    private static final Bytes FUNDING = TestMoney.script(Script.pay2wsh(new byte[] {0x51}));

    private final Kept kept = new Kept();
    private final RegtestChain regtest = RegtestChain.inMemory(InstantSource.system());
    private RegtestServer server;
    private Chain chain;
    private SeedWallet wallet;

    @BeforeEach
    void start() throws Exception {
        regtest.generate(101, TestMoney.SCRIPT);
        server = RegtestServer.start(regtest, 0, "user", "secret");
        chain = new BitcoindChain(
                EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret")));
        wallet = open();
    }

    @AfterEach
    void stop() {
        wallet.close();
        chain.close();
        server.close();
    }

    private SeedWallet open() {
        return SeedWallet.open(chain, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0, kept.store());
    }

    private void restart() {
        wallet.close();
        wallet = open();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Asks until the wallet, which follows the chain in its own time, has got there. */
    private Balance balance(Predicate<Balance> reached) throws Exception {
        until(() -> reached.test(get(wallet.balance())));
        return get(wallet.balance());
    }

    private void until(Callable<Boolean> reached) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!reached.call()) {
            assertThat(System.nanoTime()).as("the wallet shows %s", get(wallet.balance())).isLessThan(end);
        }
    }

    private Balance balance(long confirmedSat, long unconfirmedSat, long lockedSat) throws Exception {
        Balance expected = new Balance(confirmedSat, unconfirmedSat, lockedSat, 0);
        return balance(expected::equals);
    }

    /** Pays the wallet from the test's own coins, each a transaction of its own, and confirms it. */
    private void deposit(long... amountsSat) throws Exception {
        long before = get(wallet.balance()).confirmedSat();
        long sum = before;
        for (int i = 0; i < amountsSat.length; i++) {
            Transaction reward = regtest.nodeAt(regtest.tip().height() - 100).orElseThrow().block().tx.getFirst();
            long changeSat = reward.txOut.getFirst().amount.toLong() - amountsSat[i] - 1_000;
            regtest.submit(TestMoney.spend(reward, TestMoney.pay(amountsSat[i], get(wallet.newScript())),
                    TestMoney.pay(changeSat)));
            regtest.generate(1, TestMoney.SCRIPT);
            sum += amountsSat[i];
        }
        balance(sum, 0, 0);
    }

    private Set<OutPoint> inputs(FundedTransaction funded) {
        Set<OutPoint> inputs = new HashSet<>();
        ChainTransaction.parse(funded.signedTx()).inputs()
                .forEach(input -> inputs.add(input.outPoint()));
        return inputs;
    }

    /** The chain accepts it, it pays what was asked, and its fee rate is what was asked, or hardly above. */
    private Transaction check(FundedTransaction funded, Bytes script, long amountSat, int feeratePerKw) {
        Transaction tx = Transaction.read(funded.signedTx().toArray());
        assertThat(regtest.submit(funded.signedTx())).isEqualTo(funded.txid());
        var paid = tx.txOut.get(funded.outputIndex());
        assertThat(paid.amount.toLong()).isEqualTo(amountSat);
        assertThat(paid.publicKeyScript.toByteArray()).isEqualTo(script.toArray());
        long feeSat = regtest.unconfirmed(tx.txid).orElseThrow().feeSat();
        assertThat(feeSat).isEqualTo(funded.feeSat());
        long floorSat = Math.ceilDiv((long) tx.weight() * feeratePerKw, 1_000L);
        long slackSat = tx.txIn.size() * 3L * feeratePerKw / 1_000 + 2;
        if (tx.txOut.size() > 1) {
            assertThat(feeSat).isBetween(floorSat, floorSat + slackSat);
        } else {
            assertThat(feeSat).isBetween(floorSat, floorSat + slackSat + 294 + 124L * feeratePerKw / 1_000);
        }
        return tx;
    }

    @Test
    void receivesAndCountsMaturity() throws Exception {
        String address = get(wallet.newAddress());
        assertThat(address).startsWith("bcrt1q");
        regtest.generate(1, wallet.scriptOf(address));
        balance(0, REWARD_SAT, 0);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 100_000, 253)))
                .hasCauseInstanceOf(InsufficientFunds.class);
        regtest.generate(99, TestMoney.SCRIPT);
        balance(REWARD_SAT, 0, 0);
        check(get(wallet.fund(FUNDING, 100_000, 253)), FUNDING, 100_000, 253);
    }

    @Test
    void fundsLocksAndConfirms() throws Exception {
        deposit(1_000_000, 300_000, 200_000);
        FundedTransaction first = get(wallet.fund(FUNDING, 150_000, 1_000));
        balance(1_300_000, 0, 200_000);
        FundedTransaction second = get(wallet.fund(FUNDING, 150_000, 1_000));
        assertThat(inputs(first)).doesNotContainAnyElementsOf(inputs(second));
        Transaction tx = check(first, FUNDING, 150_000, 1_000);
        assertThat(tx.txIn.getFirst().sequence).isEqualTo(0xFFFFFFFDL);
        check(second, FUNDING, 150_000, 1_000);
        regtest.generate(1, TestMoney.SCRIPT);
        balance(1_500_000 - 300_000 - first.feeSat() - second.feeSat(), 0, 0);
        assertThat(chain.unspentOutput(new OutPoint(first.txid(), first.outputIndex())).toCompletableFuture().join())
                .isPresent();
    }

    @Test
    void combinesCoinsWhenNoneSufficesAndDropsDust() throws Exception {
        deposit(100_000, 200_000, 300_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 450_000, 2_500));
        assertThat(inputs(funded)).hasSize(2);
        check(funded, FUNDING, 450_000, 2_500);
        FundedTransaction withoutChange = get(wallet.fund(FUNDING, 100_000 - 500, 1_000));
        assertThat(check(withoutChange, FUNDING, 99_500, 1_000).txOut).hasSize(1);
        assertThat(withoutChange.feeSat()).isEqualTo(500);
    }

    @Test
    void givesCoinsBackWhenReleased() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        assertThat(get(wallet.unseen())).containsExactly(funded);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 400_000, 253)))
                .isInstanceOf(ExecutionException.class)
                .cause().isInstanceOfSatisfying(InsufficientFunds.class,
                        failed -> assertThat(failed.availableSat()).isZero());
        get(wallet.release(funded.txid()));
        get(wallet.release(Bytes32.ZEROES));
        balance(500_000, 0, 0);
        check(get(wallet.fund(FUNDING, 400_000, 253)), FUNDING, 400_000, 253);
    }

    @Test
    void neverReleasesWhatItHasSeenPublished() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        regtest.submit(funded.signedTx());
        long changeSat = 100_000 - funded.feeSat();
        balance(0, changeSat, 0);
        get(wallet.release(funded.txid()));
        balance(0, changeSat, 0);
    }

    @Test
    void keepsItsPromisesOverARestart() throws Exception {
        deposit(500_000, 600_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        String address = get(wallet.newAddress());
        restart();
        balance(600_000, 0, 500_000);
        FundedTransaction other = get(wallet.fund(FUNDING, 500_000, 253));
        assertThat(inputs(other)).doesNotContainAnyElementsOf(inputs(funded));
        assertThat(get(wallet.newAddress())).isNotEqualTo(address);
        check(funded, FUNDING, 400_000, 253);
        assertThat(get(wallet.unseen())).contains(other);
        regtest.generate(7, TestMoney.SCRIPT);
        long changeSat = 100_000 - funded.feeSat();
        balance(changeSat, 0, 600_000);
        until(() -> get(wallet.utxos()).stream().anyMatch(coin -> coin.output().confirmations() == 7));
        assertThat(get(wallet.unseen())).containsExactly(other);
        assertThat(kept.text()).doesNotContain(funded.signedTx().toHex());
    }

    @Test
    void neverHandsOutAKeyTwice() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int restart = 0; restart < 3; restart++) {
            for (int i = 0; i < 5; i++) {
                assertThat(seen.add(get(wallet.newAddress()))).isTrue();
                assertThat(seen.add(get(wallet.newScript()).toHex())).isTrue();
            }
            restart();
        }
        Bytes used = get(wallet.newScript());
        regtest.generate(1, used);
        balance(0, REWARD_SAT, 0);
        wallet.close();
        kept.delete();
        wallet = open();
        balance(0, REWARD_SAT, 0);
        assertThat(get(wallet.newScript())).isNotEqualTo(used);
        assertThat(seen).doesNotContain(get(wallet.newAddress()));
    }

    @Test
    void spendsNoCoinThatTheMempoolSpendsEvenWithoutItsStore() throws Exception {
        deposit(500_000, 600_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        regtest.submit(funded.signedTx());
        wallet.close();
        kept.delete();
        wallet = open();
        FundedTransaction other = get(wallet.fund(FUNDING, 400_000, 253));
        assertThat(inputs(other)).doesNotContainAnyElementsOf(inputs(funded));
        check(other, FUNDING, 400_000, 253);
    }

    @Test
    void followsReorganisations() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        regtest.submit(funded.signedTx());
        Bytes32 block = regtest.generate(1, TestMoney.SCRIPT).getFirst();
        long changeSat = 100_000 - funded.feeSat();
        balance(changeSat, 0, 0);
        regtest.invalidate(block);
        balance(0, changeSat, 0);
        regtest.generate(2, TestMoney.SCRIPT);
        balance(changeSat, 0, 0);
    }

    @Test
    void sendsToAnyAddress() throws Exception {
        deposit(1_000_000);
        Bytes taproot = wallet.scriptOf("bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6");
        assertThat(taproot.toHex()).startsWith("5120").hasSize(68);
        FundedTransaction sent = get(wallet.send(taproot, 250_000, 2_500));
        assertThat(regtest.unconfirmed()).extracting(entry -> TestMoney.txid(entry.tx())).contains(sent.txid());
        balance(0, 750_000 - sent.feeSat(), 0);
        regtest.generate(1, TestMoney.SCRIPT);
        balance(750_000 - sent.feeSat(), 0, 0);
        List<Coin> coins = get(wallet.utxos());
        assertThat(coins).hasSize(1);
        assertThat(coins.getFirst().output().confirmations()).isEqualTo(1);
        assertThat(wallet.scriptOf(coins.getFirst().address())).isEqualTo(coins.getFirst().output().scriptPubkey());
    }

    @Test
    void publishesAPaymentAgainThatWasLost() throws Exception {
        deposit(1_000_000);
        FundedTransaction sent = get(wallet.send(TestMoney.SCRIPT, 250_000, 2_500));
        wallet.close();
        RegtestChain other = RegtestChain.inMemory(InstantSource.system());
        for (int height = 1; height <= regtest.tip().height(); height++) {
            other.accept(regtest.nodeAt(height).orElseThrow().block());
        }
        try (RegtestServer elsewhere = RegtestServer.start(other, 0, "user", "secret");
                Chain theirs = new BitcoindChain(EmbeddedChainTest.config(elsewhere,
                        BitcoindConfig.Credentials.of("user", "secret")))) {
            assertThat(other.unconfirmed()).isEmpty();
            try (SeedWallet again = SeedWallet.open(
                    theirs, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0, kept.store())) {
                Recording told = new Recording();
                theirs.subscribe(other.tip().height(), told);
                assertThat(Recording.next(told.transactions).txid()).isEqualTo(sent.txid());
                assertThat(get(again.utxos())).isNotNull();
            }
        }
    }

    /** A block that comes while the coins are being looked up must not let the payment be made twice. */
    @Test
    void paysOnceWhateverHappensMeanwhile() throws Exception {
        deposit(500_000, 600_000);
        wallet.close();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> mayAnswer = new CompletableFuture<>();
        Chain slow = (Chain) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Chain.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("spendableOutput")) {
                        return method.invoke(chain, arguments);
                    }
                    asked.complete(null);
                    return mayAnswer.thenCompose(now -> chain.spendableOutput((OutPoint) arguments[0]));
                });
        wallet = SeedWallet.open(slow, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0, kept.store());
        CompletionStage<FundedTransaction> sending = wallet.send(TestMoney.SCRIPT, 250_000, 2_500);
        get(asked);
        regtest.generate(2, TestMoney.SCRIPT);
        until(() -> get(wallet.utxos()).stream().anyMatch(coin ->
                coin.output().height() + coin.output().confirmations() - 1 == regtest.tip().height()));
        mayAnswer.complete(null);
        FundedTransaction sent = get(sending);
        assertThat(regtest.unconfirmed()).extracting(entry -> TestMoney.txid(entry.tx())).containsExactly(sent.txid());
    }

    @Test
    void refusesWhatCannotWork() throws Exception {
        deposit(1_000_000);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 329, 253)))
                .hasCauseInstanceOf(IllegalArgumentException.class).hasMessageContaining("dust");
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 100_000, 252)))
                .hasCauseInstanceOf(IllegalArgumentException.class).hasMessageContaining("253");
        assertThatThrownBy(() -> get(wallet.fund(Bytes.EMPTY, 100_000, 253)))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wallet.scriptOf("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> get(wallet.send(TestMoney.SCRIPT, 1_000_000, 253)))
                .hasCauseInstanceOf(InsufficientFunds.class);
    }

    @Test
    void promisesNothingThatIsNotKept() throws Exception {
        deposit(500_000);
        kept.refuse(true);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 400_000, 253)))
                .hasCauseInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> get(wallet.newAddress())).hasCauseInstanceOf(UncheckedIOException.class);
        assertThat(get(wallet.unseen())).isEmpty();
        balance(500_000, 0, 0);
        kept.refuse(false);
        check(get(wallet.fund(FUNDING, 400_000, 253)), FUNDING, 400_000, 253);
    }

    @Test
    void doesNotTakeADamagedOrForeignStoreForAnEmptyOne() throws Exception {
        get(wallet.newAddress());
        wallet.close();
        assertThatThrownBy(() -> SeedWallet.open(
                chain, WalletKeysTest.account(1, 1), BitcoinNetwork.REGTEST, 0, kept.store()))
                .isInstanceOf(UncheckedIOException.class).hasRootCauseMessage("it belongs to another account key");
        for (String damaged : List.of("", "{", "{\"version\":2}", "[]")) {
            kept.put(damaged);
            assertThatThrownBy(this::open).isInstanceOf(UncheckedIOException.class);
        }
        kept.delete();
        wallet = open();
    }

    @Test
    void fundsFromManyThreadsWithoutSharingACoin() throws Exception {
        long[] amounts = new long[8];
        Arrays.fill(amounts, 300_000);
        deposit(amounts);
        List<CompletionStage<FundedTransaction>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(wallet.fund(FUNDING, 200_000 + i, 1_000));
        }
        Set<OutPoint> spent = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            FundedTransaction funded = get(asked.get(i));
            inputs(funded).forEach(input -> assertThat(spent.add(input)).isTrue());
            check(funded, FUNDING, 200_000 + i, 1_000);
        }
        assertThat(spent).hasSize(8);
    }

    @Test
    void aLateOwnerHandsOutNothingAndSaysSo() throws Exception {
        deposit(500_000, 600_000);
        CompletableFuture<Void> told = new CompletableFuture<>();
        wallet.close();
        wallet = SeedWallet.open(chain, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0,
                kept.store(() -> told.complete(null)));
        SeedWallet late = wallet;
        balance(1_100_000, 0, 0);
        wallet = open();
        FundedTransaction funded = get(wallet.fund(FUNDING, 550_000, 253));
        assertThatThrownBy(() -> get(late.fund(FUNDING, 550_000, 253))).hasCauseInstanceOf(WalletTakenOver.class);
        get(told);
        int published = regtest.unconfirmed().size();
        assertThatThrownBy(() -> get(late.send(FUNDING, 100_000, 253))).hasCauseInstanceOf(WalletTakenOver.class);
        assertThatThrownBy(() -> get(late.newAddress())).hasCauseInstanceOf(WalletTakenOver.class);
        assertThat(regtest.unconfirmed()).hasSize(published);
        late.close();
        restart();
        assertThat(get(wallet.unseen())).containsExactly(funded);
    }
}
