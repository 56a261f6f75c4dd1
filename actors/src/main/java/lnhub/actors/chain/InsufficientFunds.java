package lnhub.actors.chain;

/** The wallet's spendable coins do not suffice for an amount and its fee. */
public final class InsufficientFunds extends RuntimeException {
    private final long neededSat;
    private final long availableSat;

    public InsufficientFunds(long neededSat, long availableSat) {
        super("needs " + neededSat + " sat with the fee, " + availableSat + " sat can be spent now");
        this.neededSat = neededSat;
        this.availableSat = availableSat;
    }

    public long neededSat() {
        return neededSat;
    }

    /** Confirmed, mature and not locked. */
    public long availableSat() {
        return availableSat;
    }
}
