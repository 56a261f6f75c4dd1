package lnhub.protocol.channel;

import java.util.Optional;

/** Moves HTLCs one step on; drops those whose removal has become irrevocable and counts what changed hands. */
final class Settling {
    private final Stage.Step step;
    private long sentMsat;
    private long receivedMsat;

    Settling(Stage.Step step) {
        this.step = step;
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
