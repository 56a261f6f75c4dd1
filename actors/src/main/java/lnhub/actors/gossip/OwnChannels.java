package lnhub.actors.gossip;

import akka.actor.typed.javadsl.TimerScheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lnhub.actors.gossip.GossipCommand.LocalChannel;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;

/** Speaks for our channels (BOLT 7, "The channel_update Message"): to the peer at once, to the others by publishing. */
final class OwnChannels {
    private final GossipServices services;
    private final TimerScheduler<GossipCommand> timers;
    private final Consumer<ChannelUpdate> publish;
    private final Map<ShortChannelId, OwnChannel> channels = new HashMap<>();

    /** @param publish takes every update of ours; whether it may leave the channel is for the rules to say */
    OwnChannels(GossipServices services, TimerScheduler<GossipCommand> timers, Consumer<ChannelUpdate> publish) {
        this.services = services;
        this.timers = timers;
        this.publish = publish;
    }

    /** @param inGraph the same channel as the network knows it, if it does */
    void local(LocalChannel now, Optional<Channel> inGraph) {
        OwnChannel channel = channels.computeIfAbsent(now.shortChannelId(), id -> new OwnChannel(now));
        boolean reconnected = channel.changed(now);
        inGraph.ifPresent(known -> {
            channel.announced();
            known.direction(directionOf(now.peer())).map(Direction::update).filter(this::isNews)
                    .ifPresent(this::heard);
        });
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

    void closed(ShortChannelId shortChannelId) {
        channels.remove(shortChannelId);
        timers.cancel(shortChannelId);
    }

    void disableDue(ShortChannelId shortChannelId) {
        OwnChannel channel = channels.get(shortChannelId);
        if (channel != null && channel.isToBeDisabled()) {
            channel.renewed(services, false).ifPresent(update -> say(channel, update));
        }
    }

    /** Says again what would soon count as stale: disabled channels too, or others would forget them. */
    void refresh() {
        long oldest = services.nowSeconds() - services.limits().refresh().toSeconds();
        for (OwnChannel channel : List.copyOf(channels.values())) {
            if (channel.update().filter(last -> last.timestamp() <= oldest).isPresent()) {
                say(channel, channel.again(services));
            }
        }
    }

    /** The other end, if this is an update of the other end of a channel of ours. */
    Optional<PublicKey> peerOf(ChannelUpdate m) {
        return Optional.ofNullable(channels.get(m.shortChannelId()))
                .map(channel -> channel.local().peer())
                .filter(peer -> Direction.of(m) == directionOf(peer));
    }

    private int directionOf(PublicKey peer) {
        return peer.compareTo(services.nodeId()) < 0 ? 0 : 1;
    }

    /** Whether the other end has not said this, or anything later, already. */
    boolean isNews(ChannelUpdate ofPeer) {
        return channels.get(ofPeer.shortChannelId()).peerUpdate()
                .filter(known -> known.timestamp() >= ofPeer.timestamp()).isEmpty();
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
        tellPeer(channel, update);
        publish.accept(update);
    }

    private static void tellPeer(OwnChannel channel, ChannelUpdate update) {
        channel.local().connection().ifPresent(to -> to.tell(new ConnectionMessage.Send(update)));
    }
}
