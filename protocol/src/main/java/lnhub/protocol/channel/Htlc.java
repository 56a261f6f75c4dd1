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

    /** The first of the peer's commitments that has it, {@link #NEVER} before there is one. */
    long since();

    /** The {@link #since} of an HTLC that no commitment of the peer's has yet. */
    long NEVER = -1;

    /** @param stage of the removal, an update of the side that did not offer the HTLC */
    record Removal(int stage, Settlement settlement) {
    }

    /** One that we offered. */
    record Offered(long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Origin origin, int stage,
            Optional<Removal> removal, long since) implements Htlc {

        Offered at(int stage, Optional<Removal> removal) {
            return new Offered(id, amountMsat, paymentHash, cltvExpiry, origin, stage, removal, since);
        }

        Offered since(long number) {
            return new Offered(id, amountMsat, paymentHash, cltvExpiry, origin, stage, removal, number);
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
            Optional<Removal> removal, Optional<Assignment> assignment, Optional<Settlement> settlement, long since)
            implements Htlc {

        Received at(int stage, Optional<Removal> removal) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal, assignment,
                    settlement, since);
        }

        Received since(long number) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal, assignment,
                    settlement, number);
        }

        Received assigned(Assignment assignment) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal,
                    Optional.of(assignment), settlement, since);
        }

        Received settling(Settlement settlement) {
            return new Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal, assignment,
                    Optional.of(settlement), since);
        }

        /** The preimage, if it is known and may be used: the peer is irrevocably committed to the HTLC. */
        Optional<Bytes32> preimage() {
            Optional<Settlement> known = removal.map(Removal::settlement).or(() -> settlement);
            return known.orElse(null) instanceof Settlement.Fulfilled f ? Optional.of(f.preimage()) : Optional.empty();
        }

        /** In both commitments, every earlier one revoked, and not on its way out. */
        boolean isCommitted() {
            return stage == Stage.IRREVOCABLE && removal.isEmpty();
        }
    }
}
