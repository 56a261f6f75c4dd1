package lnhub.actors.peer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.units.Bytes32;

/**
 * What a peer entity needs of the node around it.
 *
 * @param random 32 fresh random bytes at a time: channel refs and temporary channel ids
 * @param maxOpening channels a peer may be opening at once
 * @param maxReconnectDelay the longest pause between two attempts to dial a peer again
 * @param awakeBy when all channels should have woken up after a restart. The process may have died after a channel's
 *     first event and before the peer's: until then a peer that asks for such a channel is not told that it is unknown
 */
public record PeerServices(Transport transport, Wallet wallet, Supplier<Bytes32> random, int maxOpening,
        int maxChannels, Duration maxReconnectDelay, InstantSource clock, Instant awakeBy) {

    /** How long until every channel has had time to wake up; not positive once it has. */
    Duration untilAwake() {
        return Duration.between(clock.instant(), awakeBy);
    }
}
