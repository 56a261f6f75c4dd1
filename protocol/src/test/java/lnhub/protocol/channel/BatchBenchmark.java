package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.onion.BuiltOnion;
import lnhub.protocol.transactions.CommitmentFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long both ends of a channel take for batches as large as they can be: 483 HTLCs in each direction. */
@Tag("benchmark")
class BatchBenchmark {
    private static final int HTLCS = 483;
    private static final int ROUNDS = Integer.getInteger("rounds", 6);
    /** Dust: the commitment has no output for it, so that what is measured is not the curve. */
    private static final long AMOUNT_MSAT = Long.getLong("amount", 50_000);

    @Test
    void fullBatches() {
        TestNode alice = new TestNode(0);
        TestNode bob = new TestNode(1);
        Pair pair = new Pair(alice, bob, 0);
        pair.checksTransactions = false;
        pair.announced = false;
        pair.opened(CommitmentFormat.ANCHORS, 100_000_000, 50_000_000_000L);
        for (int round = 0; round < ROUNDS; round++) {
            round(pair, round);
        }
    }

    private static void round(Pair pair, int round) {
        List<BuiltOnion> onions = new ArrayList<>();
        long first = round * 10_000L;
        for (int i = 0; i < 2 * HTLCS; i++) {
            TestNode to = i % 2 == 0 ? pair.bob.node : pair.alice.node;
            onions.add(Onions.build(first + i, List.of(Onions.last(to, AMOUNT_MSAT, 1_200, first + i))));
        }
        long start = System.nanoTime();
        for (int i = 0; i < 2 * HTLCS; i++) {
            pair.offer(i % 2 == 0 ? pair.alice : pair.bob, first + i, AMOUNT_MSAT, 1_200, onions.get(i).onion());
        }
        long offered = System.nanoTime();
        pair.exchange();
        long end = System.nanoTime();
        System.out.printf("round %d: offered in %d ms, settled in %d ms: %d us per HTLC%n", round,
                (offered - start) / 1_000_000, (end - offered) / 1_000_000, (end - start) / 2_000 / HTLCS);
    }
}
