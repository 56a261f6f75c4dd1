package lnhub.actors.chain;

/**
 * Another process keeps this wallet now. What was asked for was not kept, so it did not happen, and this process must
 * not serve the wallet any longer.
 */
public final class WalletTakenOver extends RuntimeException {
    public WalletTakenOver() {
        super("another process has taken the wallet over; nothing of what was asked for has happened");
    }
}
