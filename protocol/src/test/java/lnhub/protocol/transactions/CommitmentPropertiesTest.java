package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.LexicographicalOrdering;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.SigVersion;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;

/** Random commitments: nothing is lost, and bitcoinj and bitcoin-kmp read, order and hash them as we do. */
class CommitmentPropertiesTest {
    private static final long CAPACITY_SAT = 10_000_000;

    record Case(TestChannel channel, CommitmentSpec spec) {
        Commitment build() {
            return channel.build(spec);
        }
    }

    /** Few distinct amounts, hashes and expiries, so that equal outputs are common; feerates up to absurd ones. */
    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<CommitmentHtlc> htlc = Combinators.combine(
                Arbitraries.of(true, false), Arbitraries.longs().between(0, 12),
                Arbitraries.of(1L, 353_999L, 354_000L, 1_000_000L, 1_000_999L, 5_000_000L, 20_000_000L),
                Arbitraries.of(0L, 16L, 17L, 127L, 128L, 800_000L, 800_001L, 499_999_999L))
                .as((offered, id, amount, expiry) -> TestChannel.htlc(offered, id, amount, expiry));
        Arbitrary<TestChannel> channel = Combinators.combine(
                Arbitraries.of(CommitmentFormat.class), Arbitraries.of(true, false), Arbitraries.of(354L, 546L, 3000L))
                .as((format, funder, dust) -> new TestChannel(format, funder, CAPACITY_SAT, dust));
        Arbitrary<Integer> feerate = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 50_000), Arbitraries.of(253, 1_000_000));
        return Combinators.combine(channel, htlc.list().ofMaxSize(40), feerate, Arbitraries.longs().between(0, 1000))
                .as(CommitmentPropertiesTest::toCase);
    }

    private static Case toCase(TestChannel channel, List<CommitmentHtlc> htlcs, int feerate, long perMille) {
        long inFlight = htlcs.stream().mapToLong(CommitmentHtlc::amountMsat).sum();
        long freeMsat = CAPACITY_SAT * 1000 - inFlight;
        long funderMsat = Math.max(freeMsat * perMille / 1000, 1_000_000);
        long toOther = channel.holderIsFunder() ? freeMsat - funderMsat : funderMsat;
        return new Case(channel, channel.spec(toOther, feerate, htlcs));
    }

    @Property(tries = 300)
    void nothingIsLost(@ForAll("cases") Case testCase) {
        Commitment commitment = testCase.build();
        CommitmentSpec spec = testCase.spec();
        CommitmentFormat format = testCase.channel().format();
        long outputs = commitment.outputs().stream().mapToLong(output -> output.output().amountSat()).sum();
        assertThat(outputs + commitment.feeSat()).isEqualTo(CAPACITY_SAT);
        List<CommitmentHtlc> untrimmed = spec.htlcs().stream().filter(htlc -> !Trimming.isTrimmed(format,
                htlc.offeredByHolder(), htlc.amountMsat(), spec.feeratePerKw(), testCase.channel().dustLimitSat()))
                .toList();
        assertThat(commitment.htlcTransactions().stream().map(HtlcTransaction::htlc))
                .containsExactlyInAnyOrderElementsOf(untrimmed);
        long baseFee = Trimming.commitmentFeeSat(format, spec.feeratePerKw(), untrimmed.size());
        boolean holderIsFunder = testCase.channel().holderIsFunder();
        long funderMsat = holderIsFunder ? spec.toHolderMsat() : spec.toOtherMsat();
        long fundeeMsat = holderIsFunder ? spec.toOtherMsat() : spec.toHolderMsat();
        checkBalance(commitment, holderIsFunder, funderMsat / 1000 - baseFee - format.anchorsSat(),
                testCase.channel().dustLimitSat());
        checkBalance(commitment, !holderIsFunder, fundeeMsat / 1000, testCase.channel().dustLimitSat());
    }

    private static void checkBalance(Commitment commitment, boolean holder, long expectedSat, long dustLimitSat) {
        var index = holder ? commitment.toHolderOutput() : commitment.toOtherOutput();
        assertThat(index.isPresent()).isEqualTo(expectedSat >= dustLimitSat);
        if (index.isPresent()) {
            assertThat(commitment.outputs().get(index.getAsInt()).output().amountSat()).isEqualTo(expectedSat);
        }
    }

    @Property(tries = 300)
    void outputsAreOrdered(@ForAll("cases") Case testCase) {
        Commitment commitment = testCase.build();
        var parsed = Interpreter.parse(commitment.unsignedTransaction());
        assertThat(parsed.txOut).isEqualTo(LexicographicalOrdering.sort(parsed).txOut);
        List<HtlcTransaction> htlcs = commitment.htlcTransactions();
        for (int i = 1; i < htlcs.size(); i++) {
            var before = parsed.txOut.get(htlcs.get(i - 1).outputIndex());
            var after = parsed.txOut.get(htlcs.get(i).outputIndex());
            assertThat(htlcs.get(i - 1).outputIndex()).isLessThan(htlcs.get(i).outputIndex());
            if (before.equals(after)) {
                assertThat(htlcs.get(i - 1).htlc().cltvExpiry()).isLessThanOrEqualTo(htlcs.get(i).htlc().cltvExpiry());
            }
        }
    }

    @Property(tries = 150)
    void hashesAreThoseOfTheLibraries(@ForAll("cases") Case testCase) {
        Commitment commitment = testCase.build();
        byte[] script = FundingScript.witnessScript(
                TestChannel.HOLDER.funding().publicKey(), TestChannel.OTHER.funding().publicKey()).toArray();
        checkHashes(commitment.unsignedTransaction(), commitment.txid(), script, CAPACITY_SAT, 1,
                commitment.sighash());
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            byte[] htlcScript = htlc.witnessScript().toArray();
            long amountSat = htlc.htlc().amountMsat() / 1000;
            int otherType = testCase.channel().format().hasAnchors() ? 0x83 : 1;
            checkHashes(htlc.unsignedTransaction(), htlc.txid(), htlcScript, amountSat, 1, htlc.holderSighash());
            checkHashes(htlc.unsignedTransaction(), htlc.txid(), htlcScript, amountSat, otherType,
                    htlc.otherSighash());
        }
    }

    private static void checkHashes(
            Bytes transaction, Bytes32 txid, byte[] script, long amountSat, int type, Bytes32 sighash) {
        Transaction bitcoinj = Transaction.read(ByteBuffer.wrap(transaction.toArray()));
        assertThat(bitcoinj.serialize()).isEqualTo(transaction.toArray());
        assertThat(bitcoinj.getTxId().serialize()).isEqualTo(txid.toArray());
        assertThat(bitcoinj.hashForWitnessSignature(0, script, Coin.ofSat(amountSat), (byte) type).getBytes())
                .isEqualTo(sighash.toArray());
        var kmp = Interpreter.parse(transaction);
        assertThat(kmp.hash.value.toByteArray()).isEqualTo(txid.toArray());
        assertThat(kmp.hashForSigning(0, script, type, new Satoshi(amountSat), SigVersion.SIGVERSION_WITNESS_V0))
                .isEqualTo(sighash.toArray());
    }

    @Property(tries = 60)
    void everySignedTransactionIsValid(@ForAll("cases") Case testCase) {
        Commitment commitment = testCase.build();
        Bytes signed = TestChannel.signed(commitment);
        Interpreter.checkSpends(signed, TestChannel.FUNDING, testCase.channel().fundingOutput());
        assertThat(Interpreter.parse(signed).hash.value.toByteArray()).isEqualTo(commitment.txid().toArray());
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            Interpreter.checkSpends(TestChannel.signed(htlc), signed, htlc.outputIndex());
        }
    }

    @Property(tries = 60)
    void expectedWeightsAreNotExceeded(@ForAll("cases") Case testCase) {
        Commitment commitment = testCase.build();
        CommitmentFormat format = testCase.channel().format();
        assertThat(Interpreter.parse(TestChannel.signed(commitment)).weight())
                .isLessThanOrEqualTo(format.commitmentWeight(commitment.htlcTransactions().size()));
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            assertThat(Interpreter.parse(TestChannel.signed(htlc)).weight())
                    .isLessThanOrEqualTo(format.htlcTxWeight(htlc.htlc().offeredByHolder()));
        }
    }

    @Property(tries = 100)
    void theNumberCanBeReadBack(@ForAll("cases") Case testCase) {
        var parsed = Interpreter.parse(testCase.build().unsignedTransaction());
        CommitmentParams params = testCase.channel().params();
        assertThat(CommitmentNumber.read((int) parsed.txIn.getFirst().sequence, (int) parsed.lockTime,
                params.funderPaymentBasepoint(), params.fundeePaymentBasepoint())).hasValue(TestChannel.NUMBER);
        assertThat(CommitmentNumber.read(-1, (int) parsed.lockTime,
                params.funderPaymentBasepoint(), params.fundeePaymentBasepoint())).isEmpty();
    }

    @Property(tries = 100)
    void moneyFromNowhereIsRefused(@ForAll("cases") Case testCase) {
        CommitmentSpec spec = testCase.spec();
        CommitmentSpec more = new CommitmentSpec(
                spec.toHolderMsat() + 1, spec.toOtherMsat(), spec.feeratePerKw(), spec.htlcs());
        assertThatThrownBy(() -> testCase.channel().build(more)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10000000001 msat in a channel of 10000000 sat");
    }

    /** 483 HTLCs each way: counts need three bytes, and no limit is hit. */
    @Property(tries = 2)
    void aFullCommitmentIsValid(@ForAll CommitmentFormat format) {
        TestChannel channel = new TestChannel(format, true, 100_000_000, 546);
        List<CommitmentHtlc> htlcs = IntStream.range(0, CommitmentSpec.MAX_HTLCS)
                .mapToObj(i -> TestChannel.htlc(i % 2 == 0, i, 10_000_000 + i % 3, 800_000 + i % 5)).toList();
        Commitment commitment = channel.build(channel.spec(20_000_000_000L, 253, htlcs));
        assertThat(commitment.htlcTransactions()).hasSize(966);
        Bytes signed = TestChannel.signed(commitment);
        Interpreter.checkSpends(signed, TestChannel.FUNDING, channel.fundingOutput());
        HtlcTransaction last = commitment.htlcTransactions().getLast();
        Interpreter.checkSpends(TestChannel.signed(last), signed, last.outputIndex());
    }
}
