package lnhub.actors.peer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes32;

/**
 * What is known of a peer before any of its channels is awake. The channels are here because the peer may ask for one
 * the moment we are back: to call it unknown then would make the peer close it on chain (BOLT 1, error).
 *
 * @param address where we reached the peer last; empty if only it has ever dialled us
 * @param channels with the peer, and how it calls them
 */
public record PeerState(Optional<PeerMessage.Address> address, Map<ChannelRef, Bytes32> channels) {
    static final PeerState NEW = new PeerState(Optional.empty(), Map.of());

    PeerState apply(PeerEvent event) {
        return switch (event) {
            case PeerEvent.Reached reached -> new PeerState(
                    Optional.of(new PeerMessage.Address(reached.host(), reached.port())), channels);
            case PeerEvent.ChannelBegun begun -> {
                Map<ChannelRef, Bytes32> more = new LinkedHashMap<>(channels);
                more.put(begun.ref(), begun.channelId());
                yield new PeerState(address, Collections.unmodifiableMap(more));
            }
            case PeerEvent.ChannelEnded ended -> {
                Map<ChannelRef, Bytes32> rest = new LinkedHashMap<>(channels);
                rest.remove(ended.ref());
                yield new PeerState(address, Collections.unmodifiableMap(rest));
            }
        };
    }

    Optional<ChannelRef> channel(Bytes32 channelId) {
        return channels.entrySet().stream().filter(entry -> entry.getValue().equals(channelId))
                .map(Map.Entry::getKey).findFirst();
    }
}
