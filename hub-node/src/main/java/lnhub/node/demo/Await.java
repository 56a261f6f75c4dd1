package lnhub.node.demo;

import java.io.IOException;
import java.util.Optional;

/**
 * Waits for something to become true of other nodes, which only asking again can tell.
 *
 * @param seconds how long at most
 */
record Await(long seconds) {
    private static final long PAUSE_MS = 50;

    interface Question<T> {
        Optional<T> ask() throws IOException;
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** @return empty when there was no answer in time. @param what is waited for, named when interrupted */
    <T> Optional<T> value(String what, Question<T> question) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (true) {
            Optional<T> answer = question.ask();
            if (answer.isPresent() || System.nanoTime() - deadline > 0) {
                return answer;
            }
            try {
                Thread.sleep(PAUSE_MS);
            } catch (InterruptedException e) {
                throw (InterruptedException) new InterruptedException("while waiting for " + what).initCause(e);
            }
        }
    }

    /** @throws IOException when it does not hold in time */
    void until(String what, Condition condition) throws IOException, InterruptedException {
        if (!holds(what, condition)) {
            throw new IOException("waited " + seconds + " s in vain for " + what);
        }
    }

    /** @return whether it has come to hold in time */
    boolean holds(String what, Condition condition) throws IOException, InterruptedException {
        return value(what, () -> condition.holds() ? Optional.of(true) : Optional.empty()).isPresent();
    }
}
