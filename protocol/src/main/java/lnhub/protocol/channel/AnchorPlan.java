package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.AnchorClaim;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.ClaimRequest;
import lnhub.protocol.claims.FeePolicy;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The transactions that pay for a commitment while that waits to be confirmed, by spending our anchor on it: on ours
 * or, when the mempool has that, on the peer's, which would have to be outbid otherwise (BOLT 3, "to_local_anchor and
 * to_remote_anchor Output"; BOLT 5, "Failing a Channel").
 */
final class AnchorPlan {
    /** Without HTLCs it is only our own money that waits. */
    private static final int RELAXED_BLOCKS = 36;
    /** Of a balance that waits, so much may be paid to have it sooner. */
    private static final int BALANCE_SHARE = 20;
    /** Below it no child of a commitment would relay. */
    private static final long LEAST_BUDGET_SAT = 1_000;

    /** A commitment in force, what of its HTLCs it carries, and the signed transaction. */
    private record Waiting(Commitment commitment, View view, boolean ours, Bytes transaction) {
    }

    private AnchorPlan() {
    }

    /**
     * Empty when what waits has no anchor of ours or pays enough by itself.
     *
     * @param seen what was last in the mempool. Once the peer's commitment has waited for long it may be stuck, or gone
     *     again, and ours is tried as well
     */
    static List<ClaimPlan.Wanted> wanted(OnChain state, Optional<Link.Seen> seen, Context context) {
        Commitments commitments = state.funded().commitments();
        if (state.facts().spend().isPresent() || !commitments.params().format().hasAnchors()) {
            return List.of();
        }
        Optional<Waiting> peers = seen.flatMap(spend -> peers(commitments, spend.transaction()));
        boolean stuck = seen.filter(spend ->
                context.blockHeight() - spend.height() >= FeePolicy.PATIENCE).isPresent();
        List<ClaimPlan.Wanted> wanted = new ArrayList<>();
        peers.flatMap(waiting -> wanted(waiting, commitments, context)).ifPresent(wanted::add);
        if (peers.isEmpty() || stuck) {
            state.transaction().flatMap(transaction -> ours(commitments, transaction, context))
                    .flatMap(waiting -> wanted(waiting, commitments, context)).ifPresent(wanted::add);
        }
        return wanted;
    }

    private static Optional<Waiting> ours(Commitments commitments, Bytes transaction, Context context) {
        Commitment commitment = CommitmentTransactions.local(commitments, context.signer(),
                commitments.local().number(), View.LOCAL);
        boolean isIt = ChainTransaction.parse(transaction).txid().equals(commitment.txid());
        return isIt ? Optional.of(new Waiting(commitment, View.LOCAL, true, transaction)) : Optional.empty();
    }

    /** Either of those that the peer may publish. */
    private static Optional<Waiting> peers(Commitments commitments, Bytes transaction) {
        Bytes32 txid = ChainTransaction.parse(transaction).txid();
        Commitments.Remote remote = commitments.remote();
        Commitment current = CommitmentTransactions.remote(commitments, remote.point(), remote.number(), View.REMOTE);
        if (current.txid().equals(txid)) {
            return Optional.of(new Waiting(current, View.REMOTE, false, transaction));
        }
        return !remote.awaitingRevocation() ? Optional.empty() : Optional.of(CommitmentTransactions.remote(commitments,
                remote.nextPoint(), remote.number() + 1, View.REMOTE_SIGNED)).filter(next -> next.txid().equals(txid))
                .map(next -> new Waiting(next, View.REMOTE_SIGNED, false, transaction));
    }

    private static Optional<ClaimPlan.Wanted> wanted(Waiting waiting, Commitments commitments, Context context) {
        Commitment commitment = waiting.commitment();
        long weight = commitments.params().format().commitmentWeight(commitment.htlcTransactions().size());
        int blocksLeft = blocksLeft(commitments, waiting.view(), context.blockHeight() + 1);
        long budgetSat = budgetSat(commitments, waiting.view());
        long wantedPerKw = FeePolicy.feeratePerKw(blocksLeft, context.feerateWithin(), budgetSat * 1000 / weight);
        boolean paysEnough = commitment.feeSat() * 1000 / weight >= wantedPerKw;
        return paysEnough ? Optional.empty()
                : AnchorClaim.of(ChainClaims.channel(commitments.params()), commitment, waiting.ours())
                        .map(anchor -> new ClaimPlan.Wanted(List.of(anchor), blocksLeft, budgetSat,
                                new ClaimRequest.Unconfirmed(weight, commitment.feeSat()),
                                Optional.of(waiting.transaction())));
    }

    /** Until the first HTLC on it can be taken by the peer, or must be taken by us before it is due upstream. */
    private static int blocksLeft(Commitments commitments, View view, int nextHeight) {
        long left = RELAXED_BLOCKS;
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            left = view.carries(htlc)
                    ? Math.min(left, htlc.cltvExpiry() + FeePolicy.SECURITY_DELAY - nextHeight) : left;
        }
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            left = isOurs(htlc, view) ? Math.min(left, htlc.cltvExpiry() - nextHeight) : left;
        }
        return (int) Math.max(0, left);
    }

    private static boolean isOurs(Htlc.Received htlc, View view) {
        return view.carries(htlc) && htlc.preimage().isPresent();
    }

    private static long budgetSat(Commitments commitments, View view) {
        long msat = commitments.localMsat() / BALANCE_SHARE;
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            msat += view.carries(htlc) ? htlc.amountMsat() / 2 : 0;
        }
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            msat += isOurs(htlc, view) ? htlc.amountMsat() / 2 : 0;
        }
        return Math.max(LEAST_BUDGET_SAT, msat / 1000);
    }
}
