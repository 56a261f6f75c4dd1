package lnhub.actors.chain.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import lnhub.actors.chain.Wallet;

/** A request as a call of the wallet, and what it gives as the parts of an answer. */
final class WalletCall {
    /** Of what a part contains, roughly, in bytes; a single larger item is a part alone. */
    static final int PART_SIZE = 64 << 10;
    /** Of numbers, hashes and lengths, at most. */
    private static final int ITEM_SIZE = 100;

    private WalletCall() {
    }

    static CompletionStage<? extends List<? extends WalletAnswer>> of(WalletRequest request, Wallet wallet) {
        return switch (request) {
            case WalletRequest.NewAddress n -> wallet.newAddress().thenApply(WalletAnswer.Address::new)
                    .thenApply(List::of);
            case WalletRequest.GetBalance get -> wallet.balance().thenApply(WalletAnswer.Amounts::new)
                    .thenApply(List::of);
            case WalletRequest.GetCoins get -> wallet.utxos().thenApply(coins -> parts(coins,
                    coin -> coin.address().length() + coin.output().scriptPubkey().length(), WalletAnswer.Coins::new));
            case WalletRequest.Fund fund -> wallet.fund(fund.scriptPubkey(), fund.amountSat(), fund.feeratePerKw())
                    .thenApply(WalletAnswer.Made::new).thenApply(List::of);
            case WalletRequest.Release release -> done(wallet.release(release.txid()));
            case WalletRequest.GetUnseen get -> wallet.unseen().thenApply(unseen -> parts(unseen,
                    funded -> funded.signedTx().length(), WalletAnswer.Transactions::new));
            case WalletRequest.Send send -> wallet.send(send.scriptPubkey(), send.amountSat(), send.feeratePerKw())
                    .thenApply(WalletAnswer.Made::new).thenApply(List::of);
            case WalletRequest.ReserveForFees reserve -> wallet.reserveForFees(reserve.purpose(), reserve.amountSat(),
                    reserve.feeratePerKw()).thenApply(coins -> parts(coins, coin -> 0, WalletAnswer.FeeInputs::new));
            case WalletRequest.SignFeeInputs sign -> wallet.signFeeInputs(sign.transaction())
                    .thenApply(WalletAnswer.Signed::new).thenApply(List::of);
            case WalletRequest.ReleaseFees release -> done(wallet.releaseFees(release.purpose()));
        };
    }

    private static CompletionStage<List<WalletAnswer.Done>> done(CompletionStage<Void> stage) {
        return stage.thenApply(nothing -> List.of(new WalletAnswer.Done()));
    }

    /** At least one part. */
    static <T, A> List<A> parts(List<T> items, ToIntFunction<T> size, BiFunction<List<T>, Boolean, A> part) {
        List<A> parts = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < items.size(); i++) {
            int more = ITEM_SIZE + size.applyAsInt(items.get(i));
            if (i > from && bytes + more > PART_SIZE) {
                parts.add(part.apply(List.copyOf(items.subList(from, i)), false));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        parts.add(part.apply(List.copyOf(items.subList(from, items.size())), true));
        return parts;
    }
}
