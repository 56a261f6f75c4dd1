package lnhub.actors.chain.shared;

import static lnhub.actors.chain.shared.TestProcess.TIMES;
import static lnhub.actors.chain.shared.TestProcess.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.cluster.typed.Cluster;
import akka.cluster.typed.Leave;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Unspent;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What processes and the one owner of the wallet tell each other. */
@Timeout(120)
class SharedWalletTest {
    private static final Bytes SCRIPT = Bytes.fromHex("0014" + "11".repeat(20));
    private static final Bytes32 PURPOSE = Bytes32.fromHex("a1".repeat(32));

    private final List<TestProcess> processes = new ArrayList<>();

    private TestProcess started(TestProcess process) throws Exception {
        processes.add(process);
        return process.join(processes.getFirst());
    }

    @AfterEach
    void stop() throws Exception {
        for (TestProcess process : processes) {
            process.close();
        }
    }

    private static WalletTimes answerWithin(Duration answer) {
        return new WalletTimes(answer, TIMES.seek(), TIMES.firstPause(), TIMES.longestPause(), TIMES.close());
    }

    private static Throwable failure(CompletionStage<?> stage) throws Exception {
        return get(stage.handle((result, failure) -> failure == null ? null : StageFailure.cause(failure)));
    }

    private static FeeInput feeInput(int number) {
        return new FeeInput(outPoint(number), 1_000, FeeInput.P2WPKH_WITNESS_SIZE);
    }

    private static OutPoint outPoint(int number) {
        return new OutPoint(Bytes32.fromHex("%064x".formatted(number)), number);
    }

    @Test
    void allProcessesAskTheOneOwner() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        TestProcess two = started(new TestProcess("two"));
        assertThat(get(two.wallet.newAddress())).isEqualTo("one-1");
        assertThat(get(one.wallet.newAddress())).isEqualTo("one-2");
        assertThat(two.opened).isNotDone();
        one.wallet.feeReserve(() -> 7);
        two.wallet.feeReserve(() -> 8);
        assertThat(get(two.wallet.balance())).isEqualTo(new Wallet.Balance(1, 2, 3, 7));
        one.own.funded.add(CompletableFuture.completedFuture(TestWallet.FUNDED));
        assertThat(get(two.wallet.fund(SCRIPT, 5, 253))).isEqualTo(TestWallet.FUNDED);
        one.own.funded.add(CompletableFuture.completedFuture(TestWallet.FUNDED));
        assertThat(get(two.wallet.send(SCRIPT, 6, 254))).isEqualTo(TestWallet.FUNDED);
        one.own.reserved.add(CompletableFuture.completedFuture(List.of(feeInput(1), feeInput(2))));
        assertThat(get(two.wallet.reserveForFees(PURPOSE, 9, 255))).containsExactly(feeInput(1), feeInput(2));
        assertThat(one.own.asked).containsExactly("fund " + SCRIPT.toHex() + " 5 253",
                "send " + SCRIPT.toHex() + " 6 254", "reserve " + PURPOSE + " 9 255");
        assertThat(get(two.wallet.signFeeInputs(SCRIPT)).toHex()).isEqualTo(SCRIPT.toHex() + "ff");
        get(two.wallet.release(TestWallet.TXID));
        get(two.wallet.releaseFees(PURPOSE));
        assertThat(one.own.released).containsExactly(TestWallet.TXID, PURPOSE);
        assertThat(two.wallet.scriptOf(SCRIPT.toHex())).isEqualTo(SCRIPT);
    }

    @Test
    void failuresKeepTheirKindAndText() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        TestProcess two = started(new TestProcess("two"));
        List<RuntimeException> failures = List.of(new InsufficientFunds(5, 3, 2), new InsufficientFunds(5, 3),
                new IllegalArgumentException("dust"), new IllegalStateException("the network refused the payment"),
                new ChainException(ChainException.Kind.BUSY, "starting up"));
        for (RuntimeException failed : failures) {
            one.own.funded.add(CompletableFuture.failedFuture(failed));
            assertThat(failure(two.wallet.fund(SCRIPT, 5, 253))).hasSameClassAs(failed)
                    .hasMessage(failed.getMessage());
        }
        one.own.funded.add(CompletableFuture.failedFuture(failures.getLast()));
        assertThat(failure(two.wallet.send(SCRIPT, 5, 253))).isInstanceOfSatisfying(ChainException.class,
                chain -> assertThat(chain.kind()).isEqualTo(ChainException.Kind.BUSY));
        one.own.funded.add(CompletableFuture.failedFuture(new UncheckedIOException(new IOException("no disk"))));
        assertThat(failure(two.wallet.fund(SCRIPT, 5, 253))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no disk");
    }

    @Test
    void listsAreAsLongAsTheyAre() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        TestProcess two = started(new TestProcess("two"));
        assertThat(get(two.wallet.utxos())).isEmpty();
        List<Wallet.Coin> coins = new ArrayList<>();
        List<Wallet.FundedTransaction> unseen = new ArrayList<>();
        List<FeeInput> fees = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            coins.add(new Wallet.Coin(new Unspent(outPoint(i), i, SCRIPT, i, 1), "bcrt1 address " + i, i % 2 == 0));
            fees.add(feeInput(i));
        }
        for (int i = 0; i < 20; i++) {
            unseen.add(new Wallet.FundedTransaction(Bytes.wrap(new byte[100_000 + i]), TestWallet.TXID, i, i));
        }
        one.own.coins = coins;
        one.own.unseen = unseen;
        one.own.reserved.add(CompletableFuture.completedFuture(fees));
        assertThat(get(two.wallet.utxos())).isEqualTo(coins);
        assertThat(get(two.wallet.unseen())).isEqualTo(unseen);
        assertThat(get(two.wallet.reserveForFees(PURPOSE, 1, 253))).isEqualTo(fees);
    }

    @Test
    void whenTheOwnerDiesTheNextIsAskedForWhatMayBeRepeated() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        TestProcess two = started(new TestProcess("two"));
        CompletionStage<List<FeeInput>> reserving = two.wallet.reserveForFees(PURPOSE, 9, 255);
        CompletionStage<Wallet.FundedTransaction> funding = two.wallet.fund(SCRIPT, 5, 253);
        assertThat(List.of(one.own.asked.take(), one.own.asked.take())).hasSize(2);
        two.own.reserved.add(CompletableFuture.completedFuture(List.of(feeInput(4))));
        one.die(two);
        assertThat(failure(funding)).isInstanceOf(ChainException.class)
                .hasMessageContaining("may have happened or not");
        assertThat(get(reserving)).containsExactly(feeInput(4));
        assertThat(get(two.wallet.newAddress())).isEqualTo("two-1");
        assertThat(two.own.asked).containsExactly("reserve " + PURPOSE + " 9 255");
    }

    @Test
    void anOwnerThatLeavesClosesTheWalletBeforeTheNextOpensIt() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        List<Boolean> closedBefore = new ArrayList<>();
        TestProcess two = started(new TestProcess("two", TIMES, process -> closedBefore.add(one.own.closed.isDone())));
        assertThat(get(two.wallet.newAddress())).isEqualTo("one-1");
        Cluster cluster = Cluster.get(one.system);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
        get(two.opened);
        assertThat(closedBefore).containsExactly(true);
        assertThat(get(two.wallet.newAddress())).isEqualTo("two-1");
    }

    @Test
    void aWalletThatCannotBeOpenedIsTriedAgainAndSaysWhy() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CompletableFuture<Void> repaired = new CompletableFuture<>();
        TestProcess one = started(new TestProcess("one", TIMES, process -> {
            attempts.incrementAndGet();
            if (!repaired.isDone()) {
                throw new UncheckedIOException("cannot use the wallet", new IOException("it is damaged"));
            }
        }));
        assertThat(failure(one.wallet.newAddress())).isInstanceOf(ChainException.class)
                .hasMessage("the wallet cannot be opened: cannot use the wallet: it is damaged");
        repaired.complete(null);
        get(one.opened);
        assertThat(attempts.get()).isGreaterThan(1);
        while (failure(one.wallet.newAddress()) != null) {
            assertThat(one.isUp()).isTrue();
        }
        assertThat(one.own.keys.get()).isEqualTo(1);
    }

    @Test
    void whatWaitsForAnOwnerIsBoundedAndIsToldThatNothingHappened() throws Exception {
        TestProcess alone = new TestProcess("alone", answerWithin(Duration.ofSeconds(1)));
        processes.add(alone);
        List<CompletionStage<String>> waiting = new ArrayList<>();
        for (int i = 0; i < WalletAsker.MAX_REQUESTS; i++) {
            waiting.add(alone.wallet.newAddress());
        }
        assertThat(failure(alone.wallet.newAddress())).isInstanceOfSatisfying(ChainException.class,
                busy -> assertThat(busy.kind()).isEqualTo(ChainException.Kind.BUSY));
        for (CompletionStage<String> one : waiting) {
            assertThat(failure(one)).isInstanceOf(ChainException.class).hasMessageContaining("nothing has been done");
        }
        alone.join(alone);
        get(alone.opened);
        while (failure(alone.wallet.balance()) != null) {
            assertThat(alone.isUp()).isTrue();
        }
        assertThat(get(alone.wallet.newAddress())).isEqualTo("alone-1");
    }

    @Test
    void coinsThatWereFundedTooLateAreFreeAgain() throws Exception {
        TestProcess one = started(new TestProcess("one", answerWithin(Duration.ofSeconds(3))));
        get(one.wallet.newAddress());
        CompletableFuture<Wallet.FundedTransaction> late = new CompletableFuture<>();
        one.own.funded.add(late);
        assertThat(failure(one.wallet.fund(SCRIPT, 5, 253))).isInstanceOf(ChainException.class)
                .hasMessageContaining("may have happened or not");
        CompletableFuture<Wallet.FundedTransaction> sent = new CompletableFuture<>();
        one.own.funded.add(sent);
        assertThat(failure(one.wallet.send(SCRIPT, 5, 253))).isInstanceOf(ChainException.class);
        sent.complete(new Wallet.FundedTransaction(SCRIPT, PURPOSE, 0, 1));
        late.complete(TestWallet.FUNDED);
        assertThat(one.own.released.poll(20, TimeUnit.SECONDS)).isEqualTo(TestWallet.TXID);
        get(one.wallet.newAddress());
        assertThat(one.own.released).isEmpty();
    }

    @Test
    void anOwnerWhoseWalletWasTakenOverServesNothingMore() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        TestProcess two = started(new TestProcess("two"));
        assertThat(get(two.wallet.newAddress())).isEqualTo("one-1");
        one.own.funded.add(CompletableFuture.failedFuture(new WalletTakenOver()));
        assertThat(failure(two.wallet.fund(SCRIPT, 5, 253))).isInstanceOf(ChainException.class)
                .hasMessageContaining("another process has taken the wallet over");
        assertThat(get(one.takenOver)).isInstanceOf(WalletTakenOver.class);
        assertThat(failure(two.wallet.newAddress())).isInstanceOf(ChainException.class)
                .hasMessageContaining("another process has taken the wallet over");
        get(one.own.closed);
        assertThat(one.own.keys.get()).isEqualTo(1);
    }

    @Test
    void aWalletThatFindsItOutByItselfIsHeard() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        get(one.opened).run();
        assertThat(get(one.takenOver)).isInstanceOf(WalletTakenOver.class);
        assertThat(failure(one.wallet.balance())).isInstanceOf(ChainException.class);
    }

    @Test
    void whoWaitsWhenItIsClosedGetsAnAnswer() throws Exception {
        TestProcess one = started(new TestProcess("one"));
        CompletionStage<?> waiting = one.wallet.fund(SCRIPT, 5, 253);
        one.own.asked.take();
        one.wallet.close();
        assertThat(failure(waiting)).isInstanceOf(ChainException.class)
                .hasMessageContaining("may have happened or not");
        assertThatThrownBy(() -> get(one.wallet.newAddress())).hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining("closed");
    }
}
