package lnhub.actors.peer;

/** What is durable of a peer. */
public sealed interface PeerEvent {

    /** The peer was reached there by us: where to dial it after a disconnection or a restart. */
    record Reached(String host, int port) implements PeerEvent {
    }
}
