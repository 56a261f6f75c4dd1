package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.transactions.OutPoint;

/**
 * What a channel on chain still has to bring in, and what it has. Before fees.
 *
 * @param limboSat ours, in outputs that nobody has spent yet
 * @param recoveredSat ours, in outputs that transactions of ours have spent
 * @param maturityHeight the first block that may contain the claim of our balance, while it is not claimed; else 0
 * @param htlcs those in {@code limboSat}
 */
public record OnChainBalances(long limboSat, long recoveredSat, int maturityHeight, List<PendingHtlc> htlcs) {

    /**
     * An HTLC of ours that is not taken yet.
     *
     * @param incoming whether the peer offered it
     * @param maturityHeight the first block that may contain the transaction that takes the output
     * @param stage 1 for an output of the commitment, 2 for the output of our HTLC transaction
     */
    public record PendingHtlc(boolean incoming, long amountSat, OutPoint outPoint, int maturityHeight, int stage) {
    }

    public OnChainBalances {
        htlcs = List.copyOf(htlcs);
    }

    /** Empty while nothing has spent the funding output. */
    public static Optional<OnChainBalances> of(OnChain state, Signer signer) {
        return ChainClaims.of(state, signer).map(claims -> of(state, claims));
    }

    private static OnChainBalances of(OnChain state, ChainClaims claims) {
        long limboSat = 0;
        long recoveredSat = 0;
        int maturityHeight = 0;
        List<PendingHtlc> htlcs = new ArrayList<>();
        for (Claim claim : claims.all()) {
            ChainFacts.Taken taken = state.facts().taken().get(claim.outPoint());
            if (claim.kind() == Claim.Kind.ANCHOR || taken != null && !isLast(claim, taken, state)) {
                continue;
            }
            if (taken != null) {
                recoveredSat += claim.amountSat();
                continue;
            }
            limboSat += claim.amountSat();
            Optional<PendingHtlc> htlc = htlc(claim, state, claims);
            if (htlc.isPresent()) {
                htlcs.add(htlc.get());
            } else {
                maturityHeight = Math.max(maturityHeight, (int) claim.fromHeight());
            }
        }
        return new OnChainBalances(limboSat, recoveredSat, maturityHeight, htlcs);
    }

    /** Whether we have taken it for good; an HTLC transaction only moves it to an output of its own. */
    private static boolean isLast(Claim claim, ChainFacts.Taken taken, OnChain state) {
        return claim.secondStage().isEmpty()
                && state.claims().stream().anyMatch(ours -> ours.txid().equals(taken.txid()));
    }

    private static Optional<PendingHtlc> htlc(Claim claim, OnChain state, ChainClaims claims) {
        return switch (claim.kind()) {
            case HTLC_TIMEOUT, HTLC_EXPIRED -> Optional.of(pending(claim, false, 1));
            case HTLC_SUCCESS, HTLC_PREIMAGE -> Optional.of(pending(claim, true, 1));
            case DELAYED -> origin(claim.outPoint(), state).map(claims.htlcs()::get)
                    .map(htlc -> pending(claim, !htlc.offeredByUs(), 2));
            case TO_REMOTE, PENALTY_DELAYED, PENALTY_HTLC, ANCHOR -> Optional.empty();
        };
    }

    private static PendingHtlc pending(Claim claim, boolean incoming, int stage) {
        return new PendingHtlc(incoming, claim.amountSat(), claim.outPoint(), (int) claim.fromHeight(), stage);
    }

    /** Which output of the commitment became this one. */
    private static Optional<OutPoint> origin(OutPoint created, OnChain state) {
        return state.facts().taken().entrySet().stream()
                .filter(entry -> entry.getValue().txid().equals(created.txid())
                        && entry.getValue().created().map(output -> output.index() == created.index()).orElse(false))
                .map(Map.Entry::getKey).findFirst();
    }
}
