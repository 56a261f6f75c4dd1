package lnhub.actors.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import lnhub.actors.NodeApi.CloseChannel;
import lnhub.actors.NodeApi.CloseUpdate;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.Updates;
import lnhub.actors.StageFailure;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.directory.ShownChannel;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.forward.Turns;
import lnhub.persistence.history.ChannelClosings;
import lnhub.protocol.channel.AwaitingReady;
import lnhub.protocol.channel.AwaitingSignature;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Closing;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.DataLost;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Negotiating;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * Closes one channel, or joins in when it is being closed already, and tells how that goes on until the transaction
 * that ends it is buried. It is gone when the node stops; the closing is not.
 */
final class CloseStream extends AbstractBehavior<CloseStream.Message> {

    sealed interface Message {
    }

    record Cancel() implements Message {
    }

    private record Told(Effect.Outcome outcome) implements Message {
    }

    private record Turned(Turns.Turn turn) implements Message {
    }

    private record Ended(ChannelClosings.Closing closing) implements Message {
    }

    private record Found(Optional<ShownChannel> channel, Throwable failure) implements Message {
    }

    private record Look() implements Message {
    }

    private record Looked(StreamWatch.Looked answer) implements Message {
    }

    private final ApiServices services;
    private final CloseChannel request;
    private final Feed<CloseUpdate> feed;
    private final Runnable unlistenTurns;
    private final Runnable unlistenEndings;
    private final Set<Bytes32> published = new HashSet<>();
    private final StreamWatch watch;
    private Optional<ChannelRef> ref = Optional.empty();
    /** Then the channel itself tells of its transaction, once the chain has it; its state has it before. */
    private boolean asked;

    static Behavior<Message> create(ApiServices services, CloseChannel request, Updates<CloseUpdate> updates) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), StreamWatch.EVERY);
            return new CloseStream(context, services, request, new Feed<>(updates));
        }));
    }

    private CloseStream(ActorContext<Message> context, ApiServices services, CloseChannel request,
            Feed<CloseUpdate> feed) {
        super(context);
        this.services = services;
        this.request = request;
        this.feed = feed;
        this.watch = new StreamWatch(services);
        ActorRef<Message> self = context.getSelf();
        this.unlistenTurns = services.channels().turns().listen(turn -> self.tell(new Turned(turn)));
        this.unlistenEndings = services.endings().listen(closing -> self.tell(new Ended(closing)));
        context.pipeToSelf(services.processes().find(request.channelPoint()), Found::new);
    }

    private void found(Found found) {
        if (found.failure() != null) {
            feed.failed(StageFailure.cause(found.failure()));
            return;
        }
        try {
            ShownChannel channel = found.channel().orElseThrow(() -> Refusals.notFound("no channel of this node that "
                    + "has not ended is funded by " + request.channelPoint().txid().reversed() + ":"
                    + request.channelPoint().index()));
            check(services, request, (Live) channel.state());
            follow(channel);
        } catch (Refused refused) {
            feed.failed(refused);
        }
    }

    private void follow(ShownChannel channel) {
        ref = Optional.of(channel.ref());
        // Turns that came before the answer were not looked at, so the state is looked at again: nothing is missed.
        ChannelState now = services.channels().seen(channel.ref()).map(LocalChannels.Seen::state)
                .orElse(channel.state());
        pending(ClosingTransactions.known(now));
        asked = !(now instanceof Live live) || isWanted(request, live);
        if (asked) {
            Command command = request.force() ? new Command.ForceClose("the operator asked for it")
                    : new Command.Close();
            services.channelEntities().apply(channel.ref()).tell(new ChannelMessage.Ask(command,
                    getContext().messageAdapter(Effect.Outcome.class, Told::new)));
        }
    }

    /** Nothing is asked of a channel that is already on the way; it would only refuse. */
    private static boolean isWanted(CloseChannel request, Live state) {
        return switch (state) {
            case Closing s -> false;
            case OnChain s -> false;
            case Negotiating s -> request.force();
            case Normal s -> request.force() || s.funded().localShutdown().isEmpty();
            case DataLost s -> true;
            case AwaitingReady s -> true;
            case AwaitingSignature s -> true;
        };
    }

    /** @throws Refused saying what is possible */
    private static void check(ApiServices services, CloseChannel request, Live state) {
        Refusals.check(request.feeratePerKw().isEmpty(), request.force()
                ? "the fee of a commitment transaction is fixed by its signatures"
                : "the fee rate of a mutual close cannot be chosen: the node takes the chain's estimate, now "
                        + services.view().feeratePerKw() + " sat per 1000 weight units");
        if (request.deliveryAddress().isPresent()) {
            Bytes script = Refusals.read("delivery address", request.deliveryAddress().get(),
                    services.wallet()::scriptOf);
            if (request.force() || !script.equals(state.funded().params().closeScript())) {
                throw Refusals.precondition("where a channel pays us is agreed when it is opened; open it with a "
                        + "close address instead");
            }
        }
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::onMessage)
                .onSignal(PostStop.class, signal -> stopped()).build();
    }

    private Behavior<Message> stopped() {
        unlistenTurns.run();
        unlistenEndings.run();
        feed.failed(Refusals.unavailable("the node is stopping; a closing that has begun goes on when it is back"));
        return this;
    }

    private Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Found found -> found(found);
            case Told told -> told(told.outcome());
            case Turned turned when ref.equals(Optional.of(turned.turn().ref())) -> turned(turned.turn().after());
            case Turned other -> { }
            case Ended ended when ref.map(ChannelRef::toHex).equals(Optional.of(ended.closing().entityId())) ->
                    closed(ended.closing());
            case Ended other -> { }
            case Look look when ref.isPresent() -> watch.look(request.channelPoint(), getContext(), Looked::new);
            case Look early -> { }
            case Looked looked -> looked(looked.answer());
            case Cancel cancel -> feed.cancelled();
        }
        return feed.hasEnded() ? Behaviors.stopped() : this;
    }

    private void looked(StreamWatch.Looked answer) {
        try {
            StreamWatch.Look look = watch.looked(answer);
            look.shown().ifPresent(channel -> turned(channel.state()));
            look.ended().ifPresent(this::closed);
        } catch (Refused refused) {
            feed.failed(refused);
        }
    }

    private void turned(ChannelState state) {
        boolean inChain = state instanceof OnChain onChain && onChain.spentBy().isPresent();
        if (inChain || !asked) {
            pending(ClosingTransactions.known(state));
        }
    }

    private void told(Effect.Outcome outcome) {
        switch (outcome) {
            case Effect.Outcome.ClosePublished closing -> pending(Optional.of(closing.txid()));
            case Effect.Outcome.Refused refused -> feed.failed(Refusals.precondition(refused.reason()));
            case Effect.Outcome.FundingPublished opening -> { }
            case Effect.Outcome.Ready opening -> { }
        }
    }

    private void pending(Optional<Bytes32> txid) {
        txid.filter(published::add).ifPresent(id -> feed.next(new CloseUpdate.Pending(id)));
    }

    private void closed(ChannelClosings.Closing closing) {
        feed.next(new CloseUpdate.Closed(closing.txid()));
        feed.completed();
    }
}
