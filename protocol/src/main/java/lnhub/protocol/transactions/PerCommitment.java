package lnhub.protocol.transactions;

import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * The per-commitment secrets of one side and their points (BOLT 3, "Per-commitment Secret Requirements").
 * Commitments are numbered from 0; the specification's index counts down from 2^48 - 1.
 */
public final class PerCommitment {
    private PerCommitment() {
    }

    /** The secret that revokes a commitment of ours once revealed; until then it must stay with us. */
    public static Bytes32 secret(Bytes32 seed, long commitmentNumber) {
        return derive(seed, 48, index(commitmentNumber));
    }

    /** The point we announce for a commitment of ours. */
    public static PublicKey point(Bytes32 seed, long commitmentNumber) {
        return pointOf(secret(seed, commitmentNumber));
    }

    /**
     * The point of a revealed secret, to compare with the one announced before.
     *
     * @throws IllegalArgumentException when the secret is not in the range of the curve
     */
    public static PublicKey pointOf(Bytes32 perCommitmentSecret) {
        return PrivateKey.wrap(perCommitmentSecret.toArray()).publicKey();
    }

    static long index(long commitmentNumber) {
        if (commitmentNumber < 0 || commitmentNumber > CommitmentNumber.MAX) {
            throw new IllegalArgumentException("commitment number " + commitmentNumber + " does not fit 48 bits");
        }
        return CommitmentNumber.MAX - commitmentNumber;
    }

    /** derive_secret: the secret of an index that shares all but its lowest bits with the base's. */
    static Bytes32 derive(Bytes32 base, int bits, long index) {
        byte[] secret = base.toArray();
        for (int bit = bits - 1; bit >= 0; bit--) {
            if ((index >>> bit & 1) != 0) {
                secret[bit / 8] ^= (byte) (1 << bit % 8);
                secret = Hashes.sha256(secret).unsafeArray();
            }
        }
        return Bytes32.wrap(secret);
    }
}
