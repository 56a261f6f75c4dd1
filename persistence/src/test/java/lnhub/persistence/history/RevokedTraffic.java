package lnhub.persistence.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.units.Bytes;

/**
 * The revoked HTLCs of a busy channel, in the order in which they leave its commitments: two per commitment, most
 * of them gone after a few more, every thousandth held for long.
 */
public final class RevokedTraffic {
    private static final int PER_COMMITMENT = 2;

    private final SplittableRandom random;
    private long index;

    public RevokedTraffic(long seed) {
        random = new SplittableRandom(seed);
    }

    public List<RevokedHtlc> next(int count) {
        List<RevokedHtlc> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(next());
        }
        return records;
    }

    private RevokedHtlc next() {
        long last = index++ / PER_COMMITMENT;
        long lived = random.nextInt(1_000) == 0 ? random.nextLong(50_000) : random.nextLong(20);
        byte[] hash = new byte[20];
        random.nextBytes(hash);
        return new RevokedHtlc(Bytes.wrap(hash), 800_000 + last / 500 + random.nextInt(144), random.nextBoolean(),
                Math.max(0, last - lived), last);
    }
}
