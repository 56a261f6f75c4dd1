package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** An HTLC in a channel, with the stage its addition and, if proposed, its removal have reached. */
public sealed interface Htlc {
    long id();

    long amountMsat();

    Bytes32 paymentHash();

    long cltvExpiry();

    int stage();

    Optional<Removal> removal();

    /** @param stage of the removal, an update of the side that did not offer the HTLC */
    record Removal(int stage, Settlement settlement) {
    }

    /** One that we offered. */
    record Offered(long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Origin origin, int stage,
            Optional<Removal> removal) implements Htlc {

        Offered at(int stage, Optional<Removal> removal) {
            return new Offered(id, amountMsat, paymentHash, cltvExpiry, origin, stage, removal);
        }
    }

    /**
     * One that the peer offered.
     *
     * @param onion as received, 1366 bytes
     * @param assignment where it was sent on to, once that is decided
     * @param settlement what its outcome is to be, recorded while it could not be proposed to the peer
     */
    record Received(long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Bytes onion, int stage,
            Optional<Removal> removal, Optional<Assignment> assignment, Optional<Settlement> settlement)
            implements Htlc {

        Received at(int stage, Optional<Removal> removal) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal, assignment,
                    settlement);
        }

        Received assigned(Assignment assignment) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal,
                    Optional.of(assignment), settlement);
        }

        Received settling(Settlement settlement) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal, assignment,
                    Optional.of(settlement));
        }

        /** In both commitments, every earlier one revoked, and not on its way out. */
        boolean isCommitted() {
            return stage == Stage.IRREVOCABLE && removal.isEmpty();
        }
    }
}
