package lnhub.actors.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi.SendCoins;
import lnhub.actors.NodeApi.WalletBalance;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The node's own money on chain. */
final class WalletCalls {
    private static final long MAX_MONEY_SAT = 2_100_000_000_000_000L;
    /** A transaction that pays more per kilo weight unit than this (4,000 sat/vB) is a slip of the hand. */
    private static final int MAX_FEERATE_PER_KW = 1_000_000;

    private final ApiServices services;

    WalletCalls(ApiServices services) {
        this.services = services;
    }

    CompletionStage<String> newAddress() {
        return Refusals.ofWallet(services.wallet().newAddress());
    }

    CompletionStage<WalletBalance> balance() {
        return Refusals.ofWallet(services.wallet().balance()).thenApply(balance ->
                new WalletBalance(balance.confirmedSat(), balance.unconfirmedSat(), balance.lockedSat(),
                        balance.feeReserveSat()));
    }

    CompletionStage<Bytes32> send(SendCoins request) {
        Bytes script = Refusals.read("address", request.address(), services.wallet()::scriptOf);
        int feerate = request.feeratePerKw().orElseGet(services.view()::feeratePerKw);
        Refusals.within("the fee rate in sat per 1000 weight units", feerate, FeeRates.FLOOR_PER_KW,
                MAX_FEERATE_PER_KW);
        if (request.all()) {
            return Refusals.ofWallet(services.wallet().balance().thenCompose(balance ->
                    sendAll(script, balance.confirmedSat(), balance.confirmedSat(), feerate)));
        }
        Refusals.within("the amount in satoshi", request.amountSat(), 1, MAX_MONEY_SAT);
        return Refusals.ofWallet(services.wallet().send(script, request.amountSat(), feerate)
                .thenApply(Wallet.FundedTransaction::txid));
    }

    /** The wallet says by how much the coins fall short of an amount and its fee: so much less is all of it. */
    private CompletionStage<Bytes32> sendAll(Bytes script, long amountSat, long confirmedSat, int feerate) {
        if (amountSat <= 0) {
            return CompletableFuture.failedFuture(Refusals.precondition("the wallet has " + confirmedSat
                    + " sat confirmed and unlocked, which is not more than the fee"));
        }
        return services.wallet().send(script, amountSat, feerate).thenApply(Wallet.FundedTransaction::txid)
                .exceptionallyCompose(failure -> {
                    if (StageFailure.cause(failure) instanceof InsufficientFunds funds
                            && funds.neededSat() > funds.availableSat()) {
                        long missingSat = funds.neededSat() - funds.availableSat();
                        return sendAll(script, amountSat - missingSat, confirmedSat, feerate);
                    }
                    return CompletableFuture.failedFuture(StageFailure.cause(failure));
                });
    }
}
