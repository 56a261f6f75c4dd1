package lnhub.protocol.transactions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** BOLT 3's appendices as data (src/test/resources/bolt3). */
final class CommitmentVectors {
    static final JsonNode ROOT = read("commitments.json");
    static final JsonNode COMMON = ROOT.get("common");
    static final Basepoints LOCAL = new Basepoints(key("local_funding_pubkey"), key("local_payment_basepoint"),
            key("local_payment_basepoint"), key("local_delayed_payment_basepoint"), key("local_htlc_basepoint"));
    static final Basepoints REMOTE = new Basepoints(key("remote_funding_pubkey"), key("remote_revocation_basepoint"),
            key("remote_payment_basepoint"), key("remote_payment_basepoint"), key("remote_htlc_basepoint"));

    private CommitmentVectors() {
    }

    /** One commitment of appendix C or F. */
    record Vector(JsonNode json) {
        Commitment commitment() {
            return Commitment.build(params(), keys(), COMMON.get("commitment_number").asLong(), spec());
        }

        CommitmentFormat format() {
            return CommitmentFormat.valueOf(json.get("format").asText());
        }

        CommitmentParams params() {
            OutPoint funding = new OutPoint(
                    Bytes32.fromHex(COMMON.get("funding_tx_id").asText()).reversed(),
                    COMMON.get("funding_output_index").asInt());
            return new CommitmentParams(format(), funding, COMMON.get("funding_amount_satoshi").asLong(),
                    LOCAL.funding(), REMOTE.funding(), true, json.get("dustLimitSat").asLong(),
                    COMMON.get("local_delay").asInt(), LOCAL.payment(), REMOTE.payment());
        }

        CommitmentSpec spec() {
            List<CommitmentHtlc> htlcs = new ArrayList<>();
            json.get("htlcs").forEach(id -> htlcs.add(htlc(id.asInt())));
            return new CommitmentSpec(json.get("toLocalMsat").asLong(), json.get("toRemoteMsat").asLong(),
                    json.get("feeratePerKw").asInt(), htlcs);
        }

        List<JsonNode> htlcTransactions() {
            return StreamSupport.stream(json.get("htlcTransactions").spliterator(), false).toList();
        }

        @Override
        public String toString() {
            return format() + ": " + json.get("name").asText();
        }
    }

    static List<Vector> all() {
        return StreamSupport.stream(ROOT.get("tests").spliterator(), false).map(Vector::new).toList();
    }

    static CommitmentKeys keys() {
        return CommitmentKeys.derive(key("local_per_commitment_point"), LOCAL, REMOTE);
    }

    static CommitmentHtlc htlc(int id) {
        JsonNode htlc = ROOT.get("htlcs").get(id);
        return new CommitmentHtlc(htlc.get("direction").asText().equals("local->remote"), id,
                htlc.get("amountMsat").asLong(), Hashes.sha256(preimage(id).unsafeArray()),
                htlc.get("expiry").asLong());
    }

    static Bytes32 preimage(long id) {
        return Bytes32.fromHex(ROOT.get("htlcs").get((int) id).get("preimage").asText());
    }

    static PublicKey key(String name) {
        return PublicKey.fromHex(COMMON.get(name).asText());
    }

    /** The vectors write secrets with a trailing 01. */
    static PrivateKey secret(String name) {
        return PrivateKey.wrap(Bytes.fromHex(COMMON.get(name).asText().substring(0, 64)).toArray());
    }

    static JsonNode read(String file) {
        try (InputStream in = CommitmentVectors.class.getResourceAsStream("/bolt3/" + file)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
