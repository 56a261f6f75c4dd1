package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.OP_CHECKLOCKTIMEVERIFY;
import fr.acinq.bitcoin.OP_CHECKSEQUENCEVERIFY;
import fr.acinq.bitcoin.OP_DROP;
import fr.acinq.bitcoin.OP_PUSHDATA;
import fr.acinq.bitcoin.OP_1;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lnhub.actors.chain.Tip;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegtestChainTest {
    private static final long REWARD_SAT = 5_000_000_000L;

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(1_700_000_000);
    private final RegtestChain chain = RegtestChain.inMemory(() -> Instant.ofEpochSecond(now.get()));
    /** The coinbase of block 1, which can be spent in block 101. */
    private Transaction reward;

    @BeforeEach
    void mature() {
        chain.generate(101, TestMoney.SCRIPT);
        reward = coinbase(1);
    }

    private Transaction coinbase(int height) {
        return chain.nodeAt(height).orElseThrow().block().tx.getFirst();
    }

    private void rejects(Transaction tx, String reason) {
        int before = chain.unconfirmed().size();
        assertThatThrownBy(() -> chain.submit(tx)).isInstanceOf(RejectedTransaction.class)
                .hasMessageContaining(reason);
        assertThat(chain.unconfirmed()).hasSize(before);
    }

    private void mine() {
        chain.generate(1, TestMoney.SCRIPT);
    }

    @Test
    void minesRealBlocks() {
        BlockTree.Node tip = chain.tipNode();
        assertThat(tip.height()).isEqualTo(101);
        assertThat(tip.block().checkProofOfWork()).isTrue();
        assertThat(tip.ancestor(0).block().blockId.value.toHex())
                .isEqualTo("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");
        assertThat(coinbase(101).txOut.getFirst().amount.toLong()).isEqualTo(REWARD_SAT);
    }

    @Test
    void tellsTheTransactionsOfABlock() {
        Transaction spend = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 700));
        chain.submit(spend);
        Bytes32 block = chain.generate(1, TestMoney.SCRIPT).getFirst();
        assertThat(chain.transactions(block)).containsExactly(
                Bytes.wrap(Transaction.write(coinbase(102))), Bytes.wrap(Transaction.write(spend)));
        assertThatThrownBy(() -> chain.transactions(Bytes32.ZEROES)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Block not found");
    }

    @Test
    void halvesTheRewardAndPaysTheFees() {
        chain.submit(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 700)));
        mine();
        assertThat(coinbase(102).txOut.getFirst().amount.toLong()).isEqualTo(REWARD_SAT + 700);
        chain.generate(48, TestMoney.SCRIPT);
        assertThat(coinbase(149).txOut.getFirst().amount.toLong()).isEqualTo(REWARD_SAT);
        assertThat(coinbase(150).txOut.getFirst().amount.toLong()).isEqualTo(REWARD_SAT / 2);
    }

    @Test
    void acceptsAndConfirmsAChainOfTransactions() {
        Transaction parent = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        Transaction child = TestMoney.spend(parent, TestMoney.pay(REWARD_SAT - 2_000));
        chain.submit(parent);
        chain.submit(child);
        chain.submit(child);
        assertThat(chain.unconfirmed()).hasSize(2);
        mine();
        assertThat(chain.unconfirmed()).isEmpty();
        assertThat(chain.tipNode().block().tx).extracting(tx -> tx.txid).contains(parent.txid, child.txid);
        assertThatThrownBy(() -> chain.submit(child))
                .isInstanceOfSatisfying(RejectedTransaction.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(RejectedTransaction.CONFIRMED));
    }

    @Test
    void rejectsABadSignature() {
        Transaction good = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        ScriptWitness witness = good.txIn.getFirst().witness;
        ByteVector signature = witness.stack.getFirst();
        ByteVector corrupt = signature.update(20, (byte) (signature.get(20) ^ 1));
        rejects(good.updateWitness(0, new ScriptWitness(List.of(corrupt, witness.stack.getLast()))),
                "script-verify-flag-failed");
        rejects(good.updateWitness(0, new ScriptWitness()), "script-verify-flag-failed");
    }

    @Test
    void rejectsAnImmatureCoinbase() {
        rejects(TestMoney.spend(coinbase(3), TestMoney.pay(1_000_000)), "bad-txns-premature-spend-of-coinbase");
        chain.submit(TestMoney.spend(coinbase(2), TestMoney.pay(1_000_000)));
    }

    @Test
    void rejectsSpendingTooMuchTwiceOrNothing() {
        rejects(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT + 1)), "bad-txns-in-belowout");
        Transaction first = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        chain.submit(first);
        rejects(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_050)), "insufficient fee");
        mine();
        rejects(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 5_000)), "bad-txns-inputs-missingorspent");
        Transaction unknown = TestMoney.spend(first, TestMoney.pay(1_000_000));
        rejects(TestMoney.spend(unknown, TestMoney.pay(900_000)), "bad-txns-inputs-missingorspent");
    }

    @Test
    void rejectsWhatIsNotStandard() {
        rejects(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT)), "min relay fee not met");
        rejects(TestMoney.spend(reward, TestMoney.pay(293), TestMoney.pay(1_000_000)), "dust");
        Bytes bareMultisig = Bytes.fromHex("51" + "21" + "02".repeat(33) + "51ae");
        rejects(TestMoney.spend(reward, TestMoney.pay(1_000_000, bareMultisig)), "scriptpubkey");
        rejects(TestMoney.spend(reward, TestMoney.pay(1_000_000, Bytes.fromHex("51"))), "tx-size-small");
        rejects(TestMoney.sign(TestMoney.unsigned(3, 0, 0, reward, TestMoney.pay(1_000_000)), reward), "version");
    }

    @Test
    void dustLimitsAreThoseOfBolt3() {
        assertThat(StandardRules.dustLimitSat(TestMoney.pay(0))).isEqualTo(294);
        assertThat(StandardRules.dustLimitSat(TestMoney.pay(0, program("0020")))).isEqualTo(330);
        assertThat(StandardRules.dustLimitSat(TestMoney.pay(0, program("5120")))).isEqualTo(330);
        Bytes p2pkh = Bytes.fromHex("76a914" + "00".repeat(20) + "88ac");
        assertThat(StandardRules.dustLimitSat(TestMoney.pay(0, p2pkh))).isEqualTo(546);
        Bytes p2sh = Bytes.fromHex("a914" + "00".repeat(20) + "87");
        assertThat(StandardRules.dustLimitSat(TestMoney.pay(0, p2sh))).isEqualTo(540);
    }

    private static Bytes program(String start) {
        return Bytes.fromHex(start + "00".repeat(32));
    }

    @Test
    void replacesWhenPaidFor() {
        Transaction first = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        Transaction child = TestMoney.spend(first, TestMoney.pay(REWARD_SAT - 2_000));
        chain.submit(first);
        chain.submit(child);
        rejects(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 2_050)), "insufficient fee");
        Transaction better = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 2_200));
        chain.submit(better);
        assertThat(chain.unconfirmed()).extracting(entry -> entry.tx().txid).containsExactly(better.txid);
    }

    @Test
    void limitsUnconfirmedChains() {
        Transaction last = reward;
        for (int i = 1; i <= 25; i++) {
            last = TestMoney.spend(last, TestMoney.pay(REWARD_SAT - i * 1_000L));
            chain.submit(last);
        }
        rejects(TestMoney.spend(last, TestMoney.pay(REWARD_SAT - 26_000)), "too-long-mempool-chain");
    }

    @Test
    void holdsAnAbsoluteLockTime() {
        Transaction locked = TestMoney.sign(
                TestMoney.unsigned(2, 103, 0xFFFFFFFEL, reward, TestMoney.pay(1_000_000)), reward);
        rejects(locked, "non-final");
        mine();
        rejects(locked, "non-final");
        mine();
        chain.submit(locked);
    }

    @Test
    void comparesTimesWithTheMedianTimePast() {
        long lockTime = now.get() + 10_000;
        Transaction locked = TestMoney.sign(
                TestMoney.unsigned(2, lockTime, 0xFFFFFFFEL, reward, TestMoney.pay(1_000_000)), reward);
        now.addAndGet(20_000);
        chain.generate(5, TestMoney.SCRIPT);
        rejects(locked, "non-final");
        mine();
        chain.submit(locked);
    }

    @Test
    void holdsARelativeLockInBlocks() {
        Transaction parent = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        chain.submit(parent);
        mine();
        Transaction child = TestMoney.sign(
                TestMoney.unsigned(2, 0, 3, parent, TestMoney.pay(1_000_000)), parent);
        rejects(child, "non-BIP68-final");
        mine();
        rejects(child, "non-BIP68-final");
        mine();
        chain.submit(child);
    }

    @Test
    void holdsARelativeLockInTime() {
        Transaction parent = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        chain.submit(parent);
        mine();
        Transaction child = TestMoney.sign(TestMoney.unsigned(
                2, 0, TxIn.SEQUENCE_LOCKTIME_TYPE_FLAG | 4, parent, TestMoney.pay(1_000_000)), parent);
        rejects(child, "non-BIP68-final");
        now.addAndGet(5 * 512);
        chain.generate(6, TestMoney.SCRIPT);
        chain.submit(child);
    }

    /** A P2WSH output under {@code script}, confirmed. */
    private Transaction confirmUnder(List<ScriptElt> script) {
        Bytes program = TestMoney.script(Script.pay2wsh(script));
        Transaction parent = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000, program));
        chain.submit(parent);
        mine();
        return parent;
    }

    private static Transaction reveal(Transaction tx, List<ScriptElt> script) {
        return tx.updateWitness(0, new ScriptWitness(List.of(new ByteVector(Script.write(script)))));
    }

    private static ScriptElt number(long value) {
        return new OP_PUSHDATA(Script.encodeNumber(value));
    }

    @Test
    void rejectsAPrematureCheckLockTimeVerify() {
        List<ScriptElt> script = List.of(number(500), OP_CHECKLOCKTIMEVERIFY.INSTANCE, OP_DROP.INSTANCE, OP_1.INSTANCE);
        Transaction parent = confirmUnder(script);
        TxOut output = TestMoney.pay(1_000_000);
        rejects(reveal(TestMoney.unsigned(2, 50, 0, parent, output), script), "script-verify-flag-failed");
        rejects(reveal(TestMoney.unsigned(2, 500, TestMoney.FINAL, parent, output), script),
                "script-verify-flag-failed");
        rejects(reveal(TestMoney.unsigned(2, 500, 0xFFFFFFFEL, parent, output), script), "non-final");
    }

    @Test
    void rejectsAPrematureCheckSequenceVerify() {
        List<ScriptElt> script = List.of(number(20), OP_CHECKSEQUENCEVERIFY.INSTANCE, OP_DROP.INSTANCE, OP_1.INSTANCE);
        Transaction parent = confirmUnder(script);
        TxOut output = TestMoney.pay(1_000_000);
        rejects(reveal(TestMoney.unsigned(2, 0, 1, parent, output), script), "script-verify-flag-failed");
        Transaction good = reveal(TestMoney.unsigned(2, 0, 20, parent, output), script);
        rejects(good, "non-BIP68-final");
        chain.generate(19, TestMoney.SCRIPT);
        chain.submit(good);
    }

    @Test
    void reorganisesAndGivesTransactionsBack() {
        Transaction tx = TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000));
        chain.submit(tx);
        List<Bytes32> first = chain.generate(3, TestMoney.SCRIPT);
        Tip before = chain.tip();
        chain.invalidate(first.getFirst());
        assertThat(chain.tip().height()).isEqualTo(101);
        assertThat(chain.unconfirmed()).extracting(entry -> entry.tx().txid).containsExactly(tx.txid);
        List<Bytes32> second = chain.generate(2, TestMoney.SCRIPT);
        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(chain.unconfirmed()).isEmpty();
        chain.reconsider(first.getFirst());
        assertThat(chain.tip()).isEqualTo(before);
        assertThat(chain.coin(new OutPoint(tx, 0), false)).isPresent();
        assertThat(chain.coin(new OutPoint(reward, 0), false)).isEmpty();
    }

    @Test
    void dropsFromTheMempoolWhatAReorganisationMadeImpossible() {
        Transaction young = TestMoney.spend(coinbase(2), TestMoney.pay(1_000_000));
        chain.submit(young);
        chain.invalidate(chain.tip().hash());
        assertThat(chain.unconfirmed()).isEmpty();
    }

    @Test
    void commitsToTheWitnesses() {
        chain.submit(TestMoney.spend(reward, TestMoney.pay(REWARD_SAT - 1_000)));
        mine();
        List<Transaction> transactions = chain.tipNode().block().tx;
        byte[] leaves = ByteVector.fromHex("00".repeat(32))
                .concat(Crypto.hash256(Transaction.write(transactions.get(1)))).toByteArray();
        byte[] root = new ByteVector(Crypto.hash256(leaves)).concat(new byte[32]).toByteArray();
        assertThat(transactions.getFirst().txOut.get(1).publicKeyScript.toHex())
                .isEqualTo("6a24aa21a9ed" + new ByteVector(Crypto.hash256(root)).toHex());
    }

    @Test
    void isKeptInAFile() throws IOException {
        Path file = directory.resolve("chain");
        Tip tip;
        Transaction tx;
        try (RegtestChain kept = RegtestChain.open(file, () -> Instant.ofEpochSecond(now.get()))) {
            List<Bytes32> blocks = kept.generate(102, TestMoney.SCRIPT);
            kept.invalidate(blocks.getLast());
            kept.generate(2, TestMoney.SCRIPT);
            tx = TestMoney.spend(kept.nodeAt(1).orElseThrow().block().tx.getFirst(), TestMoney.pay(1_000_000));
            kept.submit(tx);
            tip = kept.tip();
            assertThatThrownBy(() -> RegtestChain.open(file, Instant::now))
                    .isInstanceOf(UncheckedIOException.class).hasRootCauseMessage(file + " is in use");
        }
        Files.write(file, new byte[] {'B', 0, 0, 1, 0, 42}, StandardOpenOption.APPEND);
        try (RegtestChain again = RegtestChain.open(file, Instant::now)) {
            assertThat(again.tip()).isEqualTo(tip);
            assertThat(again.unconfirmed()).extracting(entry -> entry.tx().txid).containsExactly(tx.txid);
            again.generate(1, TestMoney.SCRIPT);
        }
        try (RegtestChain third = RegtestChain.open(file, Instant::now)) {
            assertThat(third.tip().height()).isEqualTo(104);
        }
        Files.writeString(file, "something else");
        assertThatThrownBy(() -> RegtestChain.open(file, Instant::now)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void takesTheBestPayingFirstWhenABlockIsFull() {
        List<Transaction> paying = new ArrayList<>();
        chain.generate(30, TestMoney.SCRIPT);
        for (int i = 1; i <= 13; i++) {
            List<TxOut> outputs = new ArrayList<>();
            for (int j = 0; j < 3_000; j++) {
                outputs.add(TestMoney.pay(1_000));
            }
            long feeSat = 100_000 + i * 10_000L;
            outputs.add(TestMoney.pay(REWARD_SAT - 3_000_000 - feeSat));
            paying.add(TestMoney.spend(coinbase(i), outputs.toArray(TxOut[]::new)));
        }
        paying.forEach(chain::submit);
        mine();
        List<Transaction> mined = chain.tipNode().block().tx;
        assertThat(mined.size() - 1).isBetween(5, 12);
        assertThat(mined.subList(1, mined.size())).extracting(tx -> tx.txid).containsExactlyInAnyOrderElementsOf(
                paying.reversed().stream().limit(mined.size() - 1L).map(tx -> tx.txid).toList());
    }
}
