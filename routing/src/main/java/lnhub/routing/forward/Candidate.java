package lnhub.routing.forward;

import java.util.List;
import lnhub.protocol.units.Bytes32;

/**
 * One of our channels to the peer an HTLC is meant for, as it was when last heard of.
 *
 * @param policies the announced one first, then those replaced less than ten minutes ago, which senders may still
 *                 use (BOLT 7, "HTLC Fees")
 * @param sendableMsat the largest HTLC the channel could add now: balance less reserve, fees and what is in flight
 * @param freeSlots how many more HTLCs the channel could add now
 * @param enabled false while the peer is away or the channel is closing
 */
public record Candidate(
        Bytes32 channelId, List<RelayPolicy> policies, long sendableMsat, int freeSlots, boolean enabled) {

    public Candidate {
        policies = List.copyOf(policies);
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("a channel needs at least one policy");
        }
    }

    /** What we announce for the channel now. */
    public RelayPolicy currentPolicy() {
        return policies.getFirst();
    }
}
