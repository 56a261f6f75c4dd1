package lnhub.actors.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lnhub.actors.api.TestStates;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.Test;

/** Where fundings are; what the watcher does with them is in ChainWatcherTest. */
class FundingsTest {
    private static final ChannelRef FIRST = TestStates.ref(1);
    private static final ChannelRef SECOND = TestStates.ref(2);
    private static final int HEIGHT = 700;

    private final List<String> told = new ArrayList<>();
    private final Fundings fundings = new Fundings((ref, command) -> told.add(ref + " " + command));
    private final ChainTransaction batch = new ChainTransaction(ScriptedChain.hash("batch"), List.of(), List.of(
            new ChainTransaction.Output(1_000_000, ScriptedChain.script("a")),
            new ChainTransaction.Output(2_000_000, ScriptedChain.script("b"))), 0, ScriptedChain.script("raw"));
    private final Block block = new Block(HEIGHT, ScriptedChain.hash("block"), Bytes32.ZEROES, 0, List.of(batch));

    private void watch(ChannelRef ref, int index, long sat, String script) {
        fundings.watch(ref, new Effect.WatchFunding(new OutPoint(batch.txid(), index), ScriptedChain.script(script),
                sat, 1, 0));
    }

    private static String deep(ChannelRef ref, int index) {
        return ref + " " + new Command.FundingDeep(ShortChannelId.of(HEIGHT, 0, index));
    }

    @Test
    void oneTransactionFundsTwoChannels() {
        watch(FIRST, 0, 1_000_000, "a");
        watch(SECOND, 1, 2_000_000, "b");
        fundings.mined(batch, block);
        assertThat(told).containsExactlyInAnyOrder(deep(FIRST, 0), deep(SECOND, 1));
    }

    @Test
    void whoIsForgottenTakesNobodyAlong() {
        watch(FIRST, 0, 1_000_000, "a");
        watch(SECOND, 1, 2_000_000, "b");
        fundings.forget(SECOND);
        fundings.forget(SECOND);
        fundings.mined(batch, block);
        assertThat(told).containsExactly(deep(FIRST, 0));
        fundings.forget(FIRST);
        fundings.mined(batch, block);
        fundings.undone(HEIGHT);
        assertThat(told).hasSize(1);
    }

    /** The second one's funder names the first one's output: only the first one's script was agreed on. */
    @Test
    void aChannelThatNamesAnothersOutputTakesNothingAway() {
        watch(FIRST, 0, 1_000_000, "a");
        watch(SECOND, 0, 1_000_000, "b");
        fundings.mined(batch, block);
        assertThat(told).containsExactly(deep(FIRST, 0));
        fundings.forget(SECOND);
        fundings.undone(HEIGHT);
        assertThat(told).hasSize(2).last().isEqualTo(FIRST + " " + new Command.FundingUnconfirmed());
    }

    @Test
    void anOutputThatIsNotThereIsNoFunding() {
        watch(FIRST, 2, 1_000_000, "a");
        watch(SECOND, -1, 2_000_000, "b");
        fundings.mined(batch, block);
        assertThat(told).isEmpty();
    }
}
