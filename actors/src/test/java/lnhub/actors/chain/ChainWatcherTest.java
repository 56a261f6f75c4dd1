package lnhub.actors.chain;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lnhub.actors.api.TestStates;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainWatcherTest {
    private static final ChannelRef REF = new ChannelRef(ScriptedChain.hash("channel"));
    private static final ChannelRef STRANGER = TestStates.ref(9);
    private static final int DEPTH = 3;
    private static final int START = 10;

    private final ActorTestKit kit = ActorTestKit.create("watcher", ConfigFactory.parseString(
            "akka.actor.provider = local, akka.log-dead-letters = off").withFallback(ConfigFactory.load()));
    private final ScriptedChain chain = new ScriptedChain(START);
    private final TestProbe<Command> told = kit.createTestProbe(Command.class);
    private final TestProbe<Throwable> blind = kit.createTestProbe(Throwable.class);
    private final ChainTransaction funding = ScriptedChain.transaction("funding");
    private final ChainTransaction close = ScriptedChain.transaction("close", funding.outPoint(0));
    private final ChainTransaction claim = ScriptedChain.transaction("claim", close.outPoint(0));
    private ActorRef<ChainWatcher.Message> watcher;

    /** The process starts when the chain is as it is now. */
    private void start() throws Exception {
        ChainView view = new ChainView(chain.tip().toCompletableFuture().get(), ScriptedChain.RATES,
                InstantSource.system(), Duration.ofHours(1));
        watcher = kit.spawn(ChainWatcher.create(chain, view, (ref, command) -> {
            if (ref.equals(STRANGER)) {
                return;
            }
            if (!ref.equals(REF)) {
                throw new IllegalStateException("channel " + ref + " cannot be told");
            }
            told.ref().tell(command);
        }, blind.ref()::tell));
        watcher.tell(new ChainWatcher.Blocks(REF));
        // Whatever a test does next, the watcher has begun to follow the chain.
        told.awaitAssert(Duration.ofSeconds(5), () -> assertThat(chain.isFollowed()).isTrue());
    }

    private void watchFunding() {
        watcher.tell(new ChainWatcher.WatchFunding(REF, new Effect.WatchFunding(funding.outPoint(0),
                ScriptedChain.script("funding"), 1_000_000, DEPTH, 0)));
    }

    private void watchOutputs(OutPoint output, int fromHeight, Map<Integer, Bytes32> seen) {
        watcher.tell(new ChainWatcher.WatchOutputs(REF, new Effect.WatchOutputs(Set.of(output), fromHeight, seen)));
    }

    /** The next thing the channel is told that is not a block, nor that there is no funding yet. */
    private Command next() {
        while (true) {
            Command command = told.receiveMessage(Duration.ofSeconds(5));
            if (!(command instanceof Command.NewBlock || command instanceof Command.FundingUnconfirmed)) {
                return command;
            }
        }
    }

    private void expectSpent(ChainTransaction by, int height) {
        assertThat(next()).isInstanceOfSatisfying(Command.OutputSpent.class, spent -> {
            assertThat(spent.output()).isEqualTo(by.inputs().getFirst().outPoint());
            assertThat(spent.transaction()).isEqualTo(by.raw());
            assertThat(spent.height()).isEqualTo(height);
        });
    }

    private void expectCaughtUp() {
        assertThat(next()).isEqualTo(new Command.CaughtUp(chain.tip().toCompletableFuture().join().height()));
    }

    /** Until this block nothing more was told than blocks. */
    private void expectNothingBut(Command... expected) {
        chain.mine();
        List<Command> all = new ArrayList<>();
        int tip = chain.tip().toCompletableFuture().join().height();
        while (true) {
            Command command = told.receiveMessage(Duration.ofSeconds(5));
            if (command instanceof Command.NewBlock block && block.height() == tip) {
                assertThat(all).containsExactly(expected);
                return;
            }
            if (!(command instanceof Command.NewBlock)) {
                all.add(command);
            }
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void theFundingIsToldOnceWhenItIsDeep() throws Exception {
        start();
        watchFunding();
        expectCaughtUp();
        chain.mine(funding);
        chain.mine();
        expectNothingBut(new Command.FundingDeep(lnhub.protocol.units.ShortChannelId.of(START + 1, 0, 0)));
        expectNothingBut();
    }

    @Test
    void anotherAmountThanAgreedIsNoFunding() throws Exception {
        start();
        watcher.tell(new ChainWatcher.WatchFunding(REF, new Effect.WatchFunding(funding.outPoint(0),
                ScriptedChain.script("funding"), 999_999, DEPTH, 0)));
        expectCaughtUp();
        chain.mine(funding);
        chain.mine();
        chain.mine();
        expectNothingBut();
    }

    /** Else a peer's second channel could hide the spending of its first one's funding. */
    @Test
    void aChannelThatNamesAnothersFundingHidesNothingOfIt() throws Exception {
        chain.add(funding);
        start();
        watcher.tell(new ChainWatcher.WatchFunding(STRANGER, new Effect.WatchFunding(funding.outPoint(0),
                ScriptedChain.script("another"), 1_000_000, DEPTH, 0)));
        watchFunding();
        expectCaughtUp();
        watcher.tell(new ChainWatcher.Forget(STRANGER));
        chain.mempool(close);
        assertThat(next()).isInstanceOf(Command.OutputSpentUnconfirmed.class);
        chain.mine(close);
        expectSpent(close, START + 2);
    }

    /** Nothing would be claimed in time, and nobody would know why. */
    @Test
    void aWatcherThatFailsDoesNotFailUnnoticed() throws Exception {
        start();
        watcher.tell(new ChainWatcher.WatchFunding(new ChannelRef(Bytes32.ZEROES), new Effect.WatchFunding(
                funding.outPoint(0), ScriptedChain.script("funding"), 1_000_000, DEPTH, 0)));
        assertThat(blind.receiveMessage(Duration.ofSeconds(5))).hasMessageContaining("cannot be told");
    }

    /** Whoever funds a channel names the output (BOLT 2, funding_created): any number, of any transaction. */
    @Test
    void anOutputThatATransactionDoesNotHaveIsNoFunding() throws Exception {
        start();
        watcher.tell(new ChainWatcher.WatchFunding(REF, new Effect.WatchFunding(funding.outPoint(65_535),
                ScriptedChain.script("funding"), 1_000_000, DEPTH, 0)));
        expectCaughtUp();
        chain.mine(funding);
        chain.mine();
        chain.mine();
        expectNothingBut();
    }

    @Test
    void aFundingThatIsDeepAlreadyIsTold() throws Exception {
        chain.add(funding);
        chain.add();
        chain.add();
        start();
        watchFunding();
        assertThat(next()).isInstanceOf(Command.FundingDeep.class);
        expectCaughtUp();
        watchFunding();
        expectNothingBut();
    }

    @Test
    void aFundingBlockThatIsUndoneDoesNotCount() throws Exception {
        start();
        watchFunding();
        expectCaughtUp();
        chain.mine(funding);
        chain.undo();
        assertThat(next()).isEqualTo(new Command.BlocksUndone(START + 1));
        chain.mine();
        chain.mine();
        expectNothingBut();
        chain.mine(funding);
        chain.mine();
        expectNothingBut(new Command.FundingDeep(lnhub.protocol.units.ShortChannelId.of(START + 4, 0, 0)));
    }

    /** It may be in another block now, or in none ever again. */
    @Test
    void aFundingThatWasDeepAndIsUndoneIsToldAgainWhenItIsDeep() throws Exception {
        chain.add();
        chain.add();
        start();
        watchFunding();
        assertThat(told.receiveMessage(Duration.ofSeconds(5))).isEqualTo(new Command.FundingUnconfirmed());
        expectCaughtUp();
        chain.mine(funding);
        chain.mine();
        expectNothingBut(new Command.FundingDeep(lnhub.protocol.units.ShortChannelId.of(START + 3, 0, 0)));
        chain.undo();
        chain.undo();
        assertThat(next()).isEqualTo(new Command.BlocksUndone(START + 5));
        assertThat(next()).isEqualTo(new Command.BlocksUndone(START + 4));
        chain.undo();
        assertThat(told.receiveMessage(Duration.ofSeconds(5))).isEqualTo(new Command.FundingUnconfirmed());
        assertThat(next()).isEqualTo(new Command.BlocksUndone(START + 3));
        chain.mine(funding);
        chain.mine();
        expectNothingBut(new Command.FundingDeep(lnhub.protocol.units.ShortChannelId.of(START + 3, 0, 0)));
    }

    @Test
    void spendsInTheMempoolAndInBlocksAreTold() throws Exception {
        chain.add(funding);
        start();
        watchFunding();
        expectCaughtUp();
        chain.mempool(close);
        assertThat(next()).isEqualTo(new Command.OutputSpentUnconfirmed(funding.outPoint(0), close.raw()));
        chain.mine(close);
        expectSpent(close, START + 2);
        watchOutputs(close.outPoint(0), START + 2, Map.of());
        expectCaughtUp();
        chain.mine(claim);
        expectSpent(claim, START + 3);
    }

    /** Whoever was not there when it came must not wait for a block to hear of it. */
    @Test
    void whatTheMempoolHasAlreadyIsTold() throws Exception {
        chain.add(funding);
        chain.mempool(close);
        start();
        watchFunding();
        List<Command> told = List.of(next(), next());
        assertThat(told).contains(new Command.OutputSpentUnconfirmed(funding.outPoint(0), close.raw()));
        assertThat(told).hasAtLeastOneElementOfType(Command.CaughtUp.class);
    }

    @Test
    void whatWasSpentWhileNobodyWatchedIsToldBeforeTheChannelMayGoOn() throws Exception {
        chain.add(funding);
        chain.add(close);
        chain.add(claim);
        chain.add();
        start();
        watchFunding();
        expectSpent(close, START + 2);
        expectCaughtUp();
        watchOutputs(close.outPoint(0), START + 2, Map.of());
        expectSpent(claim, START + 3);
        expectCaughtUp();
    }

    /** The chain has a block of which we were not told when it was asked. */
    @Test
    void aSpendThatIsOnlyOnItsWayToUsIsToldFirstToo() throws Exception {
        chain.add(funding);
        start();
        Block ahead = chain.add(close);
        watchFunding();
        assertThat(told.receiveMessage(Duration.ofSeconds(5))).as("as far as we were told")
                .isEqualTo(new Command.FundingUnconfirmed());
        told.expectNoMessage(Duration.ofMillis(200));
        chain.connect(ahead);
        expectSpent(close, START + 2);
        expectCaughtUp();
    }

    @Test
    void withoutAnAnswerOfTheChainNobodyGoesOnAndAskingAgainHelps() throws Exception {
        chain.add(funding);
        chain.add(close);
        start();
        chain.reachable(false);
        watchFunding();
        told.expectNoMessage(Duration.ofMillis(200));
        chain.reachable(true);
        watchFunding();
        expectSpent(close, START + 2);
        expectCaughtUp();
    }

    @Test
    void outputsAndSeenBlocksThatCouldNotBeLookedUpAreWhenTheChannelAsksAgain() throws Exception {
        chain.add(funding);
        Block gone = chain.add();
        chain.drop();
        chain.add(close);
        start();
        chain.reachable(false);
        watchOutputs(funding.outPoint(0), START + 2, Map.of(gone.height(), gone.hash()));
        told.expectNoMessage(Duration.ofMillis(200));
        chain.reachable(true);
        watchOutputs(funding.outPoint(0), START + 2, Map.of(gone.height(), gone.hash()));
        assertThat(next()).isEqualTo(new Command.BlocksUndone(START + 2));
        expectSpent(close, START + 2);
    }

    @Test
    void blocksUndoneWhileRunningAreToldAndTheOutputIsStillWatched() throws Exception {
        chain.add(funding);
        start();
        watchFunding();
        expectCaughtUp();
        chain.mine(close);
        expectSpent(close, START + 2);
        chain.undo();
        assertThat(next()).isEqualTo(new Command.BlocksUndone(START + 2));
        ChainTransaction other = ScriptedChain.transaction("other", funding.outPoint(0));
        chain.mine(other);
        expectSpent(other, START + 2);
    }

    /** The channel has seen the spend in a block above the one in which another transaction spends it now. */
    @Test
    void blocksUndoneWhileDownAreToldAndAllIsLookedUpAgain() throws Exception {
        chain.add(funding);
        ChainTransaction other = ScriptedChain.transaction("other", funding.outPoint(0));
        Block lower = chain.add();
        chain.add();
        Block seen = chain.add(close);
        for (int i = 0; i < 3; i++) {
            chain.drop();
        }
        chain.add(other);
        chain.add();
        chain.add();
        start();
        watchOutputs(funding.outPoint(0), seen.height(), Map.of(seen.height(), seen.hash()));
        assertThat(next()).isEqualTo(new Command.BlocksUndone(seen.height()));
        watchFunding();
        expectSpent(other, lower.height());
        expectCaughtUp();
    }

    @Test
    void seenBlocksThatAreStillThereAreNotUndone() throws Exception {
        chain.add(funding);
        Block seen = chain.add(close);
        start();
        watchOutputs(close.outPoint(0), seen.height(), Map.of(seen.height(), seen.hash()));
        expectCaughtUp();
        expectNothingBut();
    }

    /** A look-up that began before a block was abandoned may have found what is in it. */
    @Test
    void whatWasFoundInABlockThatIsGoneMeanwhileIsNotTold() throws Exception {
        chain.add(funding);
        chain.add(close);
        start();
        CompletableFuture<Void> gate = chain.hold();
        watchFunding();
        Block gone = chain.drop();
        chain.disconnect(gone);
        assertThat(next()).isEqualTo(new Command.BlocksUndone(gone.height()));
        gate.complete(null);
        told.expectNoMessage(Duration.ofMillis(200));
        watchFunding();
        expectCaughtUp();
    }

    @Test
    void aChannelThatIsForgottenIsToldNothing() throws Exception {
        chain.add(funding);
        start();
        watchFunding();
        expectCaughtUp();
        watcher.tell(new ChainWatcher.Forget(REF));
        chain.mine(close);
        told.expectNoMessage(Duration.ofMillis(200));
    }

    /** It could not record what it was told, say: it forgets and asks again, and is told again. */
    @Test
    void whatWasToldIsToldAgainAfterForget() throws Exception {
        chain.add(funding);
        start();
        watchFunding();
        expectCaughtUp();
        chain.mine(close);
        expectSpent(close, START + 2);
        watcher.tell(new ChainWatcher.Forget(REF));
        watcher.tell(new ChainWatcher.Blocks(REF));
        watchFunding();
        expectSpent(close, START + 2);
        expectCaughtUp();
    }

    @Test
    void aSearchOverVeryManyBlocksNeedsNoDeepStack() throws Exception {
        ScriptedChain at = new ScriptedChain(0);
        at.add(close);
        for (int i = 0; i < 20_000; i++) {
            at.add();
        }
        assertThat(SpendSearch.find(at, Set.of(funding.outPoint(0)), 20_001, 0).toCompletableFuture().get())
                .hasSize(1);
        at.slow();
        assertThat(SpendSearch.find(at, Set.of(funding.outPoint(0)), 20_001, 0).toCompletableFuture()
                .get(60, TimeUnit.SECONDS)).hasSize(1);
    }
}
