package lnhub.node.cluster;

import java.io.IOException;
import java.util.Optional;

/**
 * Waits for something to become true of other nodes, which only asking again can tell.
 *
 * @param seconds how long at most
 */
public record Await(long seconds) {
    private static final long PAUSE_MS = 50;

    /** What is asked again and again. */
    public interface Question<T> {
        Optional<T> ask() throws IOException;
    }

    /** What is looked at again and again. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** @return empty when there was no answer in time. @param what is waited for, named when interrupted */
    public <T> Optional<T> value(String what, Question<T> question) throws IOException, InterruptedException {
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
    public void until(String what, Condition condition) throws IOException, InterruptedException {
        if (!holds(what, condition)) {
            throw new IOException("waited " + seconds + " s in vain for " + what);
        }
    }

    /** @return whether it has come to hold in time */
    public boolean holds(String what, Condition condition) throws IOException, InterruptedException {
        return value(what, () -> condition.holds() ? Optional.of(true) : Optional.empty()).isPresent();
    }
}
