package lnhub.protocol.channel;

import java.util.Optional;

/** Moves HTLCs one step on; drops those whose removal has become irrevocable and counts what changed hands. */
final class Settling {
    private final Stage.Step step;
    private long localDeltaMsat;

    Settling(Stage.Step step) {
        this.step = step;
    }

    /** What we gained (or, negative, lost) by HTLCs that ended in this step. */
    long localDeltaMsat() {
        return localDeltaMsat;
    }

    Htlc.Offered offered(Htlc.Offered htlc) {
        int stage = step.ours(htlc.stage());
        if (htlc.removal().isEmpty()) {
            return stage == htlc.stage() ? htlc : htlc.at(stage, Optional.empty());
        }
        Htlc.Removal removal = htlc.removal().get();
        int removed = step.theirs(removal.stage());
        if (removed == Stage.IRREVOCABLE) {
            localDeltaMsat -= removal.settlement().isFulfilled() ? htlc.amountMsat() : 0;
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
            localDeltaMsat += removal.settlement().isFulfilled() ? htlc.amountMsat() : 0;
            return null;
        }
        return removed == removal.stage() && stage == htlc.stage() ? htlc
                : htlc.at(stage, Optional.of(new Htlc.Removal(removed, removal.settlement())));
    }
}
