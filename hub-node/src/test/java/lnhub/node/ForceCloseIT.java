package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.payment.PaymentStatus;
import lnhub.actors.payment.PaymentView;
import org.junit.jupiter.api.Test;

/** On the embedded chain, which can be made as congested as one likes. */
class ForceCloseIT extends ForceCloseContract {
    /** The smallest claim of an HTLC, some 150 virtual bytes, would cost several times what the HTLC is worth. */
    private static final long ABSURD_SAT_PER_KVB = 10_000_000;
    /** By so many blocks bob's channel with carol must end before the hub's with bob, and so on: each hop's delta. */
    private static final int DELTA = 80;
    /** So many blocks before its deadline alice's HTLC is given up, whatever becomes of bob's. */
    private static final int FAIL_UPSTREAM_BLOCKS = 5;

    @Override
    TestNetwork network(Path folder) throws IOException {
        return new TestNetwork(folder);
    }

    /** The hub cannot get its HTLC back from bob's commitment, and alice does not have to close for that. */
    @Test
    void anHtlcThatACongestedChainHoldsBackIsFailedUpstreamInTime() throws Exception {
        try (OnChainNetwork net = start()) {
            CompletableFuture<PaymentView> payment = net.payHeld();
            int upstreamExpiry = net.expiryAtBob() + DELTA;
            String txid = net.bobOperator.close(net.hubBob, true);
            net.mine(1);
            ChainTransaction commitment = net.atTip(txid);
            net.network.mempoolMinimum(ABSURD_SAT_PER_KVB);
            net.mineTo(upstreamExpiry - FAIL_UPSTREAM_BLOCKS - 1);
            assertThat(payment).isNotDone();
            net.killHub();
            net.mine(1);
            net.restartHub();
            requireOutcome(payment, PaymentStatus.FAILED);
            assertThat(net.network.height()).isEqualTo(upstreamExpiry - FAIL_UPSTREAM_BLOCKS);
            assertThat(net.network.isUnspent(OnChainNetwork.htlcOf(commitment))).as("bob's is still there").isTrue();
            net.requireAliceUntouched();
            net.network.mempoolMinimum(0);
            net.mineUntil("the end of the channel", 60, () -> net.isOver(net.hubBob, net.hub(), net.bobOperator));
            // What is contested and past its deadline costs all of its budget, which is half of it. bob, whose HTLC to
            // carol is as late, pays as much.
            net.requireWealth(false, OnChainNetwork.AMOUNT_SAT / 2);
        }
    }
}
