package lnhub.actors.peer;

import java.util.Optional;

/** @param address where we reached the peer last; empty if only it has ever dialled us */
public record PeerState(Optional<PeerMessage.Address> address) {
    static final PeerState NEW = new PeerState(Optional.empty());

    PeerState apply(PeerEvent event) {
        return switch (event) {
            case PeerEvent.Reached reached ->
                    new PeerState(Optional.of(new PeerMessage.Address(reached.host(), reached.port())));
        };
    }
}
