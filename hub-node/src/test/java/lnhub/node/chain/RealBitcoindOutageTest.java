package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import lnhub.actors.chain.Tip;
import lnhub.protocol.units.Bytes32;
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
}
