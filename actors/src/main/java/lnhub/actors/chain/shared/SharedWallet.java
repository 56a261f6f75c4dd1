package lnhub.actors.chain.shared;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The node's wallet, from any of its processes. One process at a time has it open, a cluster singleton; when that
 * process ends another one opens it, from what the database has. A stage also fails with {@link ChainException} when
 * there is no owner or no answer within {@link WalletTimes#answer()}; the message says whether what was asked for may
 * have happened all the same. Failures of other kinds than {@link Wallet} names are {@link IllegalStateException}s.
 * Nothing waits for the cluster: what is asked before this process has joined it waits as for an owner.
 */
public final class SharedWallet implements Wallet {
    private static final long SPARE_MILLIS = 5_000;
    /** The database's fence makes two owners harmless: no need to wait until one that was cut off has surely ended. */
    private static final Duration AFTER_REMOVAL = Duration.ofSeconds(1);

    private final ActorRef<AskerMessage> asker;
    private final Function<String, Bytes> scripts;
    private final WalletTimes times;
    private volatile LongSupplier feeReserve = () -> 0;
    private volatile boolean closed;

    /**
     * How this process opens the wallet.
     *
     * @param name      of the singleton; the same in all processes
     * @param opener    asked when this process becomes the owner, and again until it succeeds
     * @param scripts   the output script of an address; throws {@link IllegalArgumentException}
     * @param takenOver told when another process keeps the wallet though this one is its owner: this one was away for
     *                  too long, or is alone in a cluster of its own, and should end
     */
    public record Setup(String name, WalletOpener opener, Function<String, Bytes> scripts,
            Consumer<Throwable> takenOver, WalletTimes times) {
    }

    private SharedWallet(ActorSystem<?> system, Setup setup) {
        this.scripts = setup.scripts();
        this.times = setup.times();
        ActorRef<OwnerMessage> proxy = ClusterSingleton.get(system).init(SingletonActor.of(
                WalletOwner.create(takenOver -> open(setup.opener(), takenOver), setup.takenOver(), times),
                setup.name()).withStopMessage(new OwnerMessage.End())
                .withSettings(ClusterSingletonSettings.create(system).withRemovalMargin(AFTER_REMOVAL)));
        this.asker = system.systemActorOf(WalletAsker.create(proxy, times), setup.name() + "-asker", Props.empty());
    }

    /** Once per process and name, before or after the process has joined its cluster. */
    public static SharedWallet start(ActorSystem<?> system, Setup setup) {
        return new SharedWallet(system, setup);
    }

    private Wallet open(WalletOpener opener, Runnable takenOver) throws Exception {
        Wallet wallet = opener.open(takenOver);
        wallet.feeReserve(() -> feeReserve.getAsLong());
        return wallet;
    }

    /** The actor answers in time unless its system has ended; then nobody does. */
    private CompletionStage<List<WalletAnswer>> ask(WalletRequest request) {
        CompletableFuture<List<WalletAnswer>> answer = new CompletableFuture<>();
        if (closed) {
            answer.completeExceptionally(new ChainException(ChainException.Kind.UNREACHABLE,
                    "the wallet has been closed; nothing has been done"));
            return answer;
        }
        asker.tell(new AskerMessage.Request(request, answer));
        return answer.orTimeout(times.answer().toMillis() + SPARE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(inTime(StageFailure.cause(failure))));
    }

    private static Throwable inTime(Throwable failure) {
        return failure instanceof TimeoutException ? new ChainException(ChainException.Kind.UNREACHABLE,
                "this process is ending; what was asked for may have happened or not") : failure;
    }

    private <A, T> CompletionStage<T> one(WalletRequest request, Class<A> type, Function<A, T> content) {
        return ask(request).thenApply(parts -> content.apply(type.cast(parts.getFirst())));
    }

    private <A, T> CompletionStage<List<T>> all(WalletRequest request, Class<A> type, Function<A, List<T>> items) {
        return ask(request).thenApply(parts -> parts.stream().map(type::cast).map(items).flatMap(List::stream)
                .toList());
    }

    private CompletionStage<Void> done(WalletRequest request) {
        return one(request, WalletAnswer.Done.class, done -> null);
    }

    @Override
    public CompletionStage<String> newAddress() {
        return one(new WalletRequest.NewAddress(), WalletAnswer.Address.class, WalletAnswer.Address::address);
    }

    @Override
    public CompletionStage<Bytes> newScript() {
        return newAddress().thenApply(scripts);
    }

    @Override
    public Bytes scriptOf(String address) {
        return scripts.apply(address);
    }

    @Override
    public CompletionStage<Balance> balance() {
        return one(new WalletRequest.GetBalance(), WalletAnswer.Amounts.class, WalletAnswer.Amounts::balance);
    }

    @Override
    public CompletionStage<List<Coin>> utxos() {
        return all(new WalletRequest.GetCoins(), WalletAnswer.Coins.class, WalletAnswer.Coins::items);
    }

    @Override
    public CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        return one(new WalletRequest.Fund(scriptPubkey, amountSat, feeratePerKw), WalletAnswer.Made.class,
                WalletAnswer.Made::transaction);
    }

    @Override
    public CompletionStage<Void> release(Bytes32 txid) {
        return done(new WalletRequest.Release(txid));
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return all(new WalletRequest.GetUnseen(), WalletAnswer.Transactions.class, WalletAnswer.Transactions::items);
    }

    @Override
    public CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        return one(new WalletRequest.Send(scriptPubkey, amountSat, feeratePerKw), WalletAnswer.Made.class,
                WalletAnswer.Made::transaction);
    }

    @Override
    public CompletionStage<List<FeeInput>> reserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw) {
        return all(new WalletRequest.ReserveForFees(purpose, amountSat, feeratePerKw), WalletAnswer.FeeInputs.class,
                WalletAnswer.FeeInputs::items);
    }

    @Override
    public CompletionStage<Bytes> signFeeInputs(Bytes transaction) {
        return one(new WalletRequest.SignFeeInputs(transaction), WalletAnswer.Signed.class,
                WalletAnswer.Signed::transaction);
    }

    @Override
    public CompletionStage<Void> releaseFees(Bytes32 purpose) {
        return done(new WalletRequest.ReleaseFees(purpose));
    }

    /** Of the wallet while this process owns it: each process says what it knows of. */
    @Override
    public void feeReserve(LongSupplier sat) {
        feeReserve = sat;
    }

    /** This process asks no more. If it is the owner it closes the wallet when its actor system ends. */
    @Override
    public void close() {
        closed = true;
        asker.tell(new AskerMessage.Close());
    }
}
