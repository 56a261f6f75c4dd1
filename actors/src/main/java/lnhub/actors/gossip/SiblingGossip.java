package lnhub.actors.gossip;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.gossip.NetworkView;
import lnhub.routing.gossip.Outcome;
import lnhub.routing.gossip.TakeOver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what siblings know into the graph, and tells those within this process whom it concerns. */
final class SiblingGossip {
    private static final Logger LOG = LoggerFactory.getLogger(SiblingGossip.class);
    /** Channels of ours that are remembered as closed, so that a sibling that has not heard cannot bring them back. */
    private static final int MAX_CLOSED = 10_000;

    private final GossipServices services;
    private final Judging judging;
    private final ChainSide chain;
    private final OwnChannels own;
    private final Unannounced unannounced;
    private final Consumer<Outcome.Accepted> accepted;
    private final Consumer<ShortChannelId> entered;
    private final Set<ShortChannelId> closed = new LinkedHashSet<>();

    /** @param accepted told what is new @param entered told of a channel of ours that has become public */
    SiblingGossip(GossipServices services, Judging judging, ChainSide chain, OwnChannels own, Unannounced unannounced,
            Consumer<Outcome.Accepted> accepted, Consumer<ShortChannelId> entered) {
        this.services = services;
        this.judging = judging;
        this.chain = chain;
        this.own = own;
        this.unannounced = unannounced;
        this.accepted = accepted;
        this.entered = entered;
    }

    /** A channel of ours is no more, whoever else still knows it. */
    void closed(ShortChannelId shortChannelId) {
        closed.remove(shortChannelId);
        closed.add(shortChannelId);
        if (closed.size() > MAX_CLOSED) {
            closed.remove(closed.iterator().next());
        }
        own.closed(shortChannelId);
        unannounced.remove(shortChannelId);
        services.graph().forget(shortChannelId);
    }

    /** @param done run when all of it is in the graph */
    void merge(SharedGossip gossip, Runnable done) {
        gossip.closed().forEach(this::closed);
        List<SharedGossip.Funded> channels = gossip.channels().stream()
                .filter(channel -> !closed.contains(channel.shortChannelId())).toList();
        // Blocks that it has not seen may have spent what it tells us of.
        boolean isBehind = gossip.height() < chain.blockHeight();
        List<SharedGossip.Funded> sure = isBehind ? List.of() : channels;
        if (isBehind) {
            channels.forEach(this::mergeUnlessSpent);
        }
        chain.takingOver(sure);
        long now = services.nowSeconds();
        judging.submit(view -> merged(view, gossip.closed(), sure, gossip.nodes(), now), outcome -> {
            chain.tookOver();
            taken(outcome);
            channels.forEach(this::concerns);
            gossip.unannounced().stream().filter(channel -> !closed.contains(channel.shortChannelId()))
                    .forEach(this::heard);
            done.run();
        });
    }

    private void mergeUnlessSpent(SharedGossip.Funded channel) {
        long now = services.nowSeconds();
        judging.submit(view -> view.graph().channel(channel.shortChannelId()).isPresent()
                ? TakeOver.channel(view, channel.announcement(), channel.capacitySat(), channel.updates(), now)
                : TakeOver.unlessSpent(view, channel.announcement(), channel.updates()), outcome -> {
            if (outcome instanceof Outcome.NeedsFunding) {
                chain.lookups().ask(channel.announcement(), Optional.empty());
            } else {
                taken(outcome);
            }
        });
    }

    private void taken(Outcome outcome) {
        switch (outcome) {
            case Outcome.Accepted news -> accepted.accept(news);
            case Outcome.Ignored ignored -> LOG.trace("a sibling tells nothing new: {}", ignored.reason());
            case Outcome.Rejected mistake -> LOG.error("what a sibling tells is lost: {}", mistake.reason());
            case Outcome.NeedsFunding asking -> throw new IllegalStateException("a sibling has asked the chain");
        }
    }

    private void concerns(SharedGossip.Funded channel) {
        channel.updates().forEach(own::heardOfSibling);
        if (own.isUnannounced(channel.shortChannelId())) {
            entered.accept(channel.shortChannelId());
        }
    }

    private void heard(SharedGossip.Unannounced said) {
        Optional<ChannelUpdate> before = unannounced.theirs(said.shortChannelId());
        unannounced.put(said);
        said.theirs().filter(theirs -> Unannounced.newer(before, said.theirs()).filter(theirs::equals).isPresent())
                .ifPresent(services.graph()::publish);
        said.ours().ifPresent(own::heardOfSibling);
        said.theirs().ifPresent(own::heardOfSibling);
    }

    /** Runs beside the actor. */
    private static Outcome merged(NetworkView view, List<ShortChannelId> closed, List<SharedGossip.Funded> channels,
            List<NodeAnnouncement> nodes, long now) {
        NetworkView next = view;
        List<GossipMessage> relay = new ArrayList<>();
        for (ShortChannelId shortChannelId : closed) {
            next = next.closedLocally(shortChannelId);
        }
        for (SharedGossip.Funded channel : channels) {
            next = taken(TakeOver.channel(
                    next, channel.announcement(), channel.capacitySat(), channel.updates(), now), next, relay);
        }
        for (NodeAnnouncement node : nodes) {
            next = taken(TakeOver.node(next, node, now), next, relay);
        }
        return new Outcome.Accepted(next, relay);
    }

    private static NetworkView taken(Outcome outcome, NetworkView before, List<GossipMessage> relay) {
        if (outcome instanceof Outcome.Accepted(NetworkView view, List<GossipMessage> more)) {
            relay.addAll(more);
            return view;
        }
        return before;
    }
}
