package lnhub.actors.payment;

import java.security.MessageDigest;
import java.util.OptionalLong;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.units.Bytes32;

/**
 * An invoice of ours as the journal keeps it: what an HTLC is held against, and the text that was given out, which
 * has the rest.
 *
 * @param amountMsat empty: the payer chooses
 * @param createdAt seconds since the epoch
 * @param expirySeconds from then on
 * @param minFinalCltvExpiryDelta blocks, at least 18 (BOLT 2, "cltv_expiry_delta Selection")
 * @param paymentRequest BOLT 11
 */
public record StoredInvoice(Bytes32 paymentHash, Bytes32 preimage, Bytes32 paymentSecret, OptionalLong amountMsat,
        long createdAt, long expirySeconds, int minFinalCltvExpiryDelta, String paymentRequest) {

    public StoredInvoice {
        if (!Hashes.sha256(preimage.unsafeArray()).equals(paymentHash)) {
            throw new IllegalArgumentException("the preimage is not that of payment hash " + paymentHash);
        }
        if (minFinalCltvExpiryDelta < Invoice.DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA) {
            throw new IllegalArgumentException("min_final_cltv_expiry_delta is at least "
                    + Invoice.DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA + ", got " + minFinalCltvExpiryDelta);
        }
    }

    boolean isExpired(long nowMs) {
        return Math.floorDiv(nowMs, 1000) >= createdAt + expirySeconds;
    }

    /** In constant time: how long it takes must not tell how much of a guess was right. */
    boolean hasSecret(Bytes32 guess) {
        return MessageDigest.isEqual(paymentSecret.unsafeArray(), guess.unsafeArray());
    }

    /** Without the preimage and the payment secret. */
    @Override
    public String toString() {
        return "StoredInvoice(" + paymentHash + ", amountMsat=" + amountMsat + ")";
    }
}
