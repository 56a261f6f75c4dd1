package lnhub.actors.api;

import lnhub.actors.NodeApi.Updates;

/** One stream to the operator: nothing follows its end. Used by one actor. */
final class Feed<T> {
    private final Updates<T> updates;
    private boolean ended;

    Feed(Updates<T> updates) {
        this.updates = updates;
    }

    boolean hasEnded() {
        return ended;
    }

    void next(T update) {
        if (!ended) {
            updates.next(update);
        }
    }

    void completed() {
        if (!ended) {
            ended = true;
            updates.completed();
        }
    }

    void failed(Throwable cause) {
        if (!ended) {
            ended = true;
            updates.failed(cause);
        }
    }

    /** Nobody listens any more. */
    void cancelled() {
        ended = true;
    }
}
