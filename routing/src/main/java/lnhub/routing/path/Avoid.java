package lnhub.routing.path;

import java.util.Map;
import java.util.Set;
import lnhub.protocol.crypto.PublicKey;

/**
 * What earlier failures taught the sender.
 *
 * @param nodes never to be routed through; paying them, or sending from them, is still possible
 * @param penaltiesMsat what to add to the cost of a channel, as if it were a fee; {@link #BANNED} excludes it
 */
public record Avoid(Set<PublicKey> nodes, Map<DirectedChannel, Long> penaltiesMsat) {
    public static final long BANNED = Long.MAX_VALUE;
    public static final Avoid NOTHING = new Avoid(Set.of(), Map.of());

    public Avoid {
        nodes = Set.copyOf(nodes);
        penaltiesMsat = Map.copyOf(penaltiesMsat);
        if (penaltiesMsat.values().stream().anyMatch(penalty -> penalty < 0)) {
            throw new IllegalArgumentException("a penalty is not negative");
        }
    }
}
