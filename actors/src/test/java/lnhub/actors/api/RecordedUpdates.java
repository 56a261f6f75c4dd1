package lnhub.actors.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.Updates;

/** What a stream said, in order. Its end is {@link #END} or the failure. */
final class RecordedUpdates<T> implements Updates<T> {
    static final Object END = "the end";

    private final BlockingQueue<Object> said = new LinkedBlockingQueue<>();

    @Override
    public void next(T update) {
        said.add(update);
    }

    @Override
    public void completed() {
        said.add(END);
    }

    @Override
    public void failed(Throwable cause) {
        said.add(cause);
    }

    void expect(Object... expected) throws InterruptedException {
        for (Object next : expected) {
            assertThat(said.poll(10, TimeUnit.SECONDS)).isEqualTo(next);
        }
    }

    void expectRefused(Refused.Code code, String part) throws InterruptedException {
        Object next = said.poll(10, TimeUnit.SECONDS);
        assertThat(next).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused).hasMessageContaining(part);
        });
        assertThat(said).isEmpty();
    }

    boolean isQuiet() {
        return said.isEmpty();
    }
}
