package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.transactions.OutPoint;

/** A mistake on chain that {@link ChainSimulation} must notice, planted between the channel and its driver. */
enum SimChainFault {
    NONE,
    /** What takes the outputs of a commitment is not noticed. */
    DEAF {
        @Override
        boolean hears(Command command, OutPoint funding) {
            return !(command instanceof Command.OutputSpent spent && !spent.output().equals(funding));
        }
    },
    /** A reorganisation is not noticed. */
    FORGOTTEN_UNDOING {
        @Override
        boolean hears(Command command, OutPoint funding) {
            return !(command instanceof Command.BlocksUndone);
        }
    },
    /** What happened on chain is taken for final at once. */
    NO_DEPTH,
    /** Claims are published without a record of them. */
    UNRECORDED_CLAIM {
        @Override
        List<Event> recorded(List<Event> events) {
            List<Event> kept = new ArrayList<>(events);
            kept.removeIf(Event.ClaimPublished.class::isInstance);
            return kept;
        }
    },
    /** The HTLCs of revoked commitments are not looked up. */
    NO_RECORDS {
        @Override
        boolean hears(Command command, OutPoint funding) {
            return !(command instanceof Command.RevokedHtlcsFound);
        }
    },
    /** A preimage that a block shows is not told upstream. */
    UNSEEN_PREIMAGE {
        @Override
        List<Event> recorded(List<Event> events) {
            List<Event> kept = new ArrayList<>(events);
            kept.removeIf(event -> event instanceof Event.OfferedResolved resolved && resolved.outcomes().values()
                    .stream().anyMatch(Settlement::isFulfilled));
            return kept;
        }
    },
    /** Nothing that an HTLC of the peer's needs is published. */
    NO_CLAIMS;

    boolean hears(Command command, OutPoint funding) {
        return true;
    }

    List<Event> recorded(List<Event> events) {
        return events;
    }
}
