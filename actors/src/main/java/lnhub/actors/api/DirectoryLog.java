package lnhub.actors.api;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import lnhub.actors.NodeApi.CloseKind;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.ChainView;
import lnhub.actors.forward.Turns;
import lnhub.persistence.history.ChannelClosings;
import lnhub.persistence.history.ChannelDirectory;
import lnhub.protocol.channel.AwaitingReady;
import lnhub.protocol.channel.AwaitingSignature;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Closed;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.channel.OnChainBalances;
import lnhub.protocol.channel.Signer;
import lnhub.protocol.channel.Unfunded;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which channels there are and how they ended, so that both can be listed without waking them. A row says
 * that its channel has ended only once the rest of it is known and stored: until then, also over a restart, the
 * channel is woken to be asked again. What cannot be written is tried again. Runs on a dispatcher that may block.
 */
public final class DirectoryLog extends AbstractBehavior<DirectoryLog.Message> {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLog.class);
    private static final int MAX_OPEN = 1_000_000;

    /** What the log receives. */
    public sealed interface Message {
    }

    public record Turned(Turns.Turn turn) implements Message {
    }

    private record Found(Turns.Turn turn, Optional<ClosingTransactions.Spender> spender) implements Message {
    }

    private record NotFound(Turns.Turn turn, Throwable failure) implements Message {
    }

    private final Tables tables;
    private final Chain chain;
    private final ChainView view;
    private final Endings endings;
    private final Function<ChannelRef, Signer> signers;
    private final Duration retry;
    private final TimerScheduler<Message> timers;

    /**
     * @param endings told of every channel that has ended, once that is stored
     * @param signers of our channels, for what a channel on chain has brought in
     * @param wake wakes a channel, which then tells its turn
     * @param retry how long after a failure it is tried again
     */
    public static Behavior<Message> create(Tables tables, Chain chain, ChainView view, Endings endings,
            Function<ChannelRef, Signer> signers, Consumer<ChannelRef> wake, Duration retry) {
        return Behaviors.<Message>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            wakeOpen(tables.directory(), wake);
            return new DirectoryLog(tables, chain, view, endings, signers, retry, context, timers);
        }))).onFailure(SupervisorStrategy.restartWithBackoff(retry, retry.multipliedBy(10), 0.2));
    }

    private static void wakeOpen(ChannelDirectory directory, Consumer<ChannelRef> wake) throws SQLException {
        Tables.all((after, limit) -> directory.page(false, after, limit), ChannelDirectory.Listing::entityId, MAX_OPEN)
                .forEach(row -> wake.accept(new ChannelRef(Bytes32.fromHex(row.entityId()))));
    }

    private DirectoryLog(Tables tables, Chain chain, ChainView view, Endings endings,
            Function<ChannelRef, Signer> signers, Duration retry, ActorContext<Message> context,
            TimerScheduler<Message> timers) {
        super(context);
        this.tables = tables;
        this.chain = chain;
        this.view = view;
        this.endings = endings;
        this.signers = signers;
        this.retry = retry;
        this.timers = timers;
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::onMessage).build();
    }

    private Behavior<Message> onMessage(Message message) {
        Turns.Turn turn = switch (message) {
            case Turned turned -> turned.turn();
            case Found found -> found.turn();
            case NotFound missing -> missing.turn();
        };
        try {
            switch (message) {
                case Turned turned -> turned(turn);
                case Found found -> ended(turn, (Closed) turn.after(), found.spender());
                case NotFound missing -> again(turn, missing.failure());
            }
        } catch (SQLException failed) {
            again(turn, failed);
        }
        return this;
    }

    private void again(Turns.Turn turn, Throwable failure) {
        LOG.warn("channel {} could not be written down, it will be tried again: {}", turn.ref(),
                failure.getMessage());
        timers.startSingleTimer(turn.ref(), new Turned(turn), retry);
    }

    private void turned(Turns.Turn turn) throws SQLException {
        switch (turn.after()) {
            case Unfunded unfunded -> { }
            case Live live -> living(turn, live);
            case Closed closed -> ending(turn, closed);
        }
    }

    private void living(Turns.Turn turn, Live live) throws SQLException {
        ChannelParams params = live.funded().params();
        Optional<ShortChannelId> id = live.funded().shortChannelId();
        Optional<CloseKind> kind = ClosingTransactions.expected(live);
        if (kind.isPresent()) {
            tables.closings().put(closing(turn, params, id, kind.get(),
                    ClosingTransactions.known(live).orElse(Bytes32.ZEROES), 0, 0, false));
        }
        tables.directory().put(listing(turn, params, id, live.name(), false));
    }

    /** Nothing of a channel that was never funded is in the chain. */
    private void ending(Turns.Turn turn, Closed closed) throws SQLException {
        Optional<ChannelDirectory.Listing> row = tables.directory().get(turn.ref().toHex());
        if (row.map(ChannelDirectory.Listing::closed).orElse(false)) {
            return;
        }
        String before = turn.before().map(state -> state.getClass().getSimpleName())
                .orElseGet(() -> row.map(ChannelDirectory.Listing::state).orElse(""));
        if (before.equals(AwaitingSignature.class.getSimpleName())
                || before.equals(AwaitingReady.class.getSimpleName())) {
            ended(turn, closing(turn, closed.params(), Optional.empty(), CloseKind.FUNDING_CANCELED, Bytes32.ZEROES, 0,
                    0, true));
            return;
        }
        Optional<ClosingTransactions.Spender> known = turn.before().flatMap(ClosingTransactions::spender);
        if (known.isPresent()) {
            ended(turn, closed, known);
            return;
        }
        getContext().pipeToSelf(ClosingTransactions.find(chain, closed.params().funding(), view.height()),
                (spender, failure) -> failure == null ? new Found(turn, spender) : new NotFound(turn, failure));
    }

    private void ended(Turns.Turn turn, Closed closed, Optional<ClosingTransactions.Spender> spender)
            throws SQLException {
        Optional<ChannelClosings.Closing> expected = tables.closings().get(turn.ref().toHex());
        Optional<Live> before = turn.before().map(state -> state instanceof Live live ? live : null);
        CloseKind guess = expected.map(row -> CloseKind.valueOf(row.kind())).orElse(CloseKind.REMOTE_FORCE);
        Optional<ShortChannelId> id = before.flatMap(live -> live.funded().shortChannelId())
                .or(() -> expected.flatMap(ChannelClosings.Closing::shortChannelId));
        if (spender.isEmpty()) {
            LOG.warn("the transaction that ended channel {} is not in the last blocks", turn.ref());
            Bytes32 txid = expected.map(ChannelClosings.Closing::txid).orElse(Bytes32.ZEROES);
            ended(turn, closing(turn, closed.params(), id, guess, txid, 0, 0, true));
            return;
        }
        var transaction = spender.get().transaction();
        CloseKind kind = ClosingTransactions.kind(transaction, closed.params(), guess, before);
        ended(turn, closing(turn, closed.params(), id, kind, transaction.txid(), spender.get().height(),
                settledSat(turn, closed, transaction, kind), true));
    }

    /** Of a channel that ended alone only its last state knows; when the process died just then, 0 is written. */
    private long settledSat(Turns.Turn turn, Closed closed, ChainTransaction transaction, CloseKind kind) {
        return turn.before().orElse(null) instanceof OnChain onChain && kind != CloseKind.COOPERATIVE
                ? OnChainBalances.of(onChain, signers.apply(turn.ref())).map(OnChainBalances::recoveredSat).orElse(0L)
                : ClosingTransactions.settledSat(transaction, closed.params(), kind);
    }

    private void ended(Turns.Turn turn, ChannelClosings.Closing closing) throws SQLException {
        tables.closings().put(closing);
        tables.directory().put(listing(turn, ((Closed) turn.after()).params(), closing.shortChannelId(),
                Closed.class.getSimpleName(), true));
        endings.tell(closing);
    }

    private static ChannelClosings.Closing closing(Turns.Turn turn, ChannelParams params,
            Optional<ShortChannelId> id, CloseKind kind, Bytes32 txid, int height, long settledSat, boolean ended) {
        return new ChannelClosings.Closing(turn.ref().toHex(), turn.revision(), params.funding(),
                params.remoteNodeId(), id, params.capacitySat(), params.funder(), kind.name(), txid, height,
                settledSat, ended);
    }

    private static ChannelDirectory.Listing listing(Turns.Turn turn, ChannelParams params,
            Optional<ShortChannelId> id, String state, boolean closed) {
        return new ChannelDirectory.Listing(turn.ref().toHex(), turn.revision(), params.channelId(),
                params.remoteNodeId(), id, params.capacitySat(), state, closed);
    }
}
