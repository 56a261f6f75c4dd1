package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.SigVersion;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** BOLT 3, "Legacy Closing Transaction". */
class ClosingTransactionTest {
    private static final long CAPACITY_SAT = 1_000_000;
    private static final PublicKey LOCAL_KEY = TestChannel.HOLDER.funding().publicKey();
    private static final PublicKey REMOTE_KEY = TestChannel.OTHER.funding().publicKey();
    private static final Bytes P2WPKH = Bytes.fromHex("0014" + "11".repeat(20));
    private static final Bytes P2WSH = Bytes.fromHex("0020" + "22".repeat(32));
    private static final Bytes P2PKH = Bytes.fromHex("76a914" + "33".repeat(20) + "88ac");

    private static ClosingTransaction build(boolean localIsFunder, long localSat, long remoteSat, long feeSat) {
        return build(localIsFunder, P2WPKH, P2WSH, localSat, remoteSat, feeSat);
    }

    private static ClosingTransaction build(
            boolean localIsFunder, Bytes local, Bytes remote, long localSat, long remoteSat, long feeSat) {
        return ClosingTransaction.build(TestChannel.FUNDING, CAPACITY_SAT, LOCAL_KEY, REMOTE_KEY, localIsFunder,
                local, remote, localSat, remoteSat, feeSat, 354);
    }

    private static void checkSpends(ClosingTransaction closing) {
        Bytes signed = closing.signed(
                Secp256k1.sign(closing.sighash(), TestChannel.HOLDER.funding()),
                Secp256k1.sign(closing.sighash(), TestChannel.OTHER.funding()));
        Interpreter.checkSpends(signed, TestChannel.FUNDING,
                new TransactionOutput(CAPACITY_SAT, FundingScript.scriptPubkey(LOCAL_KEY, REMOTE_KEY)));
        var parsed = Interpreter.parse(closing.unsignedTransaction());
        byte[] script = FundingScript.witnessScript(LOCAL_KEY, REMOTE_KEY).toArray();
        assertThat(closing.sighash().toArray()).isEqualTo(parsed.hashForSigning(
                0, script, 1, new Satoshi(CAPACITY_SAT), SigVersion.SIGVERSION_WITNESS_V0));
        assertThat(closing.txid().toArray()).isEqualTo(parsed.hash.value.toByteArray());
        assertThat(parsed.lockTime).isZero();
        assertThat(parsed.txIn.getFirst().sequence).isEqualTo(0xFFFFFFFFL);
    }

    @Property(tries = 100)
    void bothSidesMakeTheSameTransaction(@ForAll boolean localIsFunder,
            @ForAll @LongRange(max = CAPACITY_SAT) long localSat, @ForAll @LongRange(max = 2000) long fee) {
        long funderSat = localIsFunder ? localSat : CAPACITY_SAT - localSat;
        long feeSat = Math.min(fee, funderSat);
        ClosingTransaction ours = build(localIsFunder, localSat, CAPACITY_SAT - localSat, feeSat);
        ClosingTransaction theirs = ClosingTransaction.build(TestChannel.FUNDING, CAPACITY_SAT, REMOTE_KEY, LOCAL_KEY,
                !localIsFunder, P2WSH, P2WPKH, CAPACITY_SAT - localSat, localSat, feeSat, 354);
        assertThat(ours.unsignedTransaction()).isEqualTo(theirs.unsignedTransaction());
        assertThat(ours.sighash()).isEqualTo(theirs.sighash());
        assertThat(ours.isRelayable()).isTrue();
        checkSpends(ours);
        long paid = ours.outputs().stream().mapToLong(TransactionOutput::amountSat).sum();
        if (ours.outputs().size() == 2) {
            assertThat(CAPACITY_SAT - paid).isEqualTo(feeSat);
        } else {
            assertThat(CAPACITY_SAT - paid).isBetween(feeSat, feeSat + 353);
        }
    }

    @Test
    void theFunderPays() {
        assertThat(build(true, 600_000, 400_000, 1_000).outputs()).containsExactly(
                new TransactionOutput(400_000, P2WSH), new TransactionOutput(599_000, P2WPKH));
        assertThat(build(false, 600_000, 400_000, 1_000).outputs()).containsExactly(
                new TransactionOutput(399_000, P2WSH), new TransactionOutput(600_000, P2WPKH));
    }

    @Test
    void equalAmountsAreOrderedByScript() {
        assertThat(build(true, 500_000, 500_000, 0).outputs()).extracting(TransactionOutput::scriptPubkey)
                .containsExactly(P2WPKH, P2WSH);
    }

    @Test
    void dustIsRemovedAndTheLimitItselfIsNot() {
        assertThat(build(true, 1_353, 998_647, 1_000).outputs()).hasSize(1);
        assertThat(build(true, 1_354, 998_646, 1_000).outputs()).hasSize(2);
        assertThat(build(true, 999_647, 353, 1_000).outputs()).hasSize(1);
    }

    @Test
    void theRemoteSideMayGiveUpItsOutput() {
        ClosingTransaction both = build(true, 600_000, 400_000, 1_000);
        ClosingTransaction variant = both.withoutRemoteOutput().orElseThrow();
        assertThat(variant.outputs()).containsExactly(new TransactionOutput(599_000, P2WPKH));
        checkSpends(variant);
        assertThat(variant.withoutRemoteOutput()).isEmpty();
        assertThat(build(true, 0, 999_000, 0).withoutRemoteOutput()).isEmpty();
    }

    @Test
    void anOutputThatNoMempoolTakesIsRecognised() {
        assertThat(build(true, P2PKH, P2WSH, 545, 900_000, 0).isRelayable()).isFalse();
        assertThat(build(true, P2PKH, P2WSH, 546, 900_000, 0).isRelayable()).isTrue();
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> build(true, 1_000, 999_000, 1_001)).hasMessageContaining("fee_satoshis 1001");
        assertThatThrownBy(() -> build(true, 1_000, 999_000, -1)).hasMessageContaining("fee_satoshis -1");
        assertThatThrownBy(() -> build(true, 600_000, 400_001, 0)).hasMessageContaining("balances");
        assertThatThrownBy(() -> build(true, Long.MAX_VALUE, 2, 0)).hasMessageContaining("balances");
        assertThatThrownBy(() -> build(true, 1_000, 0, 1_000)).hasMessageContaining("below the dust limit");
    }

    @Property(tries = 20)
    void theExpectedWeightIsAnUpperBound(@ForAll @LongRange(min = 1000, max = 900_000) long localSat) {
        ClosingTransaction closing = build(true, localSat, CAPACITY_SAT - localSat, 0);
        Bytes signed = closing.signed(
                Secp256k1.sign(closing.sighash(), TestChannel.HOLDER.funding()),
                Secp256k1.sign(closing.sighash(), TestChannel.OTHER.funding()));
        int weight = Interpreter.parse(signed).weight();
        assertThat(ClosingTransaction.weight(P2WPKH, P2WSH)).isBetween(weight, weight + 12);
    }
}
