package lnhub.protocol.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes32;

/**
 * The per-commitment secrets a peer has revealed, of which at most 49 have to be kept (BOLT 3, "Efficient
 * Per-commitment Secret Storage"). Immutable; its two components are all there is to store.
 *
 * @param count how many secrets were added: those of commitments 0 to count - 1
 * @param secrets the kept ones; the one at position b has an index that ends in b zero bits
 */
public record SecretStore(long count, List<Bytes32> secrets) {
    public static final SecretStore EMPTY = new SecretStore(0, List.of());

    /** The position of index 0, from which all others derive. */
    private static final int LAST_POSITION = 48;

    /** @throws IllegalArgumentException when there are not as many secrets as {@code count} leaves */
    public SecretStore {
        secrets = List.copyOf(secrets);
        if (count < 0 || count > CommitmentNumber.MAX + 1 || secrets.size() != 64 - Long.numberOfLeadingZeros(count)) {
            throw new IllegalArgumentException(secrets.size() + " secrets cannot be what is kept of " + count);
        }
    }

    /**
     * @throws IllegalArgumentException when the number is not the next one, or the secret does not come from the same
     *         seed as those before (BOLT 2 then fails the channel)
     */
    public SecretStore add(long commitmentNumber, Bytes32 secret) {
        if (commitmentNumber != count) {
            throw new IllegalArgumentException("secret of commitment " + commitmentNumber + ", expected " + count);
        }
        long index = PerCommitment.index(commitmentNumber);
        int position = Math.min(Long.numberOfTrailingZeros(index), LAST_POSITION);
        for (int below = 0; below < position; below++) {
            if (!PerCommitment.derive(secret, position, indexAt(below)).equals(secrets.get(below))) {
                throw new IllegalArgumentException("secret of commitment " + commitmentNumber
                        + " does not derive those before it");
            }
        }
        List<Bytes32> kept = new ArrayList<>(secrets);
        if (position < kept.size()) {
            kept.set(position, secret);
        } else {
            kept.add(secret);
        }
        return new SecretStore(count + 1, kept);
    }

    /** The secret of a commitment; empty when it was not revealed yet. */
    public Optional<Bytes32> get(long commitmentNumber) {
        if (commitmentNumber < 0 || commitmentNumber >= count) {
            return Optional.empty();
        }
        long index = PerCommitment.index(commitmentNumber);
        for (int position = 0; position < secrets.size(); position++) {
            if ((index & -1L << position) == indexAt(position)) {
                return Optional.of(PerCommitment.derive(secrets.get(position), position, index));
            }
        }
        throw new IllegalStateException("no kept secret derives commitment " + commitmentNumber + " of " + count);
    }

    /** The lowest, therefore latest, index so far that ends in exactly this many zero bits. */
    private long indexAt(int position) {
        if (position == LAST_POSITION) {
            return 0;
        }
        long lowest = CommitmentNumber.MAX + 1 - count;
        long prefix = lowest + (1L << position) - 1 >>> position;
        return (prefix | 1) << position;
    }

    /** Secrets do not print themselves. */
    @Override
    public String toString() {
        return "SecretStore(" + count + " secrets)";
    }
}
