package lnhub.actors.chain.shared;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A wallet that answers what its test wants: for funding and for fees from a list, nothing while that is empty. */
final class TestWallet implements Wallet {
    static final Bytes32 TXID = Bytes32.fromHex("77".repeat(32));
    static final FundedTransaction FUNDED = new FundedTransaction(Bytes.fromHex("0200"), TXID, 1, 153);

    final AtomicInteger keys = new AtomicInteger();
    final Queue<CompletionStage<FundedTransaction>> funded = new ConcurrentLinkedQueue<>();
    final Queue<CompletionStage<List<FeeInput>>> reserved = new ConcurrentLinkedQueue<>();
    final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Bytes32> released = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    volatile List<Coin> coins = List.of();
    volatile List<FundedTransaction> unseen = List.of();
    volatile LongSupplier reserve = () -> -1;
    private final String name;

    TestWallet(String name) {
        this.name = name;
    }

    @Override
    public CompletionStage<String> newAddress() {
        return CompletableFuture.completedFuture(name + "-" + keys.incrementAndGet());
    }

    @Override
    public CompletionStage<Bytes> newScript() {
        throw new AssertionError("a script is asked for as an address");
    }

    @Override
    public Bytes scriptOf(String address) {
        throw new AssertionError("no owner is needed for that");
    }

    @Override
    public CompletionStage<Balance> balance() {
        return CompletableFuture.completedFuture(new Balance(1, 2, 3, reserve.getAsLong()));
    }

    @Override
    public CompletionStage<List<Coin>> utxos() {
        return CompletableFuture.completedFuture(coins);
    }

    private static <T> CompletionStage<T> next(Queue<CompletionStage<T>> answers) {
        CompletionStage<T> answer = answers.poll();
        return answer == null ? new CompletableFuture<>() : answer;
    }

    @Override
    public CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        asked.add("fund " + scriptPubkey.toHex() + " " + amountSat + " " + feeratePerKw);
        return next(funded);
    }

    @Override
    public CompletionStage<Void> release(Bytes32 txid) {
        released.add(txid);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return CompletableFuture.completedFuture(unseen);
    }

    @Override
    public CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        asked.add("send " + scriptPubkey.toHex() + " " + amountSat + " " + feeratePerKw);
        return next(funded);
    }

    @Override
    public CompletionStage<List<FeeInput>> reserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw) {
        asked.add("reserve " + purpose + " " + amountSat + " " + feeratePerKw);
        return next(reserved);
    }

    @Override
    public CompletionStage<Bytes> signFeeInputs(Bytes transaction) {
        return CompletableFuture.completedFuture(Bytes.fromHex(transaction.toHex() + "ff"));
    }

    @Override
    public CompletionStage<Void> releaseFees(Bytes32 purpose) {
        released.add(purpose);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void feeReserve(LongSupplier sat) {
        reserve = sat;
    }

    @Override
    public void close() {
        closed.complete(null);
    }
}
