package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.payment.PaymentStatus;
import lnhub.actors.payment.PaymentView;
import lnhub.ops.lnrpc.ChannelCloseSummary.ClosureType;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Channels end on chain with an HTLC in flight through the hub, which is killed in between: everybody ends with what
 * the protocol says, and the sender hears the outcome over the channel that is still open.
 */
@Timeout(300)
abstract class ForceCloseContract {
    @TempDir
    private Path folder;

    abstract TestNetwork network(Path folder) throws Exception;

    final OnChainNetwork start() throws Exception {
        return new OnChainNetwork(network(folder));
    }

    static void requireOutcome(CompletableFuture<PaymentView> payment, PaymentStatus status) {
        assertThat(Await.get(payment).status()).isEqualTo(status);
    }

    /** BOLT 5, "HTLC Output Handling: Local Commitment, Local Offers": bob's preimage on the hub's commitment. */
    @Test
    void aPreimageThatWasShownWhileTheHubWasAwayReachesTheSender() throws Exception {
        try (OnChainNetwork net = start()) {
            CompletableFuture<PaymentView> payment = net.payHeld();
            String txid = net.hub().close(net.hubBob, true);
            net.killHub();
            net.mine(1);
            OutPoint htlc = OnChainNetwork.htlcOf(net.atTip(txid));
            net.carolFulfils();
            net.awaitSpentInMempool(htlc);
            net.mine(1);
            assertThat(payment).isNotDone();
            net.restartHub();
            requireOutcome(payment, PaymentStatus.SUCCEEDED);
            net.requireAliceUntouched();
            net.mineUntil("the end of the channel", 60, () -> net.isOver(net.hubBob, net.hub(), net.bobOperator));
            assertThat(net.hub().closed(net.hubBob).orElseThrow().getCloseType())
                    .isEqualTo(ClosureType.LOCAL_FORCE_CLOSE);
            assertThat(net.bobOperator.closed(net.hubBob).orElseThrow().getCloseType())
                    .isEqualTo(ClosureType.REMOTE_FORCE_CLOSE);
            net.requireWealth(true);
        }
    }

    /** "Remote Commitment, Local Offers": carol never answers, the hub takes its HTLC back from bob's commitment. */
    @Test
    void anHtlcThatTimedOutIsFailedUpstreamInTime() throws Exception {
        try (OnChainNetwork net = start()) {
            CompletableFuture<PaymentView> payment = net.payHeld();
            int expiry = net.expiryAtBob();
            String txid = net.bobOperator.close(net.hubBob, true);
            net.killHub();
            net.mine(1);
            ChainTransaction commitment = net.atTip(txid);
            net.restartHub();
            net.mineTo(expiry - 1);
            assertThat(payment).isNotDone();
            net.killHub();
            net.mine(2);
            assertThat(net.network.isUnspent(OnChainNetwork.htlcOf(commitment))).isTrue();
            net.restartHub();
            net.awaitSpentInMempool(OnChainNetwork.htlcOf(commitment));
            net.mine(OnChainNetwork.BURIED_DEPTH - 1);
            assertThat(payment).as("the timeout is not deep enough yet").isNotDone();
            net.mine(1);
            requireOutcome(payment, PaymentStatus.FAILED);
            assertThat(net.network.height()).as("before the deadline of alice's HTLC").isLessThan(expiry + 80 - 18);
            net.requireAliceUntouched();
            net.mineUntil("the end of the channel", 60, () -> net.isOver(net.hubBob, net.hub(), net.bobOperator));
            net.requireWealth(false);
        }
    }

    /** "Remote Commitment, Remote Offers": alice closes, and the hub, which has the preimage of bob, takes the HTLC. */
    @Test
    void theHubTakesAnIncomingHtlcFromThePeersCommitment() throws Exception {
        try (OnChainNetwork net = start()) {
            CompletableFuture<PaymentView> payment = net.payHeld();
            String txid = net.aliceOperator.close(net.aliceHub, true);
            net.mine(1);
            incomingIsTaken(net, payment, txid);
        }
    }

    /** "Local Commitment, Remote Offers": the hub closes, with an HTLC-success transaction that the wallet pays. */
    @Test
    void theHubTakesAnIncomingHtlcFromItsOwnCommitment() throws Exception {
        try (OnChainNetwork net = start()) {
            CompletableFuture<PaymentView> payment = net.payHeld();
            String txid = net.hub().close(net.aliceHub, true);
            net.mine(1);
            incomingIsTaken(net, payment, txid);
        }
    }

    private static void incomingIsTaken(OnChainNetwork net, CompletableFuture<PaymentView> payment, String txid) {
        OutPoint htlc = OnChainNetwork.htlcOf(net.atTip(txid));
        net.killHub();
        net.carolFulfils();
        assertThat(net.network.isUnspent(htlc)).isTrue();
        net.mine(1);
        net.restartHub();
        // The hub hears of the preimage from bob, over the channel that is open.
        net.awaitSpentInMempool(htlc);
        net.killHub();
        net.mine(1);
        requireOutcome(payment, PaymentStatus.SUCCEEDED);
        net.restartHub();
        net.mineUntil("the end of the channel", 60, () -> net.isOver(net.aliceHub, net.hub(), net.aliceOperator));
        Await.until("the hub's channel with bob", () -> net.hub().activeChannels() == 1);
        net.requireWealth(true);
    }

    /** "Revoked Transaction Close Handling": to_local and the HTLC of the old commitment, besides what is the hub's. */
    @Test
    void aRevokedCommitmentThatIsPublishedWhileTheHubIsAwayCostsTheCheatEverything() throws Exception {
        try (OnChainNetwork net = start(); TestPeer cheat = new TestPeer(8, net.network::height)) {
            OutPoint funding = net.openTo(cheat);
            CompletableFuture<PaymentView> payment = net.payHeld(cheat, funding);
            Bytes old = cheat.channel().signedCommitment();
            cheat.channel().settle(OnChainNetwork.HASH, new Settlement.Fulfilled(OnChainNetwork.PREIMAGE));
            requireOutcome(payment, PaymentStatus.SUCCEEDED);
            Await.until("the HTLC to be gone", () -> cheat.channel().isAtRest()
                    && net.hub().channels().stream().allMatch(channel -> channel.getPendingHtlcsCount() == 0));
            long before = OnChainNetwork.wealthSat(net.hub()) - net.hub().channel(funding).getLocalBalance();
            net.killHub();
            net.network.publish(old);
            net.mine(2);
            net.restartHub();
            net.mineUntil("the penalty", 20, () -> net.isOver(funding, net.hub()));
            assertThat(net.hub().closed(funding).orElseThrow().getCloseType()).isEqualTo(ClosureType.BREACH_CLOSE);
            Await.until("the hub's other channels", () -> net.hub().activeChannels() == 2);
            OnChainNetwork.requireNear("the hub", OnChainNetwork.wealthSat(net.hub()),
                    before + OnChainNetwork.CAPACITY_SAT);
        }
    }

    /**
     * BOLT 3, "to_remote_anchor": while the hub was away its peer has published a commitment that pays half of what is
     * paid now, and does nothing about it. The mempool has it, so the hub's own cannot come in at the same fee.
     */
    @Test
    void thePeersCommitmentThatPaysTooLittleIsPaidForByTheHub() throws Exception {
        try (OnChainNetwork net = start(); TestPeer idle = new TestPeer(9, net.network::height)) {
            OutPoint funding = net.openTo(idle);
            long before = OnChainNetwork.wealthSat(net.hub());
            ChainTransaction theirs = ChainTransaction.parse(idle.channel().signedCommitment());
            net.killHub();
            net.network.publish(theirs.raw());
            net.restartHubWith("chain { feerate-floor-per-kw = " + 2 * OnChainNetwork.FEERATE_PER_KW + " }");
            net.hub().close(funding, true);
            Await.until("a child of the peer's commitment", () -> IntStream.range(0, theirs.outputs().size())
                    .anyMatch(i -> !net.network.isUnspent(theirs.outPoint(i))));
            net.mine(1);
            assertThat(net.atTip(theirs.txid().reversed().toString())).isEqualTo(theirs);
            assertThat(net.network.block(net.network.height()).transactions()).as("reward, parent, child").hasSize(3);
            net.mineUntil("the end of the channel", 30, () -> net.isOver(funding, net.hub()));
            OnChainNetwork.requireNear("the hub", OnChainNetwork.wealthSat(net.hub()), before);
        }
    }

    @Test
    void aChannelThatIsClosedTogetherIsOverWhenItIsBuried() throws Exception {
        try (OnChainNetwork net = start()) {
            net.hub().close(net.hubBob, false);
            assertThat(net.hub().pending().getWaitingCloseChannelsCount()).isEqualTo(1);
            net.mine(1);
            net.killHub();
            net.mine(OnChainNetwork.BURIED_DEPTH - 1);
            net.restartHub();
            net.mineUntil("the end of the channel", 3, () -> net.isOver(net.hubBob, net.hub(), net.bobOperator));
            assertThat(net.hub().closed(net.hubBob).orElseThrow().getCloseType())
                    .isEqualTo(ClosureType.COOPERATIVE_CLOSE);
            net.requireWealth(false);
        }
    }
}
