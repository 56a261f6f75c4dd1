package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every path of every script BOLT 3 gives a commitment, walked by both sides under bitcoin's interpreter. */
class SpendingTest {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] TRUE = {1};

    private static Commitment commitment(CommitmentFormat format) {
        TestChannel channel = new TestChannel(format, true, 10_000_000, 546);
        Commitment commitment = channel.build(channel.spec(3_000_000_000L, 1000, TestChannel.htlcs()));
        Interpreter.checkSpends(TestChannel.signed(commitment), TestChannel.FUNDING, channel.fundingOutput());
        return commitment;
    }

    @ParameterizedTest
    @EnumSource
    void holderClaimsHtlcsWithTheirSecondTransaction(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        assertThat(commitment.htlcTransactions()).hasSize(5);
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            Bytes signed = TestChannel.signed(htlc);
            Interpreter.checkSpends(signed, new OutPoint(commitment.txid(), htlc.outputIndex()),
                    commitment.outputs().get(htlc.outputIndex()).output());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfEqualOutputsIsTheirExpiry(CommitmentFormat format) {
        assertThat(commitment(format).htlcTransactions().stream().map(htlc -> htlc.htlc().id()))
                .containsSubsequence(3L, 2L)
                .hasSize(5);
    }

    @ParameterizedTest
    @EnumSource
    void wrongSignaturesAreRefused(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        HtlcTransaction htlc = commitment.htlcTransactions().getFirst();
        Signature wrong = Secp256k1.sign(htlc.holderSighash(), TestChannel.HOLDER.funding());
        Bytes signed = htlc.htlc().offeredByHolder()
                ? htlc.signedTimeout(wrong, wrong)
                : htlc.signedSuccess(wrong, wrong, TestChannel.preimage(htlc.htlc().id()));
        assertThatThrownBy(() -> Interpreter.checkSpends(signed, new OutPoint(commitment.txid(), htlc.outputIndex()),
                commitment.outputs().get(htlc.outputIndex()).output())).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @EnumSource
    void holderWaitsForItsBalance(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        int index = commitment.toHolderOutput().orElseThrow();
        CommitmentOutput toHolder = commitment.outputs().get(index);
        assertThat(toHolder.kind()).isEqualTo(CommitmentOutput.Kind.TO_HOLDER);
        Spend spend = new Spend(new OutPoint(commitment.txid(), index), toHolder.output(), toHolder.witnessScript());
        PrivateKey key = TestChannel.delayedKey();
        spend.check(TestChannel.TO_SELF_DELAY, 0, key, NOTHING);
        assertThatThrownBy(() -> spend.check(TestChannel.TO_SELF_DELAY - 1, 0, key, NOTHING))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @EnumSource
    void otherSpendsItsBalance(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        int index = commitment.toOtherOutput().orElseThrow();
        CommitmentOutput toOther = commitment.outputs().get(index);
        OutPoint outPoint = new OutPoint(commitment.txid(), index);
        PrivateKey key = TestChannel.OTHER.paymentBase();
        if (format.hasAnchors()) {
            Spend spend = new Spend(outPoint, toOther.output(), toOther.witnessScript());
            spend.check(1, 0, key);
            assertThatThrownBy(() -> spend.check(0, 0, key)).isInstanceOf(RuntimeException.class);
        } else {
            assertThat(toOther.witnessScript()).isEqualTo(Bytes.EMPTY);
            Bytes p2pkh = Bytes.fromHex("76a914" + toOther.output().scriptPubkey().slice(2, 22).toHex() + "88ac");
            Spend spend = new Spend(outPoint, toOther.output(), p2pkh);
            spend.checkWitness(0, 0, List.of(spend.signature(0, 0, key), key.publicKey().toArray()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherClaimsHtlcsWithPreimageOrAfterTimeout(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        int sequence = format.hasAnchors() ? 1 : 0;
        for (HtlcTransaction transaction : commitment.htlcTransactions()) {
            CommitmentHtlc htlc = transaction.htlc();
            Spend spend = spend(commitment, transaction);
            PrivateKey key = TestChannel.htlcKey(TestChannel.OTHER);
            if (htlc.offeredByHolder()) {
                Bytes32 preimage = TestChannel.preimage(htlc.id() == 3 ? 2 : htlc.id());
                spend.check(sequence, 0, key, preimage.toArray());
                assertThatThrownBy(() -> spend.check(sequence, 0, key, Bytes32.ZEROES.toArray()))
                        .isInstanceOf(RuntimeException.class);
            } else {
                spend.check(sequence, htlc.cltvExpiry(), key, NOTHING);
                assertThatThrownBy(() -> spend.check(sequence, htlc.cltvExpiry() - 1, key, NOTHING))
                        .isInstanceOf(RuntimeException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherPunishesARevokedCommitment(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        PrivateKey key = TestChannel.revocationKey();
        int index = commitment.toHolderOutput().orElseThrow();
        CommitmentOutput toHolder = commitment.outputs().get(index);
        new Spend(new OutPoint(commitment.txid(), index), toHolder.output(), toHolder.witnessScript())
                .check(0, 0, key, TRUE);
        for (HtlcTransaction transaction : commitment.htlcTransactions()) {
            Spend spend = spend(commitment, transaction);
            spend.check(0, 0, key, key.publicKey().toArray());
            assertThatThrownBy(() -> spend.check(0, 0, TestChannel.delayedKey(), key.publicKey().toArray()))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondTransactionsPayTheHolderLaterOrTheOtherAsPenalty(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        Bytes script = new CommitmentScripts(format, TestChannel.keys(), TestChannel.TO_SELF_DELAY).toHolder();
        for (HtlcTransaction transaction : commitment.htlcTransactions()) {
            TransactionOutput output = new TransactionOutput(transaction.amountSat(), Op.p2wsh(script));
            Spend spend = new Spend(new OutPoint(transaction.txid(), 0), output, script);
            spend.check(TestChannel.TO_SELF_DELAY, 0, TestChannel.delayedKey(), NOTHING);
            spend.check(0, 0, TestChannel.revocationKey(), TRUE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "ANCHORS")
    void anchorsBelongToTheirOwnerAndLaterToAnyone(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        checkAnchor(commitment, commitment.holderAnchorOutput().orElseThrow(), TestChannel.HOLDER.funding());
        checkAnchor(commitment, commitment.otherAnchorOutput().orElseThrow(), TestChannel.OTHER.funding());
    }

    private static void checkAnchor(Commitment commitment, int index, PrivateKey owner) {
        CommitmentOutput anchor = commitment.outputs().get(index);
        assertThat(anchor.output().amountSat()).isEqualTo(Trimming.ANCHOR_SAT);
        Spend spend = new Spend(new OutPoint(commitment.txid(), index), anchor.output(), anchor.witnessScript());
        spend.check(0, 0, owner);
        spend.checkWitness(16, 0, List.of(NOTHING, anchor.witnessScript().toArray()));
        assertThatThrownBy(() -> spend.checkWitness(15, 0, List.of(NOTHING, anchor.witnessScript().toArray())))
                .isInstanceOf(RuntimeException.class);
    }

    /** BOLT 5, "Generation of HTLC Transactions": the counterparty's signature survives an added input and output. */
    @ParameterizedTest
    @EnumSource(names = "ANCHORS")
    void holderAddsInputsThatPayTheFee(CommitmentFormat format) {
        Commitment commitment = commitment(format);
        HtlcTransaction htlc = commitment.htlcTransactions().getFirst();
        TransactionOutput spent = commitment.outputs().get(htlc.outputIndex()).output();
        Transaction zeroFee = Interpreter.parse(TestChannel.signed(htlc));
        PrivateKey wallet = TestChannel.HOLDER.paymentBase();
        TxOut coin = new TxOut(new Satoshi(20_000), Op.p2wpkh(wallet.publicKey()).toArray());
        fr.acinq.bitcoin.OutPoint coinPoint = Interpreter.kmp(new OutPoint(Bytes32.ZEROES, 3));
        Transaction funded = zeroFee.addInput(new TxIn(coinPoint, 0))
                .addOutput(new TxOut(new Satoshi(15_000), coin.publicKeyScript));
        byte[] p2pkh = Bytes.fromHex("76a914" + Bytes.wrap(coin.publicKeyScript.toByteArray()).slice(2, 22) + "88ac")
                .toArray();
        funded = funded.updateWitness(1, new ScriptWitness(List.of(
                new ByteVector(sign(funded, 1, p2pkh, 20_000, wallet)),
                new ByteVector(wallet.publicKey().toArray()))));
        List<ByteVector> witness = new ArrayList<>(funded.txIn.getFirst().witness.stack);
        witness.set(2, new ByteVector(sign(funded, 0, htlc.witnessScript().toArray(), spent.amountSat(),
                TestChannel.htlcKey(TestChannel.HOLDER))));
        TxOut htlcOutput = new TxOut(new Satoshi(spent.amountSat()), spent.scriptPubkey().toArray());
        funded.updateWitness(0, new ScriptWitness(witness)).correctlySpends(
                Map.of(Interpreter.kmp(new OutPoint(commitment.txid(), htlc.outputIndex())), htlcOutput,
                        coinPoint, coin),
                ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
    }

    private static byte[] sign(Transaction transaction, int input, byte[] script, long amountSat, PrivateKey key) {
        byte[] hash = transaction.hashForSigning(input, script, SigHash.SIGHASH_ALL, new Satoshi(amountSat),
                SigVersion.SIGVERSION_WITNESS_V0);
        return DerSignature.encode(Secp256k1.sign(Bytes32.wrap(hash), key), SigHash.SIGHASH_ALL);
    }

    private static Spend spend(Commitment commitment, HtlcTransaction transaction) {
        return new Spend(new OutPoint(commitment.txid(), transaction.outputIndex()),
                commitment.outputs().get(transaction.outputIndex()).output(), transaction.witnessScript());
    }

    /** A transaction made with bitcoin-kmp that spends one output. */
    private record Spend(OutPoint outPoint, TransactionOutput output, Bytes script) {
        /** @param rest the witness between signature and script */
        void check(long sequence, long lockTime, PrivateKey key, byte[]... rest) {
            List<byte[]> witness = new ArrayList<>(List.of(signature(sequence, lockTime, key)));
            witness.addAll(List.of(rest));
            witness.add(script.toArray());
            checkWitness(sequence, lockTime, witness);
        }

        void checkWitness(long sequence, long lockTime, List<byte[]> items) {
            ScriptWitness witness = new ScriptWitness(items.stream().map(ByteVector::new).toList());
            Interpreter.checkSpends(unsigned(sequence, lockTime).updateWitness(0, witness), outPoint, output);
        }

        byte[] signature(long sequence, long lockTime, PrivateKey key) {
            return sign(unsigned(sequence, lockTime), 0, script.toArray(), output.amountSat(), key);
        }

        private Transaction unsigned(long sequence, long lockTime) {
            TxIn input = new TxIn(Interpreter.kmp(outPoint), sequence);
            TxOut out = new TxOut(new Satoshi(output.amountSat() - 100), Op.p2wpkh(
                    TestChannel.OTHER.funding().publicKey()).toArray());
            return new Transaction(2, List.of(input), List.of(out), lockTime);
        }
    }
}
