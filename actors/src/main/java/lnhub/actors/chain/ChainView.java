package lnhub.actors.chain;

/** The tip and the fee rates as this process saw them last; read by anybody, written by the {@link ChainWatcher}. */
public final class ChainView {
    private static final int COMMITMENT_TARGET_BLOCKS = 6;

    private volatile Tip tip;
    private volatile FeeRates feeRates;

    public ChainView(Tip tip, FeeRates feeRates) {
        this.tip = tip;
        this.feeRates = feeRates;
    }

    public Tip tip() {
        return tip;
    }

    public int height() {
        return tip.height();
    }

    /** What a commitment or a funding transaction should pay, in satoshi per 1000 weight units. */
    public int feeratePerKw() {
        return feeRates.within(COMMITMENT_TARGET_BLOCKS);
    }

    void advance(Tip next) {
        tip = next;
    }

    void feeRates(FeeRates rates) {
        feeRates = rates;
    }
}
