package lnhub.actors.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import lnhub.persistence.history.ChannelClosings;

/** Tells of channels that have ended, after {@link DirectoryLog} has stored how. */
public final class Endings {
    private final List<Consumer<ChannelClosings.Closing>> listeners = new CopyOnWriteArrayList<>();

    /** On the thread that stored it, not to block. @return ends it */
    public Runnable listen(Consumer<ChannelClosings.Closing> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(ChannelClosings.Closing closing) {
        listeners.forEach(listener -> listener.accept(closing));
    }
}
