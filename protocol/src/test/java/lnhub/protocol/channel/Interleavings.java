package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Warning;

/**
 * A scenario is played once through, then once for each of its steps, each time cut there: the connection breaks,
 * with what was under way lost or delivered, with or without a restart of either end. Whatever the cut, the scenario
 * must end as it would have without.
 *
 * @param actions what happens at which step
 * @param again what a user does again after the cut, if it got lost: called when nothing moves any more
 */
record Interleavings(CommitmentFormat format, List<Consumer<Pair>> actions, Consumer<Pair> again) {

    /** Which messages still arrive before the connection breaks. */
    enum Delivered { NONE, ALICES, BOBS }

    /** Whose process dies with the connection. */
    enum Dead { NOBODY, ALICE, BOB, BOTH }

    /** Bitcoin's interpreter is the slowest part: it looks at one cut of so many. */
    private static final int CUTS_PER_TRANSACTION_CHECK = 10;
    private static final int STEPS_BETWEEN_ACTIONS = 3;
    private static final int MOST_STEPS = 1_000;

    /** @param stride 1 for every cut, 2 for every second, ... @param check of the end */
    void all(int stride, Consumer<Pair> check) {
        int steps = play(Integer.MAX_VALUE, Delivered.NONE, Dead.NOBODY, check);
        assertThat(steps).isGreaterThan(20);
        for (int cut = 0; cut <= steps; cut += stride) {
            for (Delivered delivered : Delivered.values()) {
                for (Dead dead : Dead.values()) {
                    cutAt(cut, delivered, dead, check);
                }
            }
        }
    }

    private void cutAt(int cut, Delivered delivered, Dead dead, Consumer<Pair> check) {
        try {
            play(cut, delivered, dead, check);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError("cut at step " + cut + ", delivered " + delivered + ", dead " + dead, broken);
        }
    }

    private int play(int cut, Delivered delivered, Dead dead, Consumer<Pair> check) {
        Pair pair = Pair.copy(format, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 500);
        pair.checksTransactions = cut % CUTS_PER_TRANSACTION_CHECK == 0;
        int action = 0;
        int step = 0;
        boolean moves = true;
        while (moves || action < actions.size()) {
            if (step == cut) {
                cut(pair, delivered, dead);
            }
            if (step % STEPS_BETWEEN_ACTIONS == 0 && action < actions.size()) {
                actions.get(action++).accept(pair);
            }
            moves = pair.step();
            assertThat(step++).isLessThan(MOST_STEPS);
        }
        if (cut == step) {
            cut(pair, delivered, dead);
        }
        pair.exchange();
        again.accept(pair);
        pair.exchange();
        check(pair);
        check.accept(pair);
        return step;
    }

    private static void cut(Pair pair, Delivered delivered, Dead dead) {
        switch (delivered) {
            case NONE -> { }
            case ALICES -> deliver(pair, pair.alice);
            case BOBS -> deliver(pair, pair.bob);
        }
        if (dead == Dead.ALICE || dead == Dead.BOTH) {
            pair.alice.crash();
        }
        if (dead == Dead.BOB || dead == Dead.BOTH) {
            pair.bob.crash();
        }
        pair.disconnect();
        pair.connect();
    }

    private static void deliver(Pair pair, End from) {
        while (!from.wire.isEmpty()) {
            pair.deliver(from);
        }
    }

    private static void check(Pair pair) {
        Commitments a = pair.alice.commitments();
        Commitments b = pair.bob.commitments();
        assertThat(a.isQuiet() && b.isQuiet()).as("quiet: %s %s", a.offered(), a.received()).isTrue();
        assertThat(a.localMsat()).isEqualTo(b.remoteMsat());
        assertThat(a.localMsat() + a.remoteMsat()).isEqualTo(Pair.CAPACITY_SAT * 1000);
        for (End end : List.of(pair.alice, pair.bob)) {
            assertThat(end.sent(Warning.class)).isEmpty();
            assertThat(end.sent(ErrorMessage.class)).isEmpty();
            assertThat(end.journal.replay()).isEqualTo(end.state());
        }
    }
}
