package lnhub.actors.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.util.Optional;
import lnhub.actors.NodeApi.OpenChannel;
import lnhub.actors.NodeApi.OpenUpdate;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.Updates;
import lnhub.actors.forward.Turns;
import lnhub.actors.peer.PeerMessage;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Closed;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.ShutdownScript;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.Features;

/** Opens one channel and tells how that goes on. It is gone when the node stops; the opening is not. */
final class OpenStream extends AbstractBehavior<OpenStream.Message> {
    /** A peer may take its time to answer each of the two messages that come before the funding is published. */
    private static final Duration FUNDING_WITHIN = Duration.ofMinutes(5);

    sealed interface Message {
    }

    record Cancel() implements Message {
    }

    private record Status(PeerMessage.Status status) implements Message {
    }

    private record Told(Effect.Outcome outcome) implements Message {
    }

    private record Turned(Turns.Turn turn) implements Message {
    }

    private record TooLate() implements Message {
    }

    private record Look() implements Message {
    }

    private record Looked(StreamWatch.Looked answer) implements Message {
    }

    private final ApiServices services;
    private final OpenChannel request;
    private final Feed<OpenUpdate> feed;
    private final Runnable unlisten;
    private final StreamWatch watch;
    private Optional<OutPoint> funding = Optional.empty();

    static Behavior<Message> create(ApiServices services, OpenChannel request, Updates<OpenUpdate> updates) {
        return Behaviors.setup(context -> {
            Feed<OpenUpdate> feed = new Feed<>(updates);
            try {
                check(services, request);
            } catch (Refused refused) {
                feed.failed(refused);
                return Behaviors.stopped();
            }
            return Behaviors.withTimers(timers -> {
                timers.startSingleTimer(new TooLate(), FUNDING_WITHIN);
                timers.startTimerWithFixedDelay(new Look(), StreamWatch.EVERY);
                return new OpenStream(context, services, request, feed);
            });
        });
    }

    private OpenStream(ActorContext<Message> context, ApiServices services, OpenChannel request,
            Feed<OpenUpdate> feed) {
        super(context);
        this.services = services;
        this.request = request;
        this.feed = feed;
        this.watch = new StreamWatch(services);
        ActorRef<Message> self = context.getSelf();
        this.unlisten = services.channels().turns().listen(turn -> self.tell(new Turned(turn)));
        services.peerEntities().apply(request.nodeId()).tell(
                new PeerMessage.Query(context.messageAdapter(PeerMessage.Status.class, Status::new)));
    }

    /** @throws Refused naming what is allowed */
    private static void check(ApiServices services, OpenChannel request) {
        ChannelPolicy policy = services.facts().channelPolicy();
        Refusals.check(!request.nodeId().equals(services.facts().nodeId()), "a node has no channel with itself");
        Refusals.within("the capacity in satoshi", request.capacitySat(), policy.minFundingSat(),
                policy.maxFundingSat());
        Refusals.within("the amount pushed in millisatoshi", request.pushMsat(), 0, request.capacitySat() * 1000);
        Refusals.check(request.feeratePerKw().isEmpty(), "the fee rate of a funding transaction cannot be chosen: "
                + "the node takes the chain's estimate, now " + services.view().feeratePerKw()
                + " sat per 1000 weight units");
        Refusals.check(request.remoteCsvDelay().isEmpty(), "the delay asked of the peer cannot be chosen for one "
                + "channel: the node asks for " + policy.toSelfDelay() + " blocks");
        request.closeAddress().ifPresent(address -> {
            Bytes script = Refusals.read("close address", address, services.wallet()::scriptOf);
            Refusals.check(ShutdownScript.isAcceptable(script, true),
                    "a channel can be closed to a segwit address only (BOLT 2, shutdown)");
        });
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::onMessage)
                .onSignal(PostStop.class, signal -> stopped()).build();
    }

    private Behavior<Message> stopped() {
        unlisten.run();
        feed.failed(Refusals.unavailable("the node is stopping; what was begun goes on when it is back"));
        return this;
    }

    private Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Status status -> open(status.status());
            case Told told -> told(told.outcome());
            case Turned turned -> turned(turned.turn());
            case TooLate late when funding.isEmpty() -> feed.failed(new Refused(Refused.Code.DEADLINE_EXCEEDED,
                    "the peer has not agreed to the channel within " + FUNDING_WITHIN.toMinutes() + " minutes"));
            case TooLate irrelevant -> { }
            case Look look -> funding.ifPresent(known -> watch.look(known, getContext(), Looked::new));
            case Looked looked -> looked(looked.answer());
            case Cancel cancel -> feed.cancelled();
        }
        return feed.hasEnded() ? Behaviors.stopped() : this;
    }

    private void open(PeerMessage.Status status) {
        if (!status.connected()) {
            feed.failed(Refusals.precondition("peer " + request.nodeId() + " is not connected; connect first"));
            return;
        }
        boolean anchors = status.features().map(features -> features.supports(Features.ANCHORS)).orElse(false);
        services.peerEntities().apply(request.nodeId()).tell(new PeerMessage.Open(request.capacitySat(),
                request.pushMsat(), request.announce(), anchors, request.closeAddress(),
                getContext().messageAdapter(Effect.Outcome.class, Told::new)));
    }

    private void told(Effect.Outcome outcome) {
        switch (outcome) {
            case Effect.Outcome.FundingPublished published -> pending(published.funding());
            case Effect.Outcome.Ready ready -> ready();
            case Effect.Outcome.Refused refused -> feed.failed(Refusals.precondition(refused.reason()));
            case Effect.Outcome.ClosePublished closing -> { }
        }
    }

    private void pending(OutPoint published) {
        if (funding.isEmpty()) {
            funding = Optional.of(published);
            feed.next(new OpenUpdate.Pending(published));
        }
        services.processes().here(published).ifPresent(seen -> state(seen.state()));
    }

    private void looked(StreamWatch.Looked answer) {
        try {
            StreamWatch.Look look = watch.looked(answer);
            look.shown().ifPresent(channel -> state(channel.state()));
            look.ended().ifPresent(ended -> feed.failed(Refusals.precondition("the channel has ended")));
        } catch (Refused refused) {
            feed.failed(refused);
        }
    }

    /** Where the channel shows itself, its state decides: whoever is told that it is open shall find it open. */
    private void ready() {
        boolean shows = funding.flatMap(known -> services.processes().here(known)).isPresent();
        if (funding.isPresent() && !shows) {
            opened();
        }
    }

    private void turned(Turns.Turn turn) {
        boolean mine = funding.isPresent() && (funding(turn.after()).equals(funding)
                || turn.before().flatMap(OpenStream::funding).equals(funding));
        if (mine) {
            state(turn.after());
        }
    }

    private static Optional<OutPoint> funding(ChannelState state) {
        return switch (state) {
            case Live live -> Optional.of(live.funded().params().funding());
            case Closed closed -> Optional.of(closed.params().funding());
            default -> Optional.empty();
        };
    }

    private void state(ChannelState state) {
        switch (state) {
            case Normal normal -> opened();
            case Closed closed -> feed.failed(Refusals.precondition("the channel ended: " + closed.how()));
            case Live live when ClosingTransactions.known(live).isPresent() ->
                    feed.failed(Refusals.precondition("the channel is being closed"));
            default -> { }
        }
    }

    private void opened() {
        feed.next(new OpenUpdate.Opened(funding.orElseThrow()));
        feed.completed();
    }
}
