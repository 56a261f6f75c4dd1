package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.routing.gossip.IgnoreReason;
import lnhub.routing.gossip.NetworkView;
import lnhub.routing.gossip.Outcome;
import lnhub.routing.graph.Graph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network as this node knows it (BOLT 7). One per process. It decides nothing about gossip: it feeds the rules,
 * asks the chain for them, and passes on what they accept.
 */
public final class GossipActor extends AbstractBehavior<GossipCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(GossipActor.class);
    private static final Duration ASK_FOR_ROOM = Duration.ofMillis(200);

    private final GossipServices services;
    private final TimerScheduler<GossipCommand> timers;
    private final Judging judging;
    private final Inbox inbox;
    private final Syncs syncs;
    private final Peers peers;
    private final ChainSide chain;
    private final RelayRound round;
    private final OwnChannels own;
    private final OwnNode ownNode;
    private final Unannounced unannounced = new Unannounced();
    private final Sharing sharing;
    private final SiblingGossip siblingGossip;
    private final Siblings siblings;
    private final EarlyNodes earlyNodes = new EarlyNodes();
    private long droppedBefore;

    public static Behavior<GossipCommand> create(GossipServices services) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new GossipActor(services, context, timers)));
    }

    private GossipActor(GossipServices services, ActorContext<GossipCommand> context,
            TimerScheduler<GossipCommand> timers) {
        super(context);
        this.services = services;
        this.timers = timers;
        GossipLimits limits = services.limits();
        judging = new Judging(context, services.judges(), NetworkView.of(services.rules(), Graph.EMPTY));
        inbox = new Inbox(limits.inboxBytes(), limits.allInboxesBytes());
        syncs = new Syncs(services, this::graph);
        peers = new Peers(services, inbox, syncs);
        round = new RelayRound(services.nodeId());
        own = new OwnChannels(services, timers, this::graph, unannounced, this::publish, this::said);
        ownNode = new OwnNode(services);
        chain = new ChainSide(context, timers, services, judging, syncs::blockHeight, this::funded);
        siblingGossip = new SiblingGossip(services, judging, chain, own, unannounced,
                news -> round.add(news.relay(), Optional.empty()), this::ownChannelEntered);
        OtherProcesses others = new OtherProcesses(context, services);
        Knowledge knowledge = new Knowledge(this::graph, chain, unannounced);
        sharing = new Sharing(others.self(), knowledge, others.born());
        siblings = new Siblings(services, others, knowledge, chain, siblingGossip::merge);
        timers.startTimerWithFixedDelay("siblings", new Internal.AskSiblings(), limits.retry());
        timers.startTimerWithFixedDelay("flush", new Internal.Flush(), limits.flush());
        timers.startTimerWithFixedDelay("tick", new Internal.Tick(), limits.syncTimeout().dividedBy(2));
    }

    @Override
    public Receive<GossipCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(GossipCommand.class, this::onCommand)
                .onSignal(PostStop.class, signal -> {
                    chain.close();
                    return this;
                })
                .build();
    }

    private Behavior<GossipCommand> onCommand(GossipCommand command) {
        switch (command) {
            case GossipCommand.PeerConnected m -> connected(m);
            case GossipCommand.PeerDisconnected m -> disconnected(m.connection());
            case GossipCommand.FromPeer m -> peers.find(m.connection())
                    .ifPresent(peer -> peers.received(peer, m.message(), graph()));
            case GossipCommand.Unsent m -> unsent(m);
            case GossipCommand.LocalChannelAnnounced m -> announced(m);
            case GossipCommand.LocalChannel m -> own.local(m, siblings.areInStep());
            case GossipCommand.LocalChannelClosed m -> closed(m.shortChannelId());
            case GossipCommand.LocalChannelLeft m -> own.closed(m.shortChannelId());
            case SiblingMessage m -> onSibling(m);
            case Internal m -> onInternal(m);
        }
        if (own.isToSpeak() && siblings.areInStep()) {
            own.speak();
        }
        sharing.answer();
        judging.next(this::nextOfPeers);
        return this;
    }

    private void onSibling(SiblingMessage message) {
        switch (message) {
            case SiblingMessage.Ask m -> sharing.asked(m);
            case SiblingMessage.Compare m -> sharing.compare(m);
            case SiblingMessage.Accepted m -> siblings.received(m);
            case SiblingMessage.Position m -> siblings.received(m);
            case SiblingMessage.Part m -> siblings.received(m);
        }
    }

    private void onInternal(Internal internal) {
        switch (internal) {
            case Internal.TurnOver m -> turnOver(m);
            case Internal.Start m -> {
                chain.start(m);
                siblings.chainKnown();
            }
            case Internal.Listed m -> {
                siblings.listed(m.siblings());
                sharing.keepOnly(m.siblings());
            }
            case Internal.AskSiblings m -> siblings.tick();
            case Internal.FundingAnswer m -> chain.answered(m);
            case Internal.ChainFailed m -> chain.failed(m);
            case Internal.BlockConnected m -> chain.connected(m);
            case Internal.BlockDisconnected m -> chain.disconnected(m);
            case Internal.AskChain m -> chain.askAgain();
            case Internal.Flush m -> flush();
            case Internal.AskForRoom m -> peers.all().forEach(peer -> peer.outbox.askForRoom());
            case Internal.Tick m -> tick();
            case Internal.DisableDue m -> own.disableDue(m.shortChannelId());
        }
    }

    private Graph graph() {
        return judging.view().graph();
    }

    private void connected(GossipCommand.PeerConnected m) {
        if (peers.connected(m, ownNode.introduction(graph()))) {
            getContext().watchWith(m.connection(), new GossipCommand.PeerDisconnected(m.connection()));
        }
    }

    private void disconnected(ActorRef<ConnectionMessage> connection) {
        if (peers.disconnected(connection)) {
            getContext().unwatch(connection);
        }
    }

    private void unsent(GossipCommand.Unsent m) {
        boolean full = peers.find(m.connection()).filter(peer -> !peer.outbox.unsent(m.bytes())).isPresent();
        if (full && !timers.isTimerActive("room")) {
            timers.startSingleTimer("room", new Internal.AskForRoom(), ASK_FOR_ROOM);
        }
    }

    private Optional<Judging.Task> nextOfPeers() {
        return chain.isKnown() ? inbox.poll().map(this::task) : Optional.empty();
    }

    private Judging.Task task(Inbox.Received received) {
        GossipPeer peer = received.peer();
        long now = services.nowSeconds();
        int height = chain.blockHeight();
        return switch (received.message()) {
            case ChannelAnnouncement m -> new Judging.Task(view -> view.receive(m, height),
                    outcome -> judged(peer, m, outcome));
            case NodeAnnouncement m -> new Judging.Task(view -> view.receive(m, now),
                    outcome -> judged(peer, m, outcome));
            case ChannelUpdate m -> new Judging.Task(step(peer, m, now), outcome -> judged(peer, m, outcome));
            case ReplyShortChannelIdsEnd m -> new Judging.Task(view -> new Outcome.Accepted(view, List.of()),
                    outcome -> ended(peer, m));
            case GossipMessage other -> throw new IllegalStateException("nothing to judge in type " + other.type());
        };
    }

    /** What our peer says of the channel we share with it counts even if the channel is not public. */
    private Judging.Step step(GossipPeer sender, ChannelUpdate m, long now) {
        Optional<PublicKey> otherEnd = own.peerOf(m).filter(sender.nodeId::equals).filter(end -> own.isNews(m));
        return otherEnd.<Judging.Step>map(end -> view -> view.receive(m, end, now))
                .orElse(view -> view.receive(m, now));
    }

    private void ended(GossipPeer peer, ReplyShortChannelIdsEnd m) {
        if (!peer.closing) {
            syncs.receive(peer, m, chain.lookups().pending())
                    .ifPresent(reason -> peers.wrong(peer, reason, false));
        }
    }

    private void judged(GossipPeer peer, GossipMessage message, Outcome outcome) {
        switch (outcome) {
            case Outcome.Accepted accepted -> {
                accepted(accepted, Optional.of(peer.connection));
                if (message instanceof NodeAnnouncement m) {
                    // Not all that is accepted may be relayed.
                    sharing.accepted(m);
                }
                aboutUs(message);
            }
            case Outcome.NeedsFunding asking -> {
                ChannelAnnouncement m = (ChannelAnnouncement) message;
                earlyNodes.channelWaits(m);
                chain.lookups().ask(m, Optional.of(peer.connection));
            }
            case Outcome.Rejected rejected -> peers.wrong(peer, rejected.reason(), rejected.close());
            case Outcome.Ignored(IgnoreReason reason) -> ignored(peer, message, reason);
        }
    }

    private void ignored(GossipPeer peer, GossipMessage message, IgnoreReason reason) {
        LOG.trace("gossip ignored: {}", reason);
        if (reason == IgnoreReason.UNKNOWN_NODE && message instanceof NodeAnnouncement m && earlyNodes.isWanted(m)) {
            judging.submit(view -> EarlyNodes.judge(m, view), outcome -> early(peer, m, outcome));
        }
    }

    private void early(GossipPeer peer, NodeAnnouncement m, Outcome signed) {
        if (signed instanceof Outcome.Rejected rejected) {
            peers.wrong(peer, rejected.reason(), rejected.close());
        } else if (graph().node(m.nodeId()).isPresent()) {
            // The chain has answered while the signature was checked.
            again(new Inbox.Received(peer, m));
        } else {
            earlyNodes.hold(peer, m);
        }
    }

    private void again(Inbox.Received received) {
        Judging.Task task = task(received);
        judging.submit(task.step(), task.then());
    }

    /** Peers and siblings are to be told. */
    private void accepted(Outcome.Accepted accepted, Optional<ActorRef<ConnectionMessage>> from) {
        round.add(accepted.relay(), from);
        accepted.relay().forEach(sharing::accepted);
    }

    /** What others accepted may be about our channels, or by ourselves before we restarted. */
    private void aboutUs(GossipMessage message) {
        if (message instanceof ChannelUpdate m) {
            own.heard(m);
            if (graph().channel(m.shortChannelId()).isEmpty()) {
                own.peerOf(m).ifPresent(peer -> said(new SharedGossip.Unannounced(
                        m.shortChannelId(), peer, Optional.empty(), Optional.of(m))));
            }
        } else if (message instanceof NodeAnnouncement m && m.nodeId().equals(services.nodeId())
                && siblings.weAreEldest()) {
            publish(ownNode.afterHearing(m));
        }
    }

    /** Of a channel of ours that is not public: whichever process hosts it next has to know. */
    private void said(SharedGossip.Unannounced what) {
        unannounced.put(what);
        what.theirs().ifPresent(services.graph()::publish);
        sharing.unannounced(what.shortChannelId());
    }

    private void funded(FundingLookups.Lookup lookup, Outcome outcome) {
        earlyNodes.channelAnswered(lookup.announcement()).forEach(this::again);
        if (outcome instanceof Outcome.Accepted accepted) {
            round.add(accepted.relay(), lookup.from());
            if (lookup.from().isPresent()) {
                sharing.accepted(lookup.announcement());
            }
            accepted.relay().forEach(this::aboutUs);
            ownChannelEntered(lookup.shortChannelId());
        }
        syncs.resume(chain.lookups().pending());
    }

    private void announced(GossipCommand.LocalChannelAnnounced m) {
        long now = services.nowSeconds();
        judging.submit(view -> view.announcedLocally(m.announcement(), m.capacitySat(), now), outcome -> {
            if (outcome instanceof Outcome.Accepted accepted) {
                accepted(accepted, Optional.empty());
                sharing.accepted(m.announcement());
                accepted.relay().forEach(this::aboutUs);
            }
            ownChannelEntered(m.announcement().shortChannelId());
        });
    }

    private void ownChannelEntered(ShortChannelId shortChannelId) {
        if (graph().channel(shortChannelId).isPresent()) {
            own.announced(shortChannelId);
        }
    }

    private void closed(ShortChannelId shortChannelId) {
        siblingGossip.closed(shortChannelId);
        sharing.closed(shortChannelId);
        judging.submit(view -> new Outcome.Accepted(view.closedLocally(shortChannelId), List.of()), outcome -> { });
    }

    /** Into the graph and to everybody, if the rules find the channel there; an unannounced channel's stays here. */
    private void publish(ChannelUpdate update) {
        long now = services.nowSeconds();
        judging.submit(view -> view.receive(update, now), this::published);
    }

    private void publish(NodeAnnouncement announcement) {
        long now = services.nowSeconds();
        judging.submit(view -> view.receive(announcement, now), this::published);
    }

    private void published(Outcome outcome) {
        switch (outcome) {
            case Outcome.Accepted accepted -> accepted(accepted, Optional.empty());
            case Outcome.Ignored(IgnoreReason reason) -> LOG.debug("our own gossip is not for others: {}", reason);
            case Outcome.Rejected rejected -> LOG.error("our own gossip is wrong: {}", rejected.reason());
            case Outcome.NeedsFunding asking -> throw new IllegalStateException("not an announcement of a channel");
        }
    }

    private void turnOver(Internal.TurnOver over) {
        judging.over(over);
        if (siblings.areInStep() && siblings.weAreEldest()) {
            ownNode.missing(graph()).ifPresent(this::publish);
        }
        services.graph().publish(graph());
    }

    private void flush() {
        peers.startBacklogs(graph());
        if (!round.isEmpty()) {
            round.flush(peers.all(), graph());
        }
    }

    private void tick() {
        syncs.tick(peers.all());
        own.refresh();
        if (siblings.areInStep() && siblings.weAreEldest()) {
            ownNode.renewed(graph()).ifPresent(this::publish);
        }
        if (inbox.dropped() > droppedBefore) {
            LOG.info("dropped {} gossip messages of peers that sent too much", inbox.dropped() - droppedBefore);
            droppedBefore = inbox.dropped();
        }
    }
}
