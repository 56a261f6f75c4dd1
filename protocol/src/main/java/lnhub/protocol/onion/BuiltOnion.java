package lnhub.protocol.onion;

import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * An onion ready to send.
 *
 * @param onion 1366 bytes for the first hop
 * @param sharedSecrets one per hop in the order of the route; {@link FailureOnion#unwrap} needs them
 */
public record BuiltOnion(Bytes onion, List<Bytes32> sharedSecrets) {

    public BuiltOnion {
        sharedSecrets = List.copyOf(sharedSecrets);
    }

    /** Without the shared secrets. */
    @Override
    public String toString() {
        return "BuiltOnion(" + sharedSecrets.size() + " hops)";
    }
}
