package lnhub.actors.chain;

/** The wallet's spendable coins do not suffice for an amount and its fee. */
public final class InsufficientFunds extends RuntimeException {
    private final long neededSat;
    private final long availableSat;
    private final long keptSat;

    public InsufficientFunds(long neededSat, long availableSat) {
        this(neededSat, availableSat, 0);
    }

    /** @param keptSat of the spendable coins, not in {@code availableSat}: the fee reserve, which this may not touch */
    public InsufficientFunds(long neededSat, long availableSat, long keptSat) {
        super("needs " + neededSat + " sat with the fee, " + availableSat + " sat can be spent now"
                + (keptSat == 0 ? "" : "; " + keptSat + " sat are kept as the fee reserve of the channels"));
        this.neededSat = neededSat;
        this.availableSat = availableSat;
        this.keptSat = keptSat;
    }

    public long neededSat() {
        return neededSat;
    }

    /** Confirmed, mature, not locked, and not kept as the fee reserve. */
    public long availableSat() {
        return availableSat;
    }

    /** Of the spendable coins, what is kept as the fee reserve. */
    public long keptSat() {
        return keptSat;
    }
}
