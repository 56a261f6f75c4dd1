package lnhub.protocol.channel;

import java.util.Optional;

/**
 * Moves HTLCs one step on; drops those whose removal has become irrevocable and counts what changed hands. With a
 * signature of ours HTLCs enter the peer's commitment.
 */
final class Settling {
    private final Stage.Step step;
    private final long signedNumber;
    private long sentMsat;
    private long receivedMsat;

    /** @param signedNumber of the peer's commitment that is signed, where the step is that */
    Settling(Stage.Step step, long signedNumber) {
        this.step = step;
        this.signedNumber = signedNumber;
    }

    /** What changed hands by HTLCs of ours that ended in this step. */
    long sentMsat() {
        return sentMsat;
    }

    /** The same by the peer's. */
    long receivedMsat() {
        return receivedMsat;
    }

    Htlc.Offered offered(Htlc.Offered htlc) {
        Htlc.Offered moved = moved(htlc);
        boolean enters = moved != null && step == Stage.Step.COMMITMENT_SENT && htlc.stage() == Stage.PROPOSED;
        return enters ? moved.since(signedNumber) : moved;
    }

    private Htlc.Offered moved(Htlc.Offered htlc) {
        int stage = step.ours(htlc.stage());
        if (htlc.removal().isEmpty()) {
            return stage == htlc.stage() ? htlc : htlc.at(stage, Optional.empty());
        }
        Htlc.Removal removal = htlc.removal().get();
        int removed = step.theirs(removal.stage());
        if (removed == Stage.IRREVOCABLE) {
            sentMsat += removal.settlement().isFulfilled() ? htlc.amountMsat() : 0;
            return null;
        }
        return removed == removal.stage() && stage == htlc.stage() ? htlc
                : htlc.at(stage, Optional.of(new Htlc.Removal(removed, removal.settlement())));
    }

    Htlc.Received received(Htlc.Received htlc) {
        Htlc.Received moved = moved(htlc);
        boolean enters = moved != null && step == Stage.Step.COMMITMENT_SENT && htlc.stage() == Stage.SIGNED;
        return enters ? moved.since(signedNumber) : moved;
    }

    private Htlc.Received moved(Htlc.Received htlc) {
        int stage = step.theirs(htlc.stage());
        if (htlc.removal().isEmpty()) {
            return stage == htlc.stage() ? htlc : htlc.at(stage, Optional.empty());
        }
        Htlc.Removal removal = htlc.removal().get();
        int removed = step.ours(removal.stage());
        if (removed == Stage.IRREVOCABLE) {
            receivedMsat += removal.settlement().isFulfilled() ? htlc.amountMsat() : 0;
            return null;
        }
        return removed == removal.stage() && stage == htlc.stage() ? htlc
                : htlc.at(stage, Optional.of(new Htlc.Removal(removed, removal.settlement())));
    }
}
