package lnhub.protocol.claims;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.transactions.CommitmentScripts;
import lnhub.protocol.units.Bytes;

/**
 * What must be remembered of an HTLC to punish any of the revoked commitments it was in: {@value #SIZE} bytes, however
 * many commitments those were. Keys follow from the per-commitment secret, and the amount is on the chain.
 *
 * @param hashOfPaymentHash RIPEMD-160 of the payment hash, 20 bytes, as the script holds it (BOLT 3, "Commitment
 *        Transaction Outputs")
 * @param cltvExpiry block height
 * @param offeredByPeer the direction; the peer is the holder of the commitments
 * @param firstNumber the first of the peer's commitments that contained it
 * @param lastNumber the last of them
 */
public record RevokedHtlc(Bytes hashOfPaymentHash, long cltvExpiry, boolean offeredByPeer, long firstNumber,
        long lastNumber) {
    /** Bytes of one record: 20 of hash, 4 of expiry and direction, 6 for each commitment number (48 bits). */
    public static final int SIZE = 36;

    private static final int HASH_SIZE = 20;
    private static final int OFFERED = 1 << 31;

    /** @throws IllegalArgumentException when a field is out of its range, or the last number before the first */
    public RevokedHtlc {
        if (hashOfPaymentHash.length() != HASH_SIZE) {
            throw new IllegalArgumentException("RIPEMD-160 has 20 bytes, got " + hashOfPaymentHash.length());
        }
        if (cltvExpiry < 0 || cltvExpiry >= CommitmentHtlc.CLTV_EXPIRY_LIMIT) {
            throw new IllegalArgumentException("cltv_expiry " + cltvExpiry + " is not a block height");
        }
        if (firstNumber < 0 || lastNumber < firstNumber || lastNumber > CommitmentNumber.MAX) {
            throw new IllegalArgumentException("in commitments " + firstNumber + " to " + lastNumber);
        }
    }

    /** @param htlc as the peer's commitments contained it */
    public static RevokedHtlc of(CommitmentHtlc htlc, long firstNumber, long lastNumber) {
        return new RevokedHtlc(Bytes.wrap(Hashes.ripemd160(htlc.paymentHash().unsafeArray())), htlc.cltvExpiry(),
                htlc.offeredByHolder(), firstNumber, lastNumber);
    }

    /** Whether the peer's commitment of this number contained it, as an output or trimmed. */
    public boolean isIn(long commitmentNumber) {
        return firstNumber <= commitmentNumber && commitmentNumber <= lastNumber;
    }

    /** The records one after the other, {@link #SIZE} bytes each. */
    public static Bytes encode(List<RevokedHtlc> records) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(SIZE, records.size()));
        for (RevokedHtlc htlc : records) {
            buffer.put(htlc.hashOfPaymentHash.unsafeArray())
                    .putInt((int) htlc.cltvExpiry | (htlc.offeredByPeer ? OFFERED : 0));
            putNumber(buffer, htlc.firstNumber);
            putNumber(buffer, htlc.lastNumber);
        }
        return Bytes.wrap(buffer.array());
    }

    /** @throws IllegalArgumentException when the length is not a multiple of {@link #SIZE}, or a record is invalid */
    public static List<RevokedHtlc> decode(Bytes encoded) {
        if (encoded.length() % SIZE != 0) {
            throw new IllegalArgumentException(encoded.length() + " bytes are no records of " + SIZE);
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded.unsafeArray());
        List<RevokedHtlc> records = new ArrayList<>(encoded.length() / SIZE);
        while (buffer.hasRemaining()) {
            byte[] hash = new byte[HASH_SIZE];
            buffer.get(hash);
            int expiry = buffer.getInt();
            records.add(new RevokedHtlc(Bytes.wrap(hash), expiry & ~OFFERED, (expiry & OFFERED) != 0,
                    number(buffer), number(buffer)));
        }
        return records;
    }

    private static void putNumber(ByteBuffer buffer, long number) {
        buffer.putShort((short) (number >>> 32)).putInt((int) number);
    }

    private static long number(ByteBuffer buffer) {
        return (buffer.getShort() & 0xFFFFL) << 32 | buffer.getInt() & 0xFFFFFFFFL;
    }

    Bytes script(CommitmentScripts peerScripts) {
        return offeredByPeer
                ? peerScripts.offeredHtlc(hashOfPaymentHash)
                : peerScripts.receivedHtlc(hashOfPaymentHash, cltvExpiry);
    }
}
