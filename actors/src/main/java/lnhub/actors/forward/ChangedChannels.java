package lnhub.actors.forward;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lnhub.protocol.channel.ChannelRef;

/** Which of this process's channels have changed since it was asked last; nothing while nobody else wants to know. */
final class ChangedChannels {
    private final Map<ChannelRef, Boolean> changed = new ConcurrentHashMap<>();
    private volatile boolean wanted;

    void wanted(boolean now) {
        wanted = now;
        if (!now) {
            changed.clear();
        }
    }

    /** After what has changed was written. */
    void add(ChannelRef ref, boolean ended) {
        if (wanted) {
            changed.merge(ref, ended, Boolean::logicalOr);
        }
    }

    /** Each, and whether it has ended. */
    Map<ChannelRef, Boolean> take() {
        Map<ChannelRef, Boolean> taken = new HashMap<>();
        for (ChannelRef ref : changed.keySet()) {
            taken.put(ref, changed.remove(ref));
        }
        return taken;
    }
}
