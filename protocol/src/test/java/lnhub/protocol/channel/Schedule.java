package lnhub.protocol.channel;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The only source of chance in a simulation: one seed, one schedule. Prints what happens when asked to. */
final class Schedule {
    final long seed;
    private final Random random;
    private final boolean printing;
    private int step;

    Schedule(long seed, boolean printing) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.printing = printing;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    long pick(long... from) {
        return from[random.nextInt(from.length)];
    }

    void nextStep() {
        step++;
    }

    void trace(Supplier<String> what) {
        if (printing) {
            System.out.println(step + ": " + what.get());
        }
    }
}
