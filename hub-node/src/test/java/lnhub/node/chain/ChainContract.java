package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Published.Cause;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every chain backend must do, whatever is behind it. The node behind is driven with bitcoind's own RPC methods,
 * so a real bitcoind on regtest, with an empty data directory or a used one, can stand where the embedded chain stands.
 */
abstract class ChainContract {
    private BitcoindRpc rpc;
    private Chain chain;
    /** A coinbase of ours that can be spent, and its place. */
    private Transaction reward;
    private int rewardHeight;

    /** Where the node is; on regtest, with short poll intervals. */
    abstract BitcoindConfig node() throws Exception;

    @BeforeEach
    void mature() throws Exception {
        BitcoindConfig config = node();
        rpc = new BitcoindRpc(config);
        chain = new BitcoindChain(config);
        rewardHeight = tip().height() + 1;
        mine(100);
        reward = TestMoney.of(block(rewardHeight).transactions().getFirst());
    }

    @AfterEach
    void close() {
        chain.close();
        rpc.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Tip tip() throws Exception {
        return get(chain.tip());
    }

    private Block block(int height) throws Exception {
        return get(chain.block(height)).orElseThrow();
    }

    /** @return the last block's hash */
    private Bytes32 mine(int blocks) throws InterruptedException {
        return mine(blocks, TestMoney.ADDRESS);
    }

    private Bytes32 mine(int blocks, String address) throws InterruptedException {
        JsonNode hashes = rpc.call("generatetoaddress", blocks, address);
        return Bytes32.fromHex(hashes.get(blocks - 1).asText()).reversed();
    }

    private void judge(String method, Bytes32 hash) throws InterruptedException {
        rpc.call(method, hash.reversed().toHex());
    }

    private Transaction spendReward(long feeSat) {
        return TestMoney.spend(reward, TestMoney.pay(rewardSat() - feeSat));
    }

    private long rewardSat() {
        return reward.txOut.getFirst().amount.toLong();
    }

    private Published publish(Transaction tx) throws Exception {
        return get(chain.publish(TestMoney.raw(tx)));
    }

    private Optional<Published.Rejected> refusal(Transaction tx) throws Exception {
        return get(chain.refusal(TestMoney.raw(tx)));
    }

    /** And says so when it is only asked. */
    private void rejects(Transaction tx, Cause cause) throws Exception {
        assertThat(refusal(tx)).hasValueSatisfying(
                refused -> assertThat(refused.cause()).as(refused.reason()).isEqualTo(cause));
        assertThat(publish(tx)).isInstanceOfSatisfying(Published.Rejected.class,
                rejected -> assertThat(rejected.cause()).as(rejected.reason()).isEqualTo(cause));
    }

    @Test
    void knowsTheGenesisBlockAndTheTip() throws Exception {
        Block genesis = block(0);
        assertThat(genesis.hash().reversed().toHex())
                .isEqualTo("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");
        assertThat(genesis.previousHash()).isEqualTo(Bytes32.ZEROES);
        Bytes32 last = mine(1);
        assertThat(tip().hash()).isEqualTo(last);
        assertThat(block(tip().height()).hash()).isEqualTo(last);
        assertThat(block(tip().height()).transactions().getFirst().isCoinbase()).isTrue();
        assertThat(get(chain.block(tip().height() + 1))).isEmpty();
    }

    @Test
    void tellsEveryBlockFromAnOldHeightOn() throws Exception {
        Recording told = new Recording();
        chain.subscribe(0, told);
        Block previous = told.connected();
        assertThat(previous.height()).isZero();
        int last = tip().height();
        for (int height = 1; height <= last + 3; height++) {
            if (height > last) {
                mine(1);
            }
            Block block = told.connected();
            assertThat(block.height()).isEqualTo(height);
            assertThat(block.previousHash()).isEqualTo(previous.hash());
            previous = block;
        }
        assertThat(told.blocks).isEmpty();
    }

    @Test
    void saysAgainAndAgainThatThereIsNothingNew() throws Exception {
        Recording told = new Recording();
        int blocks = tip().height() + 1;
        chain.subscribe(0, told);
        for (int i = 0; i < 3; i++) {
            assertThat(Recording.next(told.upToDate)).isEqualTo(blocks);
        }
        told.connectedUpTo(mine(2));
        told.upToDate.clear();
        assertThat(Recording.next(told.upToDate)).isZero();
        assertThat(told.interruptions).isEmpty();
    }

    @Test
    void waitsForAHeightThatIsNotReachedYet() throws Exception {
        Recording told = new Recording();
        int height = tip().height() + 3;
        chain.subscribe(height, told);
        Bytes32 last = mine(3);
        assertThat(told.connected().hash()).isEqualTo(last);
    }

    @Test
    void tellsAReorganisationTipFirst() throws Exception {
        Recording told = new Recording();
        Tip fork = tip();
        chain.resume(fork, told);
        List<Block> abandoned = new ArrayList<>();
        mine(3);
        for (int i = 0; i < 3; i++) {
            abandoned.addFirst(told.connected());
        }
        judge("invalidateblock", abandoned.getLast().hash());
        Bytes32 last = mine(4, TestMoney.ELSEWHERE);
        for (Block block : abandoned) {
            assertThat(told.disconnected()).isEqualTo(block);
        }
        assertThat(told.connected().previousHash()).isEqualTo(fork.hash());
        told.connectedUpTo(last);
        assertThat(told.blocks).isEmpty();
    }

    @Test
    void tellsWhatWasReorganisedWhileNobodyListened() throws Exception {
        Tip fork = tip();
        mine(5);
        Tip seen = tip();
        judge("invalidateblock", block(fork.height() + 1).hash());
        Bytes32 last = mine(2, TestMoney.ELSEWHERE);
        Recording told = new Recording();
        chain.resume(seen, told);
        for (int height = seen.height(); height > fork.height(); height--) {
            assertThat(told.disconnected().height()).isEqualTo(height);
        }
        assertThat(told.connected().parent()).isEqualTo(fork);
        assertThat(told.connected().hash()).isEqualTo(last);
    }

    @Test
    void doesNotTellOfBlocksBelowTheFirst() throws Exception {
        Tip before = tip();
        Recording told = new Recording();
        chain.subscribe(before.height() + 3, told);
        mine(3);
        Block first = told.connected();
        judge("invalidateblock", block(before.height() + 1).hash());
        Bytes32 last = mine(4, TestMoney.ELSEWHERE);
        assertThat(told.disconnected()).isEqualTo(first);
        assertThat(told.connected().height()).isEqualTo(before.height() + 3);
        assertThat(told.connected().hash()).isEqualTo(last);
    }

    @Test
    void tellsABlockAgainUntilItIsTaken() throws Exception {
        List<Integer> heights = new ArrayList<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        int from = tip().height() - 1;
        chain.subscribe(from, new Recording() {
            @Override
            public CompletionStage<?> connected(Block block) {
                heights.add(block.height());
                if (heights.size() == 1) {
                    throw new IllegalStateException("deliberate: thrown");
                }
                if (heights.size() == 2) {
                    return CompletableFuture.failedFuture(new IllegalStateException("deliberate: failed stage"));
                }
                if (heights.size() == 4) {
                    second.complete(null);
                }
                return CompletableFuture.completedFuture(null);
            }
        });
        get(second);
        assertThat(heights).containsExactly(from, from, from, from + 1);
    }

    @Test
    void doesNotGoOnBeforeABlockIsTakenNorAfterTheEnd() throws Exception {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        Recording told = new Recording() {
            @Override
            public CompletionStage<?> connected(Block block) {
                super.connected(block);
                return taken;
            }
        };
        Subscription subscription = chain.subscribe(0, told);
        told.connected();
        Recording other = new Recording();
        chain.subscribe(0, other);
        other.connectedUpTo(tip().hash());
        assertThat(told.blocks).isEmpty();
        subscription.close();
        taken.complete(null);
        other.connectedUpTo(mine(1));
        assertThat(told.blocks).isEmpty();
    }

    @Test
    void publishesAndSaysWhatBecameOfIt() throws Exception {
        Transaction tx = spendReward(1_000);
        assertThat(refusal(tx)).isEmpty();
        assertThat(get(chain.spendableOutput(TestMoney.outPoint(tx, 0)))).as("after it was only asked about").isEmpty();
        assertThat(publish(tx)).isInstanceOf(Published.Accepted.class);
        assertThat(refusal(tx)).isEmpty();
        assertThat(publish(tx)).isInstanceOf(Published.Accepted.class);
        rejects(spendReward(1_001), Cause.FEE_TOO_LOW);
        mine(1);
        assertThat(refusal(tx)).isEmpty();
        assertThat(publish(tx)).isInstanceOf(Published.AlreadyConfirmed.class);
        rejects(spendReward(9_000), Cause.INPUTS_MISSING_OR_SPENT);
    }

    @Test
    void tellsWhatInTheMempoolSpendsAnOutput() throws Exception {
        Set<OutPoint> outputs = Set.of(TestMoney.outPoint(reward, 0), new OutPoint(Bytes32.ZEROES, 7));
        assertThat(get(chain.unconfirmedSpends(outputs))).isEmpty();
        Transaction tx = spendReward(1_000);
        assertThat(publish(tx)).isInstanceOf(Published.Accepted.class);
        assertThat(get(chain.unconfirmedSpends(outputs))).extracting(ChainTransaction::raw)
                .containsExactly(TestMoney.raw(tx));
        assertThat(get(chain.unconfirmedSpends(Set.of()))).isEmpty();
        mine(1);
        assertThat(get(chain.unconfirmedSpends(outputs))).as("what a block has").isEmpty();
    }

    @Test
    void saysWhyATransactionIsRejected() throws Exception {
        Transaction good = spendReward(1_000);
        ByteVector signature = good.txIn.getFirst().witness.stack.getFirst();
        ByteVector corrupt = signature.update(20, (byte) (signature.get(20) ^ 1));
        rejects(good.updateWitness(0, new ScriptWitness(
                List.of(corrupt, good.txIn.getFirst().witness.stack.getLast()))), Cause.INVALID);
        rejects(spendReward(-1), Cause.INVALID);
        rejects(spendReward(1), Cause.FEE_TOO_LOW);
        rejects(TestMoney.spend(good, TestMoney.pay(10_000)), Cause.INPUTS_MISSING_OR_SPENT);
        Transaction young = TestMoney.of(block(tip().height()).transactions().getFirst());
        rejects(TestMoney.spend(young, TestMoney.pay(10_000)), Cause.NOT_YET_FINAL);
        rejects(TestMoney.sign(TestMoney.unsigned(2, tip().height() + 5L, 0, reward, TestMoney.pay(10_000)), reward),
                Cause.NOT_YET_FINAL);
        assertThat(get(chain.publish(Bytes.fromHex("0200"))))
                .isInstanceOf(Published.Rejected.class);
        assertThat(get(chain.refusal(Bytes.fromHex("0200")))).isPresent();
    }

    @Test
    void findsUnspentOutputs() throws Exception {
        Transaction tx = spendReward(1_000);
        OutPoint output = TestMoney.outPoint(tx, 0);
        OutPoint spent = TestMoney.outPoint(reward, 0);
        assertThat(get(chain.unspentOutput(output))).isEmpty();
        publish(tx);
        assertThat(get(chain.unspentOutput(output))).isEmpty();
        assertThat(get(chain.unspentOutput(spent))).isPresent();
        assertThat(get(chain.spendableOutput(spent))).isEmpty();
        assertThat(get(chain.spendableOutput(output))).contains(
                new Unspent(output, rewardSat() - 1_000, TestMoney.SCRIPT, 0, 0));
        mine(3);
        int height = tip().height() - 2;
        Unspent confirmed = new Unspent(output, rewardSat() - 1_000, TestMoney.SCRIPT, height, 3);
        assertThat(get(chain.unspentOutput(output))).contains(confirmed);
        assertThat(get(chain.spendableOutput(output))).contains(confirmed);
        assertThat(get(chain.unspentOutput(spent))).isEmpty();
        assertThat(get(chain.unspentOutput(ShortChannelId.of(height, 1, 0)))).contains(confirmed);
        assertThat(get(chain.unspentOutput(ShortChannelId.of(rewardHeight, 0, 0)))).isEmpty();
        assertThat(get(chain.unspentOutput(ShortChannelId.of(height, 1, 7)))).isEmpty();
        assertThat(get(chain.unspentOutput(ShortChannelId.of(height, 2, 0)))).isEmpty();
        assertThat(get(chain.unspentOutput(ShortChannelId.of(height + 1_000, 0, 0)))).isEmpty();
    }

    @Test
    void takesTransactionsBackWhenTheirBlockIsAbandonedAndForgetsWhatCannotBe() throws Exception {
        Transaction tx = spendReward(1_000);
        OutPoint output = TestMoney.outPoint(tx, 0);
        publish(tx);
        Bytes32 abandoned = mine(1);
        Transaction late = TestMoney.spend(
                TestMoney.of(block(rewardHeight + 1).transactions().getFirst()), TestMoney.pay(10_000));
        assertThat(publish(late)).isInstanceOf(Published.Accepted.class);
        judge("invalidateblock", abandoned);
        assertThat(get(chain.unspentOutput(output))).isEmpty();
        assertThat(get(chain.spendableOutput(output))).hasValueSatisfying(
                found -> assertThat(found.confirmations()).isZero());
        rejects(late, Cause.NOT_YET_FINAL);
        judge("reconsiderblock", abandoned);
        assertThat(tip().hash()).isEqualTo(abandoned);
        assertThat(get(chain.unspentOutput(output))).isPresent();
        assertThat(publish(late)).isInstanceOf(Published.Accepted.class);
    }

    @Test
    void holdsRelativeLocksAndReplacesByFee() throws Exception {
        Transaction first = spendReward(1_000);
        publish(first);
        Transaction better = spendReward(5_000);
        assertThat(publish(better)).isInstanceOf(Published.Accepted.class);
        assertThat(get(chain.spendableOutput(TestMoney.outPoint(first, 0)))).isEmpty();
        rejects(first, Cause.FEE_TOO_LOW);
        mine(1);
        Transaction locked = TestMoney.sign(
                TestMoney.unsigned(2, 0, 3, better, TestMoney.pay(rewardSat() - 9_000)), better);
        rejects(locked, Cause.NOT_YET_FINAL);
        mine(2);
        assertThat(publish(locked)).isInstanceOf(Published.Accepted.class);
    }

    /** bitcoind by itself refuses what pays more than 0.1 bitcoin per 1000 virtual bytes. */
    @Test
    void publishesAtAnyFeeRate() throws Exception {
        Transaction generous = TestMoney.spend(reward, TestMoney.pay(10_000));
        failsWith(RejectedTransaction.MISSING, "sendrawtransaction", TestMoney.raw(generous).toHex());
        assertThat(publish(generous)).isInstanceOf(Published.Accepted.class);
    }

    @Test
    void refusesWhatIsNotStandard() throws Exception {
        rejects(TestMoney.spend(reward, TestMoney.pay(100), TestMoney.pay(rewardSat() - 2_000)), Cause.INVALID);
        rejects(TestMoney.spend(reward, TestMoney.pay(rewardSat() - 2_000, Bytes.fromHex("51"))), Cause.INVALID);
        rejects(TestMoney.sign(TestMoney.unsigned(0, 0, TestMoney.FINAL, reward, TestMoney.pay(rewardSat() - 2_000)),
                reward), Cause.INVALID);
    }

    /** What the client tells apart by number must have the same number on both sides. */
    @Test
    void answersErrorsWithBitcoindsCodes() {
        String unknown = "77".repeat(32);
        failsWith(RpcError.METHOD_NOT_FOUND, "getnothing");
        failsWith(RpcError.INVALID_ADDRESS_OR_KEY, "getblock", unknown, 0);
        failsWith(RpcError.INVALID_ADDRESS_OR_KEY, "getblockheader", unknown);
        failsWith(RpcError.INVALID_ADDRESS_OR_KEY, "getrawtransaction", unknown);
        failsWith(RpcError.INVALID_PARAMETER, "getblockhash", 10_000_000);
        failsWith(RpcError.INVALID_PARAMETER, "getblockhash", -1);
        failsWith(RpcError.INVALID_PARAMETER, "getblock", "beef");
        failsWith(RpcError.INVALID_ADDRESS_OR_KEY, "invalidateblock", unknown);
        failsWith(RpcError.DESERIALIZATION, "sendrawtransaction", "0200");
        failsWith(RpcError.DESERIALIZATION, "sendrawtransaction", TestMoney.raw(spendReward(1_000)).toHex() + "00");
        failsWith(RpcError.INVALID_ADDRESS_OR_KEY, "generatetoaddress", 1, "nobody");
        failsWith(RpcError.INVALID_PARAMETER, "estimatesmartfee", 0);
        failsWith(RpcError.INVALID_PARAMETER, "estimatesmartfee", 1_009);
        failsWith(RpcError.TYPE, "getblockhash", "seven");
    }

    private void failsWith(int code, String method, Object... params) {
        assertThatThrownBy(() -> rpc.call(method, params)).as(method + List.of(params))
                .isInstanceOfSatisfying(RpcError.class, error -> assertThat(error.code()).isEqualTo(code));
    }

    @Test
    void hasFeeRates() throws Exception {
        FeeRates rates = get(chain.feeRates());
        assertThat(rates.within(1)).isGreaterThanOrEqualTo(FeeRates.FLOOR_PER_KW);
        assertThat(rates.within(2)).isGreaterThanOrEqualTo(rates.within(1_008));
        assertThat(rates.minimumPerKw()).isGreaterThan(0);
    }

    @Test
    void hintsAtTheMempool() throws Exception {
        Recording told = new Recording();
        chain.subscribe(tip().height(), told);
        Transaction tx = spendReward(1_000);
        publish(tx);
        var seen = Recording.next(told.transactions);
        assertThat(seen.txid()).isEqualTo(TestMoney.txid(tx));
        assertThat(seen.inputs().getFirst().outPoint()).isEqualTo(TestMoney.outPoint(reward, 0));
        assertThat(seen.inputs().getFirst().witness()).hasSize(2);
        assertThat(seen.raw()).isEqualTo(TestMoney.raw(tx));
    }

    @Test
    void showsTheSameChainToTwoClients() throws Exception {
        try (Chain other = new BitcoindChain(node())) {
            Recording here = new Recording();
            Recording there = new Recording();
            chain.resume(tip(), here);
            other.resume(tip(), there);
            List<CompletableFuture<Published>> published = new ArrayList<>();
            Transaction first = spendReward(1_000);
            Transaction second = spendReward(1_001);
            Thread mine = Thread.ofVirtual().start(() ->
                    published.add(chain.publish(TestMoney.raw(first)).toCompletableFuture()));
            Published theirs = get(other.publish(TestMoney.raw(second)));
            mine.join();
            Published ours = get(published.getFirst());
            assertThat(List.of(ours, theirs)).filteredOn(Published.Accepted.class::isInstance).hasSize(1);
            Bytes32 last = mine(4);
            here.connectedUpTo(last);
            there.connectedUpTo(last);
            assertThat(get(other.tip())).isEqualTo(tip());
        }
    }

    @Test
    void answersNothingOnceClosed() throws Exception {
        chain.close();
        assertThatThrownBy(() -> get(chain.tip())).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ChainException.class);
    }
}
