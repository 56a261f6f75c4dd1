package lnhub.protocol.wire;

/** A Lightning message (BOLT 1, "Lightning Message Format"). */
public sealed interface Message permits ChannelMessage, GossipMessage, Init, ErrorMessage, Warning, Ping, Pong,
        UnknownMessage {

    /** The 16-bit type on the wire. */
    int type();
}
