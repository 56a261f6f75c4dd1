package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.AnchorClaim;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.ClaimRequest;
import lnhub.protocol.claims.FeePolicy;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.units.Bytes;

/**
 * The transaction that pays for our commitment while that waits to be confirmed, by spending our anchor (BOLT 5,
 * "Failing a Channel").
 */
final class AnchorPlan {
    /** Without HTLCs it is only our own money that waits. */
    private static final int RELAXED_BLOCKS = 36;
    /** Of a balance that waits, so much may be paid to have it sooner. */
    private static final int BALANCE_SHARE = 20;
    /** Below it no child of a commitment would relay. */
    private static final long LEAST_BUDGET_SAT = 1_000;

    private AnchorPlan() {
    }

    /** Empty when what waits is not our commitment, has no anchor, or pays enough by itself. */
    static Optional<ClaimPlan.Wanted> wanted(OnChain state, Context context) {
        Commitments commitments = state.funded().commitments();
        if (state.transaction().isEmpty() || state.facts().spend().isPresent()
                || !commitments.params().format().hasAnchors()) {
            return Optional.empty();
        }
        Bytes transaction = state.transaction().get();
        Commitment commitment = CommitmentTransactions.local(commitments, context.signer(),
                commitments.local().number(), View.LOCAL);
        boolean ours = ChainTransaction.parse(transaction).txid().equals(commitment.txid());
        return !ours ? Optional.empty() : AnchorClaim.of(ChainClaims.channel(commitments.params()), commitment, true)
                .flatMap(anchor -> wanted(anchor, commitments, commitment, transaction, context));
    }

    private static Optional<ClaimPlan.Wanted> wanted(Claim anchor, Commitments commitments, Commitment commitment,
            Bytes transaction, Context context) {
        long weight = commitments.params().format().commitmentWeight(commitment.htlcTransactions().size());
        int blocksLeft = blocksLeft(commitments, context.blockHeight() + 1);
        long budgetSat = budgetSat(commitments);
        long wantedPerKw = FeePolicy.feeratePerKw(blocksLeft, context.feerateWithin(), budgetSat * 1000 / weight);
        boolean paysEnough = commitment.feeSat() * 1000 / weight >= wantedPerKw;
        return paysEnough ? Optional.empty() : Optional.of(new ClaimPlan.Wanted(List.of(anchor), blocksLeft,
                budgetSat, new ClaimRequest.Unconfirmed(weight, commitment.feeSat()),
                Optional.of(transaction)));
    }

    /** Until the first HTLC on it can be taken by the peer, or must be taken by us before it is due upstream. */
    private static int blocksLeft(Commitments commitments, int nextHeight) {
        long left = RELAXED_BLOCKS;
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            left = View.LOCAL.carries(htlc)
                    ? Math.min(left, htlc.cltvExpiry() + FeePolicy.SECURITY_DELAY - nextHeight) : left;
        }
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            left = isOurs(htlc) ? Math.min(left, htlc.cltvExpiry() - nextHeight) : left;
        }
        return (int) Math.max(0, left);
    }

    private static boolean isOurs(Htlc.Received htlc) {
        return View.LOCAL.carries(htlc) && htlc.preimage().isPresent();
    }

    private static long budgetSat(Commitments commitments) {
        long msat = commitments.localMsat() / BALANCE_SHARE;
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            msat += View.LOCAL.carries(htlc) ? htlc.amountMsat() / 2 : 0;
        }
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            msat += isOurs(htlc) ? htlc.amountMsat() / 2 : 0;
        }
        return Math.max(LEAST_BUDGET_SAT, msat / 1000);
    }
}
