package lnhub.node.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lnhub.actors.chain.InsufficientFunds;

/**
 * Which coins pay. The smallest one that suffices alone, so that large coins stay whole for large channels and few
 * transactions wait for the same change; if none does, the largest first.
 *
 * @param feeSat    all that is not paid or given back
 * @param changeSat 0 for no change output
 */
record CoinSelection(List<WalletLedger.OwnOutput> coins, long feeSat, long changeSat) {
    /** Below this a P2WPKH output is dust: mempools refuse it, and it goes to the fee. */
    static final long DUST_LIMIT_SAT = 294;
    static final int P2WPKH_SCRIPT_LENGTH = 22;
    private static final int MAX_COINS = 500;
    /** Outpoint, empty script, sequence; then a 72-byte signature (low s, with its hash type) and the key. */
    private static final long INPUT_WEIGHT = 4 * 41 + 2 + 72 + 1 + 33;

    /**
     * @param keptSat what must be left, the change included: or a wallet with one coin could never use it
     * @throws InsufficientFunds when all of them, or the 500 largest, are not enough
     */
    static CoinSelection select(List<WalletLedger.OwnOutput> available, long amountSat, int scriptLength,
            int feeratePerKw, long keptSat) {
        long sumSat = available.stream().mapToLong(WalletLedger.OwnOutput::amountSat).sum();
        long neededSat;
        try {
            CoinSelection selection = select(available, amountSat, scriptLength, feeratePerKw);
            if (sumSat - amountSat - selection.feeSat >= keptSat) {
                return selection;
            }
            neededSat = amountSat + selection.feeSat;
        } catch (InsufficientFunds insufficient) {
            neededSat = insufficient.neededSat();
        }
        throw new InsufficientFunds(neededSat, Math.max(0, sumSat - keptSat), keptSat);
    }

    private static CoinSelection select(
            List<WalletLedger.OwnOutput> available, long amountSat, int scriptLength, int feeratePerKw) {
        Comparator<WalletLedger.OwnOutput> bySize = Comparator
                .comparingLong(WalletLedger.OwnOutput::amountSat)
                .thenComparing(coin -> coin.outPoint().txid()).thenComparing(coin -> coin.outPoint().index());
        long aloneSat = amountSat + feeSat(1, feeratePerKw, scriptLength);
        Optional<WalletLedger.OwnOutput> alone =
                available.stream().filter(coin -> coin.amountSat() >= aloneSat).min(bySize);
        List<WalletLedger.OwnOutput> chosen = new ArrayList<>();
        if (alone.isPresent()) {
            chosen.add(alone.get());
            return withChange(chosen, alone.get().amountSat(), amountSat, scriptLength, feeratePerKw);
        }
        long totalSat = 0;
        for (WalletLedger.OwnOutput coin : available.stream().sorted(bySize.reversed()).limit(MAX_COINS).toList()) {
            chosen.add(coin);
            totalSat += coin.amountSat();
            if (totalSat >= amountSat + feeSat(chosen.size(), feeratePerKw, scriptLength)) {
                return withChange(chosen, totalSat, amountSat, scriptLength, feeratePerKw);
            }
        }
        throw new InsufficientFunds(amountSat + feeSat(Math.max(chosen.size(), 1), feeratePerKw, scriptLength),
                available.stream().mapToLong(WalletLedger.OwnOutput::amountSat).sum());
    }

    /** For one coin and no change. */
    static long leastFeeSat(int scriptLength, int feeratePerKw) {
        return feeSat(1, feeratePerKw, scriptLength);
    }

    private static CoinSelection withChange(
            List<WalletLedger.OwnOutput> coins, long totalSat, long amountSat, int scriptLength, int feeratePerKw) {
        long feeSat = feeSat(coins.size(), feeratePerKw, scriptLength, P2WPKH_SCRIPT_LENGTH);
        long changeSat = totalSat - amountSat - feeSat;
        return changeSat >= DUST_LIMIT_SAT ? new CoinSelection(coins, feeSat, changeSat)
                : new CoinSelection(coins, totalSat - amountSat, 0);
    }

    private static long feeSat(int inputs, int feeratePerKw, int... scriptLengths) {
        long outputsSize = 0;
        for (int length : scriptLengths) {
            outputsSize += 8 + varIntSize(length) + length;
        }
        long size = 4 + varIntSize(inputs) + varIntSize(scriptLengths.length) + outputsSize + 4;
        return Math.ceilDiv((size * 4 + 2 + inputs * INPUT_WEIGHT) * feeratePerKw, 1000L);
    }

    private static int varIntSize(int value) {
        return value < 0xfd ? 1 : 3;
    }
}
