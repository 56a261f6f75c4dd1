package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import fr.acinq.bitcoin.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.ChainWatcher;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Tip;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.forward.Candidate;
import lnhub.routing.forward.ForwardCheck;
import lnhub.routing.forward.ForwardDecision;
import lnhub.routing.forward.ForwardFailure;
import lnhub.routing.forward.ForwardLimits;
import lnhub.routing.forward.ForwardRequest;
import lnhub.routing.forward.RelayPolicy;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** A real bitcoind that goes away, comes back, or has thrown blocks away. */
class RealBitcoindOutageTest {

    private static Bytes32 mine(RealBitcoind bitcoind, int blocks, String address) throws InterruptedException {
        try (BitcoindRpc rpc = new BitcoindRpc(bitcoind.config())) {
            return Bytes32.fromHex(rpc.call("generatetoaddress", blocks, address).get(blocks - 1).asText()).reversed();
        }
    }

    /** Both times it has another port and another cookie, as after a change of its configuration. */
    @Test
    void whatHappenedMeanwhileIsCaughtUpAfterARestart() throws Exception {
        try (RealBitcoind bitcoind = RealBitcoind.start()) {
            Bytes32 abandoned = mine(bitcoind, 3, TestMoney.ADDRESS);
            Tip seen;
            try (Chain chain = new BitcoindChain(bitcoind.config())) {
                seen = chain.tip().toCompletableFuture().join();
                Recording told = new Recording();
                chain.resume(seen, told);
                bitcoind.stop();
                assertThat(Recording.next(told.interruptions).kind()).isIn(Kind.UNREACHABLE, Kind.BUSY);
                assertThat(told.blocks).isEmpty();
            }
            bitcoind.startAgain();
            try (BitcoindRpc rpc = new BitcoindRpc(bitcoind.config())) {
                rpc.call("invalidateblock", abandoned.reversed().toHex());
            }
            Bytes32 last = mine(bitcoind, 2, TestMoney.ELSEWHERE);
            try (Chain chain = new BitcoindChain(bitcoind.config())) {
                Recording told = new Recording();
                chain.resume(seen, told);
                assertThat(told.disconnected().hash()).isEqualTo(abandoned);
                told.connectedUpTo(last);
            }
        }
    }

    @Test
    void aPrunedOneIsGoodForWhatItStillHas() throws Exception {
        try (RealBitcoind bitcoind = RealBitcoind.start("-prune=1", "-fastprune");
                BitcoindRpc rpc = new BitcoindRpc(bitcoind.config());
                Chain chain = new BitcoindChain(bitcoind.config())) {
            mine(bitcoind, 1_000, TestMoney.ADDRESS);
            int kept = rpc.call("pruneblockchain", 600).asInt() + 1;
            assertThat(kept).isGreaterThan(1);
            Recording ours = new Recording();
            chain.subscribe(900, ours);
            assertThat(ours.connected().height()).isEqualTo(900);
            Recording tooOld = new Recording();
            chain.subscribe(1, tooOld);
            ChainException refused = Recording.next(tooOld.interruptions);
            assertThat(refused.kind()).isEqualTo(Kind.UNKNOWN_BLOCK);
            assertThat(refused).hasMessageContaining("is pruned and no longer has block 1 ")
                    .hasMessageContaining("its blocks begin at " + kept);
            assertThat(tooOld.blocks).isEmpty();
            assertThat(chain.block(5).toCompletableFuture().handle((block, failed) ->
                    failed instanceof CompletionException wrapped ? wrapped.getCause() : failed).join())
                    .isInstanceOf(ChainException.class);
        }
    }

    /** The channel goes on publishing at every tick: the chain must say each time what is so, from nothing kept. */
    @Test
    void whatItForgotInACrashIsPublishedAgain() throws Exception {
        try (RealBitcoind bitcoind = RealBitcoind.start(); Chain chain = new BitcoindChain(bitcoind.config())) {
            mine(bitcoind, 110, TestMoney.ADDRESS);
            Transaction parent = payment(chain, 1, 200);
            Transaction child = TestMoney.spend(parent,
                    TestMoney.pay(parent.txOut.getFirst().amount.toLong() - 1_000));
            Transaction alone = payment(chain, 2, 1_000);
            assertThat(publish(chain, parent, child)).isInstanceOf(Published.Accepted.class);
            assertThat(publish(chain, alone)).isInstanceOf(Published.Accepted.class);
            bitcoind.crash();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> publish(chain, alone)).hasCauseInstanceOf(ChainException.class);
                assertThatThrownBy(() -> publish(chain, parent, child)).hasCauseInstanceOf(ChainException.class);
            }
            bitcoind.startWhereItWas();
            assertThat(get(chain.spendableOutput(TestMoney.outPoint(alone, 0)))).isEmpty();
            assertThat(publish(chain, alone)).isInstanceOf(Published.Accepted.class);
            assertThat(publish(chain, parent, child)).isInstanceOf(Published.Accepted.class);
            mine(bitcoind, 1, TestMoney.ELSEWHERE);
            assertThat(publish(chain, parent, child)).isInstanceOf(Published.AlreadyConfirmed.class);
            assertThat(publish(chain, alone)).isInstanceOf(Published.AlreadyConfirmed.class);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Transaction payment(Chain chain, int rewardHeight, long feeSat) throws Exception {
        Transaction reward = TestMoney.of(get(chain.block(rewardHeight)).orElseThrow().transactions().getFirst());
        return TestMoney.spend(reward, TestMoney.pay(reward.txOut.getFirst().amount.toLong() - feeSat));
    }

    private static Published publish(Chain chain, Transaction... txs) throws Exception {
        List<Bytes> raw = Stream.of(txs).map(TestMoney::raw).toList();
        return get(raw.size() == 1 ? chain.publish(raw.getFirst()) : chain.publishPackage(raw));
    }

    /** It is frozen while clocks go on, as far as the hub can tell. */
    @Test
    void forwardsNearTheirDeadlinesArePausedWhileItIsAway() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_700_000_000));
        try (RealBitcoind bitcoind = RealBitcoind.start(); Chain chain = new BitcoindChain(impatient(bitcoind))) {
            mine(bitcoind, 5, TestMoney.ADDRESS);
            ChainView view = new ChainView(get(chain.tip()), get(chain.feeRates()), now::get, Duration.ofHours(1));
            int tip = view.height();
            ActorSystem<ChainWatcher.Message> watcher = ActorSystem.create(
                    ChainWatcher.create(chain, view, (channel, command) -> { }, Assertions::fail), "watcher");
            try {
                now.updateAndGet(time -> time.plus(Duration.ofMinutes(40)));
                until(() -> view.heightForDeadlines() == tip);
                assertThat(forwards(view, tip + 40)).isTrue();
                bitcoind.freeze();
                // A call that was answered before may still be told of.
                until(() -> fails(chain));
                Instant frozen = now.updateAndGet(time -> time.plus(Duration.ofMinutes(35)));
                assertThat(view.heard()).isBefore(frozen);
                assertThat(view.heightForDeadlines()).isEqualTo(tip + 8);
                assertThat(forwards(view, tip + 40)).isFalse();
                assertThat(forwards(view, tip + 48)).isTrue();
                now.updateAndGet(time -> time.plus(Duration.ofMinutes(25)));
                assertThat(forwards(view, tip + 1_900)).isFalse();
                bitcoind.thaw();
                until(() -> view.heightForDeadlines() == tip);
                assertThat(forwards(view, tip + 40)).isTrue();
                bitcoind.crash();
                now.updateAndGet(time -> time.plus(Duration.ofMinutes(35)));
                assertThat(forwards(view, tip + 40)).isFalse();
                bitcoind.startWhereItWas();
                mine(bitcoind, 2, TestMoney.ADDRESS);
                until(() -> view.heightForDeadlines() == tip + 2);
                assertThat(forwards(view, tip + 42)).isTrue();
            } finally {
                watcher.terminate();
                watcher.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static BitcoindConfig impatient(RealBitcoind bitcoind) {
        BitcoindConfig usual = bitcoind.config();
        return new BitcoindConfig(usual.uri(), usual.credentials(), usual.network(), usual.pollInterval(),
                Duration.ofSeconds(1), usual.longestPause(), usual.fees(), usual.zmq());
    }

    private static boolean fails(Chain chain) {
        return chain.tip().toCompletableFuture().handle((tip, failure) -> failure != null).join();
    }

    private static void until(BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Whether an HTLC that expires then is forwarded; the outgoing one must have 40 blocks left. */
    private static boolean forwards(ChainView view, int expiry) {
        ForwardRequest request = new ForwardRequest(2_000_000, expiry + 80, 1_000_000, expiry, 1);
        Candidate channel = new Candidate(Bytes32.ZEROES, List.of(new RelayPolicy(1_000, 100, 80, 1, 10_000_000)),
                10_000_000, 100, true);
        return switch (ForwardCheck.check(request, List.of(channel), view.heightForDeadlines(),
                new ForwardLimits(40, ForwardLimits.MAX_HTLC_CLTV))) {
            case ForwardDecision.Forward forward -> true;
            case ForwardDecision.Refuse refuse -> {
                assertThat(refuse.failure()).isInstanceOf(ForwardFailure.ExpiryTooSoon.class);
                yield false;
            }
        };
    }
}
