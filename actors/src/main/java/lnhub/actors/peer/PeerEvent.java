package lnhub.actors.peer;

import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes32;

/** What is durable of a peer. */
public sealed interface PeerEvent {

    /** The peer was reached there by us: where to dial it after a disconnection or a restart. */
    record Reached(String host, int port) implements PeerEvent {
    }

    /** There is a channel with the peer now. */
    record ChannelBegun(ChannelRef ref, Bytes32 channelId) implements PeerEvent {
    }

    /** Nothing is left of a channel. */
    record ChannelEnded(ChannelRef ref) implements PeerEvent {
    }
}
