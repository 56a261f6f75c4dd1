package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * CPU time of building a commitment with 483 HTLCs and hashing them all, per HTLC. Its name keeps it out of the normal
 * test run; start it with {@code -Dtest=CommitmentBenchmark}.
 */
class CommitmentBenchmark {
    private static final int HTLCS = 483;
    private static final int ROUNDS = 2000;

    @ParameterizedTest
    @EnumSource
    void buildAndHash(CommitmentFormat format) {
        CommitmentParams params = CommitmentVectors.all().getFirst().params();
        CommitmentParams ours = new CommitmentParams(format, params.funding(), params.capacitySat(),
                params.holderFundingKey(), params.otherFundingKey(), true, 546, 144,
                params.funderPaymentBasepoint(), params.fundeePaymentBasepoint());
        CommitmentKeys keys = CommitmentVectors.keys();
        CommitmentSpec spec = spec(params.capacitySat());
        long best = Long.MAX_VALUE;
        long bestBuild = Long.MAX_VALUE;
        int hashed = 0;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            Commitment commitment = Commitment.build(ours, keys, round, spec);
            long built = threads.getCurrentThreadCpuTime();
            for (HtlcTransaction transaction : commitment.htlcTransactions()) {
                hashed += transaction.otherSighash().hashCode();
            }
            hashed += commitment.sighash().hashCode();
            bestBuild = Math.min(bestBuild, built - start);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        System.out.printf("%s: %.2f us per HTLC, of which %.2f us to build (%d)%n",
                format, best / 1000.0 / HTLCS, bestBuild / 1000.0 / HTLCS, hashed);
        assertThat(best).isPositive();
    }

    private static CommitmentSpec spec(long capacitySat) {
        List<CommitmentHtlc> htlcs = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < HTLCS; i++) {
            Bytes32 hash = Hashes.sha256(new byte[] {(byte) i, (byte) (i >> 8)});
            long amountMsat = 5_000_000 + i % 7 * 1000;
            sum += amountMsat;
            htlcs.add(new CommitmentHtlc(i % 2 == 0, i, amountMsat, hash, 800_000 + i));
        }
        return new CommitmentSpec(3_000_000_000L, capacitySat * 1000 - 3_000_000_000L - sum, 253, htlcs);
    }
}
