package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever way a chain came to be what it is, it is what its active blocks alone would have made it. */
class ReorganisationTest {
    private final RegtestChain chain = RegtestChain.inMemory(() -> Instant.ofEpochSecond(1_700_000_000));
    private final Set<OutPoint> seen = new HashSet<>();
    private final List<Bytes32> judged = new ArrayList<>();

    @Property(tries = 40)
    void leavesNoTrace(@ForAll long seed) {
        new ReorganisationTest().play(seed);
    }

    private void play(long seed) {
        Random random = new Random(seed);
        chain.generate(110, TestMoney.SCRIPT);
        for (int step = 0; step < 25; step++) {
            switch (random.nextInt(6)) {
                case 0 -> invalidateSomeBlock(random);
                case 1 -> reconsiderSomeBlock(random);
                case 2 -> chain.generate(1 + random.nextInt(3), TestMoney.SCRIPT);
                default -> spendSomething(random);
            }
        }
        compareWithAFreshChain();
    }

    private void invalidateSomeBlock(Random random) {
        int height = Math.max(105, chain.tip().height() - random.nextInt(4));
        chain.nodeAt(height).ifPresent(node -> {
            Bytes32 hash = Bytes32.wrap(node.block().hash.value.toByteArray());
            judged.add(hash);
            chain.invalidate(hash);
        });
    }

    private void reconsiderSomeBlock(Random random) {
        if (!judged.isEmpty()) {
            chain.reconsider(judged.remove(random.nextInt(judged.size())));
        }
    }

    private void spendSomething(Random random) {
        List<Transaction> parents = new ArrayList<>();
        chain.unconfirmed().forEach(entry -> parents.add(entry.tx()));
        chain.nodeAt(1 + random.nextInt(10)).ifPresent(node -> parents.add(node.block().tx.getFirst()));
        Transaction parent = parents.get(random.nextInt(parents.size()));
        long amountSat = parent.txOut.getFirst().amount.toLong() - 1_000 - random.nextInt(20_000);
        Transaction tx = TestMoney.spend(parent, TestMoney.pay(amountSat));
        seen.add(new OutPoint(tx, 0));
        seen.add(new OutPoint(parent, 0));
        try {
            chain.submit(tx);
        } catch (RejectedTransaction conflict) {
            assertThat(conflict.getMessage()).containsAnyOf("insufficient fee", "missingorspent",
                    "already in utxo set", "spends-conflicting", "adds-unconfirmed", "premature", "already-in-mempool");
        }
    }

    private void compareWithAFreshChain() {
        RegtestChain fresh = RegtestChain.inMemory(Instant::now);
        for (int height = 1; height <= chain.tip().height(); height++) {
            fresh.accept(chain.nodeAt(height).orElseThrow().block());
        }
        assertThat(fresh.tip()).isEqualTo(chain.tip());
        for (OutPoint outPoint : seen) {
            assertThat(chain.coin(outPoint, false)).isEqualTo(fresh.coin(outPoint, false));
        }
        for (Mempool.Entry entry : chain.unconfirmed()) {
            fresh.submit(entry.tx());
        }
        chain.generate(1, TestMoney.SCRIPT);
        assertThat(chain.unconfirmed()).isEmpty();
    }
}
