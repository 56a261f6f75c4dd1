package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Published.Accepted;
import lnhub.actors.chain.Published.AlreadyConfirmed;
import lnhub.actors.chain.Published.Cause;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every chain backend must do with a parent and the child that pays for it, when the mempool asks for more than
 * the parent pays: as a commitment with anchors, made when fees were low (BOLT 3), whose anchor is spent now.
 */
abstract class PackageContract {
    /** Above what is relayed at all, below what a full mempool asks for. */
    private static final double PARENT_SAT_PER_VB = 1.2;
    private static final long ANCHOR_SAT = 330;
    private static final double RICH = 50;

    BitcoindRpc rpc;
    Chain chain;
    private double minimumSatPerVb;

    /** A node whose mempool asks for more than twice of what is relayed. */
    abstract BitcoindConfig node() throws Exception;

    /** A mature coinbase of {@link TestMoney}'s that nothing spends; never the same twice. */
    abstract Transaction coin() throws Exception;

    @BeforeEach
    void connect() throws Exception {
        BitcoindConfig config = node();
        rpc = new BitcoindRpc(config);
        chain = new BitcoindChain(config);
        minimumSatPerVb = get(chain.feeRates()).minimumPerKw() / 250.0;
        assertThat(minimumSatPerVb).isBetween(2.0, 20.0);
    }

    @AfterEach
    void close() {
        // None when the test is skipped for want of a bitcoind.
        if (chain != null) {
            chain.close();
            rpc.close();
        }
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static long sumSat(Transaction tx) {
        return tx.txOut.stream().mapToLong(output -> output.amount.toLong()).sum();
    }

    /** Like a commitment: an anchor, and an output with the rest. */
    private static Transaction commitment(Transaction coin, double satPerVb) {
        long amountSat = coin.txOut.getFirst().amount.toLong();
        Transaction free = TestMoney.spend(coin, TestMoney.pay(ANCHOR_SAT), TestMoney.pay(amountSat - ANCHOR_SAT));
        long feeSat = (long) Math.ceil(StandardRules.virtualSize(free) * satPerVb);
        return TestMoney.spend(coin, TestMoney.pay(ANCHOR_SAT), TestMoney.pay(amountSat - ANCHOR_SAT - feeSat));
    }

    private static long feeSat(Transaction coin, Transaction commitment) {
        return coin.txOut.getFirst().amount.toLong() - sumSat(commitment);
    }

    /** Spends the anchor, and a coin for the fee; the rate is that of both transactions together. */
    private static Transaction child(Transaction parent, long parentFeeSat, Transaction coin, double satPerVb) {
        Transaction free = child(parent, coin, 0);
        int size = StandardRules.virtualSize(free) + StandardRules.virtualSize(parent);
        return child(parent, coin, (long) Math.ceil(size * satPerVb) - parentFeeSat);
    }

    private static Transaction child(Transaction parent, Transaction coin, long feeSat) {
        List<TxIn> inputs = List.of(TestMoney.input(parent), TestMoney.input(coin));
        TxOut paid = TestMoney.pay(coin.txOut.getFirst().amount.toLong() + ANCHOR_SAT - feeSat);
        Transaction bare = new Transaction(2, inputs, List.of(paid), 0);
        return TestMoney.sign(TestMoney.sign(bare, 0, parent), 1, coin);
    }

    private Published publish(Transaction... txs) throws Exception {
        List<Bytes> raw = new ArrayList<>();
        for (Transaction tx : txs) {
            raw.add(TestMoney.raw(tx));
        }
        return get(raw.size() == 1 ? chain.publish(raw.getFirst()) : chain.publishPackage(raw));
    }

    private static void refused(Published published, Cause cause) {
        assertThat(published).isInstanceOfSatisfying(Published.Rejected.class,
                rejected -> assertThat(rejected.cause()).as(rejected.reason()).isEqualTo(cause));
    }

    private boolean isSpendable(Transaction tx, int index) throws Exception {
        return get(chain.spendableOutput(TestMoney.outPoint(tx, index))).isPresent();
    }

    @Test
    void aParentBelowTheMinimumGoesInWithItsChildOnly() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, PARENT_SAT_PER_VB);
        Transaction child = child(parent, feeSat(coin, parent), coin(), minimumSatPerVb * 1.1);
        refused(publish(parent), Cause.FEE_TOO_LOW);
        refused(publish(child), Cause.INPUTS_MISSING_OR_SPENT);
        assertThat(publish(parent, child)).isInstanceOf(Accepted.class);
        assertThat(isSpendable(parent, 1)).isTrue();
        assertThat(isSpendable(child, 0)).isTrue();
        assertThat(publish(parent, child)).isInstanceOf(Accepted.class);
        assertThat(publish(parent)).isInstanceOf(Accepted.class);
    }

    @Test
    void aChildThatPaysTooLittleForBothIsRefused() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, PARENT_SAT_PER_VB);
        Transaction fees = coin();
        // Alone it would pay more than the minimum.
        refused(publish(parent, child(parent, feeSat(coin, parent), fees, minimumSatPerVb * 0.9)), Cause.FEE_TOO_LOW);
        assertThat(isSpendable(parent, 1)).isFalse();
        assertThat(isSpendable(coin, 0)).isTrue();
        assertThat(publish(parent, child(parent, feeSat(coin, parent), fees, minimumSatPerVb * 1.1)))
                .isInstanceOf(Accepted.class);
    }

    /** No child could be relied on to stay. */
    @Test
    void aParentBelowWhatIsRelayedIsRefusedHoweverMuchItsChildPays() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, 0.5);
        refused(publish(parent, child(parent, feeSat(coin, parent), coin(), RICH)), Cause.FEE_TOO_LOW);
        assertThat(isSpendable(coin, 0)).isTrue();
    }

    @Test
    void aChildIsReplacedByOneThatPaysForIt() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, PARENT_SAT_PER_VB);
        long parentFeeSat = feeSat(coin, parent);
        Transaction fees = coin();
        Transaction first = child(parent, parentFeeSat, fees, minimumSatPerVb * 1.5);
        assertThat(publish(parent, first)).isInstanceOf(Accepted.class);
        long feeSat = ANCHOR_SAT + fees.txOut.getFirst().amount.toLong() - sumSat(first);
        long incrementSat = StandardRules.virtualSize(first);
        refused(publish(parent, child(parent, fees, feeSat + incrementSat - 2)), Cause.FEE_TOO_LOW);
        assertThat(isSpendable(first, 0)).isTrue();
        Transaction second = child(parent, fees, feeSat + incrementSat + 2);
        assertThat(publish(parent, second)).isInstanceOf(Accepted.class);
        assertThat(isSpendable(first, 0)).isFalse();
        assertThat(isSpendable(second, 0)).isTrue();
        Transaction third = child(parent, coin(), feeSat * 3);
        assertThat(publish(third)).isInstanceOf(Accepted.class);
        refused(publish(parent, second), Cause.FEE_TOO_LOW);
    }

    /** The peer's commitment waits in the mempool: ours takes its place if its child pays for that. */
    @Test
    void aPackageReplacesWhatSpendsTheSameOutput() throws Exception {
        Transaction coin = coin();
        Transaction theirs = commitment(coin, minimumSatPerVb * 2);
        assertThat(publish(theirs)).isInstanceOf(Accepted.class);
        Transaction ours = commitment(coin, PARENT_SAT_PER_VB);
        long oursFeeSat = feeSat(coin, ours);
        Transaction fees = coin();
        refused(publish(ours, child(ours, oursFeeSat, fees, minimumSatPerVb * 1.5)), Cause.FEE_TOO_LOW);
        assertThat(isSpendable(theirs, 1)).isTrue();
        assertThat(publish(ours, child(ours, oursFeeSat, fees, minimumSatPerVb * 4))).isInstanceOf(Accepted.class);
        assertThat(isSpendable(theirs, 1)).isFalse();
        assertThat(isSpendable(ours, 1)).isTrue();
    }

    @Test
    void aParentThatIsThereAlreadyIsNoHindrance() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, minimumSatPerVb * 1.2);
        Transaction child = child(parent, feeSat(coin, parent), coin(), minimumSatPerVb * 2);
        assertThat(publish(parent)).isInstanceOf(Accepted.class);
        assertThat(publish(parent, child)).isInstanceOf(Accepted.class);
        rpc.call("generatetoaddress", 1, TestMoney.ELSEWHERE);
        assertThat(publish(parent, child)).isInstanceOf(AlreadyConfirmed.class);
    }

    @Test
    void aParentInABlockIsNoHindrance() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, RICH);
        Transaction child = child(parent, feeSat(coin, parent), coin(), RICH * 2);
        assertThat(publish(parent)).isInstanceOf(Accepted.class);
        rpc.call("generatetoaddress", 1, TestMoney.ELSEWHERE);
        assertThat(publish(parent, child)).isInstanceOf(Accepted.class);
        assertThat(publish(parent, child)).isInstanceOf(Accepted.class);
    }

    @Test
    void saysWhyTheChildCanNeverBe() throws Exception {
        Transaction coin = coin();
        Transaction parent = commitment(coin, PARENT_SAT_PER_VB);
        Transaction good = child(parent, feeSat(coin, parent), coin(), RICH);
        ByteVector signature = good.txIn.getLast().witness.stack.getFirst();
        Transaction bad = good.updateWitness(1, new ScriptWitness(List.of(
                signature.update(20, (byte) (signature.get(20) ^ 1)), good.txIn.getLast().witness.stack.getLast())));
        refused(publish(parent, bad), Cause.INVALID);
        assertThat(isSpendable(coin, 0)).isTrue();
    }
}
