package lnhub.actors.api;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Has some confirmed coins; every transaction costs the same. An address is "bcrt1" and its script in hex. */
public final class FakeWallet implements Wallet {
    static final long FEE_SAT = 153;

    /** Whose coins are locked. */
    public final Set<Bytes32> held = ConcurrentHashMap.newKeySet();
    volatile long confirmedSat = 50_000;
    volatile long lastSentSat;

    @Override
    public CompletionStage<String> newAddress() {
        return CompletableFuture.completedFuture("bcrt1" + TestStates.CLOSE_SCRIPT.toHex());
    }

    @Override
    public CompletionStage<Bytes> newScript() {
        return CompletableFuture.completedFuture(TestStates.CLOSE_SCRIPT);
    }

    @Override
    public Bytes scriptOf(String address) {
        if (!address.startsWith("bcrt1")) {
            throw new IllegalArgumentException("\"" + address + "\" is no regtest address");
        }
        return Bytes.fromHex(address.substring(5));
    }

    @Override
    public CompletionStage<Balance> balance() {
        return CompletableFuture.completedFuture(new Balance(confirmedSat, 7, 9, 0));
    }

    @Override
    public CompletionStage<List<Coin>> utxos() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        FundedTransaction funded = new FundedTransaction(Bytes.EMPTY, TestStates.bytes32(6), 0, FEE_SAT);
        held.add(funded.txid());
        return CompletableFuture.completedFuture(funded);
    }

    @Override
    public CompletionStage<Void> release(Bytes32 txid) {
        held.remove(txid);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        if (amountSat + FEE_SAT > confirmedSat) {
            return CompletableFuture.failedFuture(new InsufficientFunds(amountSat + FEE_SAT, confirmedSat));
        }
        lastSentSat = amountSat;
        return CompletableFuture.completedFuture(
                new FundedTransaction(Bytes.EMPTY, TestStates.bytes32(5), 0, FEE_SAT));
    }

    @Override
    public CompletionStage<List<FeeInput>> reserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Bytes> signFeeInputs(Bytes transaction) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Void> releaseFees(Bytes32 purpose) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public void feeReserve(LongSupplier sat) {
    }

    @Override
    public void close() {
    }
}
