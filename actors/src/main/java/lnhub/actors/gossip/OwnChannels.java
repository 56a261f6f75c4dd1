package lnhub.actors.gossip;

import akka.actor.typed.javadsl.TimerScheduler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lnhub.actors.gossip.GossipCommand.LocalChannel;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;

/** Speaks for our channels (BOLT 7, "The channel_update Message"): to the peer at once, to the others by publishing. */
final class OwnChannels {
    private final GossipServices services;
    private final TimerScheduler<GossipCommand> timers;
    private final Supplier<Graph> graph;
    private final Unannounced unannounced;
    private final Consumer<ChannelUpdate> publish;
    private final Consumer<SharedGossip.Unannounced> said;
    private final Map<ShortChannelId, OwnChannel> channels = new HashMap<>();
    private final Map<ShortChannelId, LocalChannel> early = new LinkedHashMap<>();

    /**
     * @param publish takes every update of ours; whether it may leave the channel is for the rules to say
     * @param said told besides what only the peer is told
     */
    OwnChannels(GossipServices services, TimerScheduler<GossipCommand> timers, Supplier<Graph> graph,
            Unannounced unannounced, Consumer<ChannelUpdate> publish, Consumer<SharedGossip.Unannounced> said) {
        this.services = services;
        this.timers = timers;
        this.graph = graph;
        this.unannounced = unannounced;
        this.publish = publish;
        this.said = said;
    }

    /**
     * As long as we do not know what other processes of this node have said, nothing is said of it.
     *
     * @param maySpeak whether we know
     */
    void local(LocalChannel now, boolean maySpeak) {
        if (maySpeak) {
            local(now);
        } else {
            early.put(now.shortChannelId(), now);
        }
    }

    /** We know now. */
    void speak() {
        List<LocalChannel> waiting = List.copyOf(early.values());
        early.clear();
        waiting.forEach(this::local);
    }

    boolean isToSpeak() {
        return !early.isEmpty();
    }

    private void local(LocalChannel now) {
        Optional<Channel> inGraph = graph.get().channel(now.shortChannelId());
        OwnChannel channel = channels.computeIfAbsent(now.shortChannelId(), id -> begun(now, inGraph));
        boolean reconnected = channel.changed(now);
        inGraph.ifPresent(known -> {
            channel.announced();
            known.direction(directionOf(now.peer())).map(Direction::update).filter(this::isNews)
                    .ifPresent(this::heard);
        });
        settle(channel, reconnected);
    }

    /** Another process may have hosted it before: its last word is ours. */
    private OwnChannel begun(LocalChannel now, Optional<Channel> inGraph) {
        OwnChannel channel = new OwnChannel(now);
        Optional<ChannelUpdate> announced = inGraph.flatMap(
                known -> known.direction(1 - directionOf(now.peer()))).map(Direction::update);
        Optional<ChannelUpdate> ours = unannounced.ours(now.shortChannelId());
        // Both, because the next one must be newer than either.
        ours.ifPresent(channel::adopt);
        announced.ifPresent(channel::adopt);
        unannounced.theirs(now.shortChannelId()).ifPresent(channel::heard);
        return channel;
    }

    private void settle(OwnChannel channel, boolean reconnected) {
        LocalChannel now = channel.local();
        if (!channel.isSilent()) {
            Optional<ChannelUpdate> renewed = channel.renewed(services, now.usable() || channel.isEnabled());
            renewed.ifPresent(update -> say(channel, update));
            if (renewed.isEmpty() && reconnected) {
                channel.update().ifPresent(update -> tellPeer(channel, update));
            }
        }
        if (!channel.isToBeDisabled()) {
            timers.cancel(now.shortChannelId());
        } else if (!timers.isTimerActive(now.shortChannelId())) {
            timers.startSingleTimer(now.shortChannelId(), new Internal.DisableDue(now.shortChannelId()),
                    services.limits().disableDelay());
        }
    }

    /** The channel is in the graph: what was for the peer alone may now be for everybody. */
    void announced(ShortChannelId shortChannelId) {
        OwnChannel channel = channels.get(shortChannelId);
        if (channel == null) {
            return;
        }
        channel.announced();
        if (!channel.isSilent()) {
            channel.renewed(services, channel.local().usable() || channel.isEnabled())
                    .ifPresentOrElse(update -> say(channel, update), () -> channel.update().ifPresent(publish));
        }
    }

    /** Whether we speak for it and have not heard yet that it is public. */
    boolean isUnannounced(ShortChannelId shortChannelId) {
        return channels.containsKey(shortChannelId) && !channels.get(shortChannelId).isAnnounced();
    }

    /** Closed, or hosted by another process now. */
    void closed(ShortChannelId shortChannelId) {
        early.remove(shortChannelId);
        channels.remove(shortChannelId);
        timers.cancel(shortChannelId);
    }

    void disableDue(ShortChannelId shortChannelId) {
        OwnChannel channel = channels.get(shortChannelId);
        if (channel != null && channel.isToBeDisabled()) {
            channel.renewed(services, false).ifPresent(update -> say(channel, update));
        }
    }

    /**
     * Says again what would soon count as stale: disabled channels too, or others would forget them. And what another
     * process has said otherwise: only now and then, or two that both take a channel for theirs would never end.
     */
    void refresh() {
        long oldest = services.nowSeconds() - services.limits().refresh().toSeconds();
        for (OwnChannel channel : List.copyOf(channels.values())) {
            if (channel.isOutdone() || channel.update().filter(last -> last.timestamp() <= oldest).isPresent()) {
                say(channel, channel.again(services));
            }
        }
    }

    /** The other end, if this is an update of the other end of a channel of ours; which another process may host. */
    Optional<PublicKey> peerOf(ChannelUpdate m) {
        return Optional.ofNullable(channels.get(m.shortChannelId()))
                .map(channel -> channel.local().peer())
                .or(() -> unannounced.peer(m.shortChannelId()))
                .filter(peer -> Direction.of(m) == directionOf(peer));
    }

    private int directionOf(PublicKey peer) {
        return peer.compareTo(services.nodeId()) < 0 ? 0 : 1;
    }

    /** Whether the other end has not said this, or anything later, already. */
    boolean isNews(ChannelUpdate ofPeer) {
        return Optional.ofNullable(channels.get(ofPeer.shortChannelId())).map(OwnChannel::peerUpdate)
                .orElseGet(() -> unannounced.theirs(ofPeer.shortChannelId()))
                .filter(known -> known.timestamp() >= ofPeer.timestamp()).isEmpty();
    }

    /** Another process of this node knows an update of a channel of ours. */
    void heardOfSibling(ChannelUpdate m) {
        OwnChannel channel = channels.get(m.shortChannelId());
        if (channel == null) {
            return;
        }
        if (peerOf(m).isPresent()) {
            if (isNews(m)) {
                channel.heard(m);
                services.graph().publish(m);
            }
        } else {
            boolean first = channel.update().isEmpty();
            channel.heardOfSibling(m);
            if (first) {
                settle(channel, false);
            }
        }
    }

    /** A peer sent an accepted update of a channel of ours: the other end's, or one that we sent in a former life. */
    void heard(ChannelUpdate m) {
        OwnChannel channel = channels.get(m.shortChannelId());
        if (channel == null) {
            return;
        }
        if (peerOf(m).isPresent()) {
            channel.heard(m);
            services.graph().publish(m);
        } else {
            channel.heardOurOwn(m);
            if (channel.update().isPresent()) {
                say(channel, channel.again(services));
            }
        }
    }

    private void say(OwnChannel channel, ChannelUpdate update) {
        if (!channel.isAnnounced()) {
            said.accept(new SharedGossip.Unannounced(update.shortChannelId(), channel.local().peer(),
                    Optional.of(update), Optional.empty()));
        }
        tellPeer(channel, update);
        publish.accept(update);
    }

    private static void tellPeer(OwnChannel channel, ChannelUpdate update) {
        channel.local().connection().ifPresent(to -> to.tell(new ConnectionMessage.Send(update)));
    }
}
