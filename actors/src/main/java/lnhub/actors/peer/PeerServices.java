package lnhub.actors.peer;

import java.time.Duration;
import java.util.function.Supplier;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.units.Bytes32;

/**
 * What a peer entity needs of the node around it.
 *
 * @param random 32 fresh random bytes at a time: channel refs and temporary channel ids
 * @param maxOpening channels a peer may be opening at once
 * @param maxReconnectDelay the longest pause between two attempts to dial a peer again
 */
public record PeerServices(Transport transport, Wallet wallet, Supplier<Bytes32> random, int maxOpening,
        int maxChannels, Duration maxReconnectDelay) {
}
