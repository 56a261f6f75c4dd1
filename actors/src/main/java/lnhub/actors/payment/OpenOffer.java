package lnhub.actors.payment;

import lnhub.protocol.units.Bytes;

/**
 * What is known of the offer under way and need not be durable, because it can be asked for again.
 *
 * <p>A channel does not record that it refused an offer of our own, so of two equal offers it may refuse the first and
 * take the second. A refusal is therefore final only when the offer was surely made once; otherwise it stands in doubt
 * until no answer can be under way any more.
 */
final class OpenOffer {
    private final long number;
    private boolean repeated;
    private boolean taken;
    private Bytes refusal;

    /** @param repeated whether the offer may have been made before: after a restart nobody knows */
    OpenOffer(long number, boolean repeated) {
        this.number = number;
        this.repeated = repeated;
    }

    long number() {
        return number;
    }

    void repeat() {
        repeated = true;
    }

    void take() {
        taken = true;
    }

    boolean isTaken() {
        return taken;
    }

    /** @return whether the attempt is over with that */
    boolean refuse(Bytes failure) {
        refusal = failure;
        return !repeated && !taken;
    }

    boolean isInDoubt() {
        return refusal != null && !taken;
    }

    Bytes refusal() {
        return refusal;
    }
}
