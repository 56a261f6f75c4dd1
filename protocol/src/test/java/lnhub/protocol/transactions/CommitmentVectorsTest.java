package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.CommitmentVectors.Vector;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BOLT 3, appendices C (option_static_remotekey) and F (option_anchors), byte for byte. */
class CommitmentVectorsTest {
    private static final PrivateKey LOCAL_FUNDING = CommitmentVectors.secret("local_funding_privkey");
    private static final PrivateKey REMOTE_FUNDING = CommitmentVectors.secret("remote_funding_privkey");

    static List<Vector> vectors() {
        return CommitmentVectors.all();
    }

    @Test
    void allVectorsAreThere() {
        assertThat(vectors()).hasSize(25);
        assertThat(vectors().stream().mapToInt(vector -> vector.htlcTransactions().size()).sum()).isEqualTo(48);
    }

    @Test
    void keysAreDerived() {
        CommitmentKeys keys = CommitmentVectors.keys();
        assertThat(keys.holderHtlcKey()).isEqualTo(CommitmentVectors.key("local_htlcpubkey"));
        assertThat(keys.otherHtlcKey()).isEqualTo(CommitmentVectors.key("remote_htlcpubkey"));
        assertThat(keys.holderDelayedKey()).isEqualTo(CommitmentVectors.key("local_delayedpubkey"));
        assertThat(keys.revocationKey()).isEqualTo(CommitmentVectors.key("local_revocation_pubkey"));
        assertThat(keys.otherPaymentKey()).isEqualTo(CommitmentVectors.key("remote_payment_basepoint"));
        assertThat(CommitmentNumber.obscure(0, CommitmentVectors.LOCAL.payment(), CommitmentVectors.REMOTE.payment()))
                .isEqualTo(0x2bb038521914L);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void commitmentTransaction(Vector vector) {
        Commitment commitment = vector.commitment();
        Signature local = Secp256k1.sign(commitment.sighash(), LOCAL_FUNDING);
        Signature remote = Secp256k1.sign(commitment.sighash(), REMOTE_FUNDING);
        assertThat(der(remote)).isEqualTo(vector.json().get("remoteSignature").asText());
        if (vector.json().has("localSignature")) {
            assertThat(der(local)).isEqualTo(vector.json().get("localSignature").asText());
        }
        Bytes signed = commitment.signedTransaction(local, remote);
        assertThat(signed.toHex()).isEqualTo(vector.json().get("commitTx").asText());
        Bytes fundingTx = Bytes.fromHex(CommitmentVectors.read("funding.json").get("fundingTx").asText());
        Interpreter.checkSpends(signed, fundingTx, 0);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void feesAndScripts(Vector vector) {
        Commitment commitment = vector.commitment();
        if (vector.json().has("baseFeeSat")) {
            assertThat(Trimming.commitmentFeeSat(
                    vector.format(), vector.spec().feeratePerKw(), commitment.htlcTransactions().size()))
                    .isEqualTo(vector.json().get("baseFeeSat").asLong());
            assertThat(commitment.feeSat()).isEqualTo(vector.json().get("actualFeeSat").asLong());
        }
        if (vector.json().has("witnessScripts")) {
            List<String> scripts = commitment.outputs().stream().map(output -> output.witnessScript().toHex()).toList();
            List<String> expected = texts(vector.json().get("witnessScripts"));
            // The last vector of appendix C lists its HTLC scripts only.
            assertThat(scripts).containsAll(expected);
            assertThat(scripts.stream().filter(CommitmentVectorsTest::isHtlcScript))
                    .containsExactlyInAnyOrderElementsOf(
                            expected.stream().filter(CommitmentVectorsTest::isHtlcScript).toList());
        }
    }

    private static boolean isHtlcScript(String script) {
        return script.startsWith("76a914");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void htlcTransactions(Vector vector) {
        Commitment commitment = vector.commitment();
        List<JsonNode> expected = vector.htlcTransactions();
        assertThat(commitment.htlcTransactions()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            HtlcTransaction transaction = commitment.htlcTransactions().get(i);
            if (expected.get(i).has("id")) {
                assertThat(transaction.htlc().id()).isEqualTo(expected.get(i).get("id").asLong());
            }
            checkHtlcTransaction(commitment, transaction, expected.get(i));
        }
    }

    private static void checkHtlcTransaction(Commitment commitment, HtlcTransaction transaction, JsonNode expected) {
        Signature local = Secp256k1.sign(transaction.holderSighash(), htlcKey("local_payment_basepoint_secret"));
        Signature remote = Secp256k1.sign(transaction.otherSighash(), htlcKey("remote_payment_basepoint_secret"));
        assertThat(der(remote)).isEqualTo(expected.get("remoteSignature").asText());
        Bytes signed = transaction.htlc().offeredByHolder()
                ? transaction.signedTimeout(local, remote)
                : transaction.signedSuccess(local, remote, CommitmentVectors.preimage(transaction.htlc().id()));
        assertThat(signed.toHex()).isEqualTo(expected.get("tx").asText());
        Interpreter.checkSpends(signed, commitment.unsignedTransaction(), transaction.outputIndex());
    }

    private static PrivateKey htlcKey(String basepointSecret) {
        return KeyDerivation.derivePrivateKey(
                CommitmentVectors.secret(basepointSecret), CommitmentVectors.key("local_per_commitment_point"));
    }

    /** As the vectors write signatures: DER without the sighash type. */
    private static String der(Signature signature) {
        String withType = Bytes.wrap(DerSignature.encode(signature, 1)).toHex();
        return withType.substring(0, withType.length() - 2);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
