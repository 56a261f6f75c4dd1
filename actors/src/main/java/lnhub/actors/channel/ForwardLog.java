package lnhub.actors.channel;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ForwardRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the forwarding history. A channel repeats what was not confirmed, so a failed write is only told to the log.
 * Runs on a dispatcher that may block.
 */
public final class ForwardLog {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardLog.class);

    /** @param forwards of one channel */
    public record Store(ChannelRef channel, List<ForwardRecord> forwards) {
    }

    private ForwardLog() {
    }

    /** @param stored told, after the commit, which HTLC ids of which channel are stored */
    public static Behavior<Store> create(ForwardingHistory history, BiConsumer<ChannelRef, List<Long>> stored) {
        return Behaviors.receiveMessage(store -> {
            try {
                history.insert(store.forwards().stream().map(ForwardLog::row).toList());
                stored.accept(store.channel(), store.forwards().stream().map(ForwardRecord::htlcId).toList());
            } catch (SQLException failed) {
                LOG.warn("{} forwards of channel {} could not be stored; the channel will ask again",
                        store.forwards().size(), store.channel(), failed);
            }
            return Behaviors.same();
        });
    }

    private static ForwardingHistory.Forward row(ForwardRecord forward) {
        return new ForwardingHistory.Forward(forward.incoming().value(), forward.htlcId(),
                forward.outgoing().value(), forward.amountInMsat(), forward.amountOutMsat(),
                forward.resolvedAtMs());
    }
}
