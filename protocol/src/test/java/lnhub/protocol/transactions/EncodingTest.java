package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.Crypto;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.Test;

/** Signatures, numbers and the funding script, against the libraries and BOLT 3's appendix B. */
class EncodingTest {
    @Property
    void signaturesAreStrictDer(@ForAll @Size(64) byte[] compact, @ForAll @LongRange(max = 33) long leadingZeros) {
        byte[] value = compact.clone();
        // Both stay below the order of the curve, which begins with 127 one bits.
        value[3] &= (byte) 0xFE;
        value[35] &= (byte) 0xFE;
        for (int i = 0; i < Math.min(leadingZeros, 31); i++) {
            value[i] = 0;
            value[32 + i] = 0;
        }
        value[31] |= 1;
        value[63] |= 1;
        byte[] der = DerSignature.encode(Signature.wrap(value), 0x83);
        byte[] withoutType = Bytes.wrap(der).slice(0, der.length - 1).toArray();
        assertThat(der[der.length - 1]).isEqualTo((byte) 0x83);
        assertThat(withoutType).isEqualTo(fr.acinq.secp256k1.Secp256k1.Companion.compact2der(value));
        assertThat(Crypto.isDERSignature(der)).isTrue();
    }

    @Property
    void numbersArePushedMinimally(@ForAll @LongRange(max = 0xFFFFFFFFL) long number) {
        assertThat(Op.number(number)).isEqualTo(new ScriptBuilder().number(number).build().program());
    }

    @Test
    void numbersAtTheEdges() {
        for (long number : new long[] {0, 1, 16, 17, 127, 128, 255, 256, 32767, 32768, 65535, 8388607, 8388608}) {
            numbersArePushedMinimally(number);
        }
    }

    @Test
    void fundingScript() {
        JsonNode vector = CommitmentVectors.read("funding.json");
        PublicKey local = PublicKey.fromHex(vector.get("localFundingPubkey").asText());
        PublicKey remote = PublicKey.fromHex(vector.get("remoteFundingPubkey").asText());
        assertThat(FundingScript.witnessScript(local, remote).toHex())
                .isEqualTo(vector.get("witnessScript").asText())
                .isEqualTo(FundingScript.witnessScript(remote, local).toHex());
        var output = Interpreter.parse(Bytes.fromHex(vector.get("fundingTx").asText()))
                .txOut.get(vector.get("outputIndex").asInt());
        assertThat(output.publicKeyScript.toByteArray())
                .isEqualTo(FundingScript.scriptPubkey(local, remote).toArray());
        assertThat(output.amount.toLong()).isEqualTo(vector.get("fundingSat").asLong());
    }
}
