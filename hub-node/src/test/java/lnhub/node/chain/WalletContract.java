package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.Transaction;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.Wallet.Balance;
import lnhub.actors.chain.Wallet.Coin;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every wallet must do, whoever keeps its keys and whatever chain it is on. */
abstract class WalletContract {
    /** A funding output as BOLT 3 has it: P2WSH. */
    static final Bytes FUNDING = TestMoney.script(Script.pay2wsh(new byte[] {0x51}));
    private static final Bytes32 PURPOSE = Bytes32.fromHex("a1".repeat(32));
    private static final Bytes32 OTHER = Bytes32.fromHex("a2".repeat(32));

    final Kept kept = new Kept();
    BitcoindRpc rpc;
    Chain chain;
    Wallet wallet;

    /** Where an empty chain of the test's own is. */
    abstract BitcoindConfig node() throws Exception;

    /** The same wallet each time it is opened with the same store. */
    abstract Wallet open(Chain on, Kept kept) throws Exception;

    /** How a request fails when what it needs cannot be kept. */
    Class<? extends Exception> notKept() {
        return UncheckedIOException.class;
    }

    @BeforeEach
    void begin() throws Exception {
        connect();
        mine(101, TestMoney.ADDRESS);
        wallet = open(chain, kept);
    }

    void connect() throws Exception {
        rpc = new BitcoindRpc(node());
        chain = new BitcoindChain(node());
    }

    void disconnect() {
        wallet.close();
        chain.close();
        rpc.close();
    }

    @AfterEach
    void end() {
        // None when the test is skipped for want of a bitcoind.
        if (wallet != null) {
            disconnect();
        }
    }

    void restart() throws Exception {
        wallet.close();
        wallet = open(chain, kept);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    Bytes32 mine(int blocks, String address) throws InterruptedException {
        return Bytes32.fromHex(rpc.call("generatetoaddress", blocks, address).get(blocks - 1).asText()).reversed();
    }

    /** Asks until it has followed the chain so far. */
    void balance(long confirmedSat, long unconfirmedSat, long lockedSat) throws Exception {
        Balance expected = new Balance(confirmedSat, unconfirmedSat, lockedSat, 0);
        Balance shown = get(wallet.balance());
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                !shown.equals(expected) && System.nanoTime() < end; shown = get(wallet.balance())) {
            continue;
        }
        assertThat(shown).isEqualTo(expected);
    }

    /** Pays from the test's own money, without confirming it. */
    private void pay(Bytes script, long amountSat) throws Exception {
        Tip tip = get(chain.tip());
        Transaction reward = TestMoney.of(
                get(chain.block(tip.height() - 100)).orElseThrow().transactions().getFirst());
        long changeSat = reward.txOut.getFirst().amount.toLong() - amountSat - 1_000;
        Transaction tx = TestMoney.spend(reward, TestMoney.pay(amountSat, script), TestMoney.pay(changeSat));
        assertThat(get(chain.publish(TestMoney.raw(tx)))).isInstanceOf(Published.Accepted.class);
    }

    void deposit(long... amountsSat) throws Exception {
        Balance before = get(wallet.balance());
        long sumSat = before.confirmedSat();
        for (long amountSat : amountsSat) {
            pay(get(wallet.newScript()), amountSat);
            mine(1, TestMoney.ADDRESS);
            sumSat += amountSat;
        }
        balance(sumSat, 0, before.lockedSat());
    }

    static Set<OutPoint> inputs(FundedTransaction funded) {
        Set<OutPoint> inputs = new HashSet<>();
        ChainTransaction.parse(funded.signedTx()).inputs().forEach(input -> inputs.add(input.outPoint()));
        return inputs;
    }

    /** The chain accepts it, it pays what was asked, and its fee rate is what was asked, or hardly above. */
    private void check(FundedTransaction funded, long amountSat, int feeratePerKw) throws Exception {
        Transaction tx = Transaction.read(funded.signedTx().toArray());
        assertThat(TestMoney.txid(tx)).isEqualTo(funded.txid());
        var paid = tx.txOut.get(funded.outputIndex());
        assertThat(paid.amount.toLong()).isEqualTo(amountSat);
        assertThat(paid.publicKeyScript.toByteArray()).isEqualTo(FUNDING.toArray());
        assertThat(tx.txIn).allMatch(input -> input.signatureScript.isEmpty());
        long floorSat = Math.ceilDiv((long) tx.weight() * feeratePerKw, 1_000L);
        // A signature may be a byte or two shorter than was reckoned with.
        assertThat(funded.feeSat()).isBetween(floorSat, floorSat + tx.txIn.size() * 3L * feeratePerKw / 1_000 + 2);
        assertThat(get(chain.publish(funded.signedTx()))).isInstanceOf(Published.Accepted.class);
    }

    @Test
    @Timeout(60)
    void isPaidAtAddressesThatAreNeverHandedOutTwice() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3; i++) {
                assertThat(seen.add(wallet.scriptOf(get(wallet.newAddress())).toHex())).isTrue();
                assertThat(seen.add(get(wallet.newScript()).toHex())).isTrue();
            }
            restart();
        }
        String address = get(wallet.newAddress());
        pay(wallet.scriptOf(address), 300_000);
        balance(0, 300_000, 0);
        mine(3, TestMoney.ADDRESS);
        balance(300_000, 0, 0);
        Coin coin = get(wallet.utxos()).getFirst();
        while (coin.output().confirmations() < 3) {
            coin = get(wallet.utxos()).getFirst();
        }
        assertThat(coin.address()).isEqualTo(address);
        assertThat(coin.locked()).isFalse();
        assertThat(coin.output()).isEqualTo(get(chain.unspentOutput(coin.output().outPoint())).orElseThrow());
    }

    @Test
    void doesNotCountARewardThatIsNotMature() throws Exception {
        mine(1, get(wallet.newAddress()));
        balance(0, 5_000_000_000L, 0);
        mine(100, TestMoney.ADDRESS);
        balance(5_000_000_000L, 0, 0);
    }

    @Test
    void fundsAndLocks() throws Exception {
        deposit(1_000_000, 500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 2_500));
        long spentSat = 0;
        for (Coin coin : get(wallet.utxos())) {
            assertThat(coin.locked()).isEqualTo(inputs(funded).contains(coin.output().outPoint()));
            spentSat += coin.locked() ? coin.output().amountSat() : 0;
        }
        balance(1_500_000 - spentSat, 0, spentSat);
        assertThat(get(wallet.unseen())).containsExactly(funded);
        check(funded, 400_000, 2_500);
        long changeSat = spentSat - 400_000 - funded.feeSat();
        balance(1_500_000 - spentSat, changeSat, 0);
        assertThat(get(wallet.unseen())).isEmpty();
        mine(1, TestMoney.ADDRESS);
        balance(1_500_000 - 400_000 - funded.feeSat(), 0, 0);
        check(get(wallet.fund(FUNDING, 1_000_000, 253)), 1_000_000, 253);
    }

    @Test
    void givesBackWhatIsReleased() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 400_000, 253)))
                .cause().isInstanceOfSatisfying(InsufficientFunds.class, failed -> {
                    assertThat(failed.availableSat()).isZero();
                    assertThat(failed.neededSat()).isBetween(400_050L, 400_500L);
                });
        get(wallet.release(funded.txid()));
        get(wallet.release(Bytes32.ZEROES));
        balance(500_000, 0, 0);
        assertThat(get(wallet.unseen())).isEmpty();
        check(get(wallet.fund(FUNDING, 400_000, 253)), 400_000, 253);
    }

    @Test
    void neverReleasesWhatItHasSeenPublished() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        get(chain.publish(funded.signedTx()));
        long changeSat = 100_000 - funded.feeSat();
        balance(0, changeSat, 0);
        get(wallet.release(funded.txid()));
        balance(0, changeSat, 0);
    }

    @Test
    void keepsItsPromisesOverARestart() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        restart();
        assertThat(get(wallet.unseen())).containsExactly(funded);
        balance(0, 0, 500_000);
        deposit(600_000);
        FundedTransaction other = get(wallet.fund(FUNDING, 450_000, 253));
        assertThat(inputs(other)).doesNotContainAnyElementsOf(inputs(funded));
        balance(0, 0, 1_100_000);
        check(funded, 400_000, 253);
        mine(7, TestMoney.ADDRESS);
        restart();
        assertThat(get(wallet.unseen())).containsExactly(other);
        get(wallet.release(other.txid()));
        balance(1_100_000 - 400_000 - funded.feeSat(), 0, 0);
    }

    @Test
    void promisesNothingThatIsNotKept() throws Exception {
        deposit(500_000);
        kept.refuse(true);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 400_000, 253))).hasCauseInstanceOf(notKept());
        assertThat(get(wallet.unseen())).isEmpty();
        balance(500_000, 0, 0);
        kept.refuse(false);
        check(get(wallet.fund(FUNDING, 400_000, 253)), 400_000, 253);
    }

    @Test
    void paysAndPublishes() throws Exception {
        deposit(1_000_000);
        Bytes taproot = wallet.scriptOf("bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6");
        FundedTransaction sent = get(wallet.send(taproot, 250_000, 2_500));
        assertThat(get(chain.spendableOutput(new OutPoint(sent.txid(), sent.outputIndex()))))
                .hasValueSatisfying(output -> assertThat(output.amountSat()).isEqualTo(250_000));
        balance(0, 750_000 - sent.feeSat(), 0);
        assertThat(get(wallet.unseen())).isEmpty();
        mine(1, TestMoney.ADDRESS);
        balance(750_000 - sent.feeSat(), 0, 0);
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
        balance(1_000_000, 0, 0);
    }

    @Test
    void promisesNoCoinTwiceHoweverManyAskAtOnce() throws Exception {
        // Twice as many as are needed: which and how many of them pay is the wallet's affair.
        deposit(300_000, 300_000, 300_000, 300_000, 300_000, 300_000, 300_000, 300_000);
        List<CompletionStage<FundedTransaction>> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(wallet.fund(FUNDING, 100_000 + i, 5_000));
        }
        Set<OutPoint> spent = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            FundedTransaction funded = get(asked.get(i));
            inputs(funded).forEach(input -> assertThat(spent.add(input)).isTrue());
            check(funded, 100_000 + i, 5_000);
        }
    }

    @Test
    void followsReorganisations() throws Exception {
        deposit(500_000);
        FundedTransaction sent = get(wallet.send(FUNDING, 400_000, 253));
        Bytes32 block = mine(1, TestMoney.ADDRESS);
        long changeSat = 100_000 - sent.feeSat();
        balance(changeSat, 0, 0);
        rpc.call("invalidateblock", block.reversed().toHex());
        balance(0, changeSat, 0);
        mine(2, TestMoney.ELSEWHERE);
        balance(changeSat, 0, 0);
    }

    // --- the fees of claims ---

    private List<FeeInput> reserve(Bytes32 purpose, long amountSat) throws Exception {
        return get(wallet.reserveForFees(purpose, amountSat, 1_000));
    }

    private static List<Long> amounts(List<FeeInput> coins) {
        return coins.stream().map(FeeInput::amountSat).toList();
    }

    @Test
    void keepsCoinsForFees() throws Exception {
        deposit(100_000, 200_000, 300_000);
        List<FeeInput> first = reserve(PURPOSE, 150_000);
        assertThat(amounts(first)).containsExactly(200_000L);
        assertThat(first.getFirst().maxWitnessSize()).isEqualTo(FeeInput.P2WPKH_WITNESS_SIZE);
        balance(400_000, 0, 200_000);
        assertThat(reserve(PURPOSE, 1)).isEqualTo(first);
        // Spending the coin costs 273 sat at this rate: what it brings is less than what it is.
        assertThat(amounts(reserve(OTHER, 100_000))).containsExactly(300_000L);
        restart();
        balance(100_000, 0, 500_000);
        List<FeeInput> more = reserve(PURPOSE, 200_000);
        assertThat(amounts(more)).containsExactly(200_000L, 100_000L);
        assertThat(more.getFirst()).isEqualTo(first.getFirst());
        balance(0, 0, 600_000);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 50_000, 253))).hasCauseInstanceOf(InsufficientFunds.class);
        assertThat(get(wallet.utxos())).allMatch(Coin::locked);
        get(wallet.releaseFees(PURPOSE));
        get(wallet.releaseFees(Bytes32.ZEROES));
        balance(300_000, 0, 300_000);
        restart();
        balance(300_000, 0, 300_000);
        check(get(wallet.fund(FUNDING, 250_000, 253)), 250_000, 253);
    }

    @Test
    void keepsNothingWhenItDoesNotSuffice() throws Exception {
        deposit(100_000, 50_000);
        assertThatThrownBy(() -> reserve(PURPOSE, 149_800)).cause().isInstanceOfSatisfying(InsufficientFunds.class,
                failed -> assertThat(failed.neededSat()).isGreaterThan(failed.availableSat()));
        balance(150_000, 0, 0);
        assertThat(amounts(reserve(PURPOSE, 60_000))).containsExactly(100_000L);
        assertThatThrownBy(() -> reserve(PURPOSE, 160_000)).hasCauseInstanceOf(InsufficientFunds.class);
        balance(50_000, 0, 100_000);
        assertThatThrownBy(() -> reserve(PURPOSE, 0)).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> get(wallet.reserveForFees(PURPOSE, 1, 252)))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    /** A transaction of a coin of the wallet and the test's own, which is signed already, that pays to the wallet. */
    private Transaction claim(FeeInput coin, Transaction own, long feeSat) throws Exception {
        Transaction bare = new Transaction(2, List.of(TestMoney.input(coin.outPoint()), TestMoney.input(own)), List.of(
                TestMoney.pay(own.txOut.getFirst().amount.toLong() + coin.amountSat() - feeSat,
                        get(wallet.newScript()))), 0);
        return TestMoney.sign(bare, 1, own);
    }

    private Bytes signed(Transaction claim) throws Exception {
        Bytes signed = get(wallet.signFeeInputs(TestMoney.raw(claim)));
        Transaction after = Transaction.read(signed.toArray());
        assertThat(after.txid).isEqualTo(claim.txid);
        assertThat(after.txIn.get(1).witness).isEqualTo(claim.txIn.get(1).witness);
        return signed;
    }

    private Transaction reward() throws Exception {
        Tip tip = get(chain.tip());
        return TestMoney.of(get(chain.block(tip.height() - 99)).orElseThrow().transactions().getFirst());
    }

    private Published publish(Bytes raw) throws Exception {
        return get(chain.publish(raw));
    }

    @Test
    void signsItsFeeInputsAndNoOthers() throws Exception {
        deposit(100_000);
        FeeInput coin = reserve(PURPOSE, 50_000).getFirst();
        Transaction claim = claim(coin, reward(), 20_000);
        Bytes signed = signed(claim);
        assertThat(publish(signed)).isInstanceOf(Published.Accepted.class);
        int witness = Transaction.read(signed.toArray()).txIn.getFirst().witness.stack.stream()
                .mapToInt(item -> 1 + item.size()).sum() + 1;
        assertThat(witness).isBetween(coin.maxWitnessSize() - 6, coin.maxWitnessSize());
        // The parent of what is signed already may be unknown: a commitment that goes out in the same package.
        Transaction parent = TestMoney.spend(reward(), TestMoney.pay(330_000));
        Transaction child = claim(coin, parent, 60_000);
        assertThat(Transaction.read(signed(child).toArray()).txIn.getFirst().witness.stack).hasSize(2);
        assertThatThrownBy(() -> get(wallet.signFeeInputs(TestMoney.raw(
                TestMoney.unsigned(2, 0, TestMoney.FINAL, parent, TestMoney.pay(1_000))))))
                .hasCauseInstanceOf(IllegalArgumentException.class).hasMessageContaining("no coin of the wallet");
        assertThatThrownBy(() -> get(wallet.signFeeInputs(Bytes.fromHex("0200"))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsACoinForItsPurposeUntilItsSpendIsInABlock() throws Exception {
        deposit(100_000, 150_000);
        FeeInput coin = reserve(PURPOSE, 50_000).getFirst();
        Transaction own = reward();
        Transaction claim = claim(coin, own, 20_000);
        publish(signed(claim));
        assertThat(reserve(PURPOSE, 50_000)).containsExactly(coin);
        Bytes32 block = mine(1, TestMoney.ADDRESS);
        long paidSat = claim.txOut.getFirst().amount.toLong();
        balance(150_000 + paidSat, 0, 0);
        assertThat(amounts(reserve(PURPOSE, 50_000))).containsExactly(150_000L);
        rpc.call("invalidateblock", block.reversed().toHex());
        balance(0, paidSat, 150_000);
        assertThat(reserve(PURPOSE, 50_000)).first().isEqualTo(coin);
        get(wallet.releaseFees(PURPOSE));
        balance(150_000, paidSat, 0);
    }

    @Test
    void aCoinWhoseClaimWasReplacedIsStillKept() throws Exception {
        deposit(100_000);
        FeeInput coin = reserve(PURPOSE, 50_000).getFirst();
        Transaction own = reward();
        Transaction claim = claim(coin, own, 20_000);
        publish(signed(claim));
        balance(0, claim.txOut.getFirst().amount.toLong(), 0);
        Transaction other = TestMoney.spend(own, TestMoney.pay(own.txOut.getFirst().amount.toLong() - 90_000));
        assertThat(publish(TestMoney.raw(other))).isInstanceOf(Published.Accepted.class);
        balance(0, 0, 100_000);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 50_000, 253))).hasCauseInstanceOf(InsufficientFunds.class);
        mine(1, TestMoney.ADDRESS);
        balance(0, 0, 100_000);
        assertThat(reserve(PURPOSE, 50_000)).containsExactly(coin);
    }

    @Test
    void leavesTheFeeReserve() throws Exception {
        deposit(300_000, 200_000);
        wallet.feeReserve(() -> 240_000);
        assertThat(get(wallet.balance())).isEqualTo(new Balance(500_000, 0, 0, 240_000));
        for (long amountSat : new long[] {260_000, 280_000, 490_000, 600_000}) {
            assertThatThrownBy(() -> get(wallet.fund(FUNDING, amountSat, 253))).cause()
                    .hasMessageContaining("240000 sat are kept as the fee reserve")
                    .isInstanceOfSatisfying(InsufficientFunds.class, failed -> {
                        assertThat(failed.availableSat()).isEqualTo(260_000);
                        assertThat(failed.neededSat()).isBetween(amountSat + 50, amountSat + 400);
                    });
            assertThatThrownBy(() -> get(wallet.send(FUNDING, amountSat, 253)))
                    .hasCauseInstanceOf(InsufficientFunds.class);
        }
        assertThat(amounts(reserve(PURPOSE, 250_000))).containsExactly(300_000L);
        assertThatThrownBy(() -> get(wallet.fund(FUNDING, 100_000, 253))).hasCauseInstanceOf(InsufficientFunds.class);
        get(wallet.releaseFees(PURPOSE));
        check(get(wallet.fund(FUNDING, 259_000, 253)), 259_000, 253);
    }
}
