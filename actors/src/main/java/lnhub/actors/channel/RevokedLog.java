package lnhub.actors.channel;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import lnhub.persistence.history.RevokedHtlcs;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.claims.RevokedHtlc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the HTLCs of revoked commitments for the channels, and deletes in the background what belongs to channels that
 * are closed and buried: slice by slice, and between two slices everybody who waits is served. A channel asks again
 * for what it was not told; a deletion that fails is tried again later, also over a restart. Runs on a dispatcher that
 * may block.
 */
public final class RevokedLog extends AbstractBehavior<RevokedLog.Message> {
    /** Rows of one transaction: a few milliseconds, so that nobody waits longer than that for a deletion. */
    public static final int SLICE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(RevokedLog.class);

    /** What the log receives. */
    public sealed interface Message {
    }

    /**
     * To be repeated until {@link Answers#stored}.
     *
     * @param firstIndex the number of the first of the records in its channel, which never changes
     * @param records 1 to {@value RevokedHtlcs#MAX_RECORDS}
     */
    public record Store(ChannelRef channel, long firstIndex, List<RevokedHtlc> records) implements Message {
        public Store {
            records = List.copyOf(records);
        }
    }

    /** After a breach: what that commitment of the peer contained, as far as it is stored. */
    public record Load(ChannelRef channel, long commitmentNumber) implements Message {
    }

    /** The channel is closed and buried and stores nothing any more. To be repeated until {@link Answers#forgotten}. */
    public record Forget(ChannelRef channel) implements Message {
    }

    private record Sweep() implements Message {
    }

    /** What the channels are told, each after the commit. Called by the log's thread. */
    public interface Answers {
        /** @param nextIndex the one after the last record of the chunk */
        void stored(ChannelRef channel, long nextIndex);

        /** @param records in the order in which the channel numbered them */
        void loaded(ChannelRef channel, long commitmentNumber, List<RevokedHtlc> records);

        /** The deletion will happen, whatever stops or fails. */
        void forgotten(ChannelRef channel);
    }

    private final RevokedHtlcs revoked;
    private final Answers answers;
    private final Duration retry;
    private final TimerScheduler<Message> timers;
    /** Whether a sweep is in the mailbox or waits for its timer: there is never more than one. */
    private boolean sweeping;

    /** @param retry how long after a failure a deletion is tried again */
    public static Behavior<Message> create(RevokedHtlcs revoked, Answers answers, Duration retry) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new RevokedLog(revoked, answers, retry, context, timers)));
    }

    private RevokedLog(RevokedHtlcs revoked, Answers answers, Duration retry, ActorContext<Message> context,
            TimerScheduler<Message> timers) {
        super(context);
        this.revoked = revoked;
        this.answers = answers;
        this.retry = retry;
        this.timers = timers;
        startSweeping();
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::onMessage).build();
    }

    /** What goes wrong for one channel, a broken record say, must not stop the log for all others. */
    private Behavior<Message> onMessage(Message message) {
        try {
            switch (message) {
                case Store store -> store(store);
                case Load load -> answers.loaded(load.channel(), load.commitmentNumber(),
                        revoked.load(load.channel().value(), load.commitmentNumber()));
                case Forget forget -> forget(forget.channel());
                case Sweep sweep -> sweep(sweep);
            }
        } catch (SQLException | RuntimeException failed) {
            failed(message, failed);
        }
        return this;
    }

    private void store(Store store) throws SQLException {
        revoked.store(store.channel().value(), store.firstIndex(), store.records());
        answers.stored(store.channel(), store.firstIndex() + store.records().size());
    }

    private void forget(ChannelRef channel) throws SQLException {
        revoked.forget(channel.value());
        answers.forgotten(channel);
        startSweeping();
    }

    /** At the start, too: the process before may have stopped in the middle. */
    private void startSweeping() {
        if (!sweeping) {
            sweeping = true;
            getContext().getSelf().tell(new Sweep());
        }
    }

    /** The next slice stands behind the messages that wait already. */
    private void sweep(Sweep sweep) throws SQLException {
        sweeping = revoked.deleteSome(SLICE);
        if (sweeping) {
            getContext().getSelf().tell(sweep);
        }
    }

    private void failed(Message message, Exception failure) {
        switch (message) {
            case Store store -> LOG.warn("{} revoked HTLCs of channel {} from index {} could not be stored; "
                    + "the channel will ask again", store.records().size(), store.channel(), store.firstIndex(),
                    failure);
            case Load load -> LOG.warn("the HTLCs of revoked commitment {} of channel {} could not be read; "
                    + "the channel will ask again", load.commitmentNumber(), load.channel(), failure);
            case Forget forget -> LOG.warn("that channel {} is to be forgotten could not be stored; "
                    + "the channel will ask again", forget.channel(), failure);
            case Sweep sweep -> {
                LOG.warn("revoked HTLCs of closed channels could not be deleted; that is tried again later", failure);
                timers.startSingleTimer(sweep, retry);
            }
        }
    }
}
