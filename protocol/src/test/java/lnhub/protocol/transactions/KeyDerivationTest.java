package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;

/** BOLT 3, appendix E. */
class KeyDerivationTest {
    private static final JsonNode VECTORS = CommitmentVectors.read("keys.json");
    private static final PrivateKey BASE_SECRET = PrivateKey.wrap(bytes("base_secret").toArray());
    private static final PublicKey POINT = PublicKey.fromHex(text("per_commitment_point"));

    private static String text(String name) {
        return VECTORS.get(name).asText();
    }

    private static Bytes32 bytes(String name) {
        return Bytes32.fromHex(text(name));
    }

    @Test
    void points() {
        assertThat(BASE_SECRET.publicKey().toHex()).isEqualTo(text("base_point"));
        assertThat(PerCommitment.pointOf(bytes("per_commitment_secret"))).isEqualTo(POINT);
    }

    @Test
    void publicAndPrivateKey() {
        assertThat(KeyDerivation.derivePublicKey(BASE_SECRET.publicKey(), POINT).toHex())
                .isEqualTo(text("localpubkey"));
        assertThat(KeyDerivation.derivePrivateKey(BASE_SECRET, POINT).unsafeArray())
                .isEqualTo(bytes("localprivkey").toArray());
    }

    @Test
    void revocationKeys() {
        assertThat(KeyDerivation.revocationPublicKey(BASE_SECRET.publicKey(), POINT).toHex())
                .isEqualTo(text("revocationpubkey"));
        assertThat(KeyDerivation.revocationPrivateKey(BASE_SECRET, bytes("per_commitment_secret")).unsafeArray())
                .isEqualTo(bytes("revocationprivkey").toArray());
    }

    @Test
    void aPointOffTheCurveIsRefused() {
        PublicKey offCurve = PublicKey.fromHex("02" + "00".repeat(31) + "05");
        assertThatThrownBy(() -> KeyDerivation.derivePublicKey(offCurve, POINT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyDerivation.revocationPublicKey(BASE_SECRET.publicKey(), offCurve))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
