package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.units.Bytes32;

/** When nothing is left to do for a channel on chain, and what it has earned by then. */
final class Ending {
    /** What cannot pay even the lowest fee rate that is relayed is left alone (BOLT 3, "Dust Limits"). */
    private static final long LOWEST_FEERATE_PER_KW = 253;

    private Ending() {
    }

    /** Every output that matters is spent and buried, or worth nothing to us, and every origin knows its outcome. */
    static boolean isReached(OnChain state, ChainClaims claims, int depth, int height) {
        ChainFacts.Spend spend = state.facts().spend().orElseThrow();
        return ChainFacts.isBuried(spend.height(), height, depth)
                && (spend.revoked().isPresent() || !(spend.kind() instanceof FundingSpend.Revoked))
                && OfferedOutcomes.open(state).isEmpty()
                && claims.all().stream().allMatch(claim -> isWorthless(claim, state)
                        || OfferedOutcomes.isBuried(state.facts().taken().get(claim.outPoint()), depth, height))
                && claims.htlcs().values().stream().allMatch(htlc -> htlc.offeredByUs()
                        || isOver(htlc, state, depth, height));
    }

    private static boolean isWorthless(Claim claim, OnChain state) {
        return !state.facts().isTaken(claim.outPoint())
                && claim.secondStage().filter(Claim.SecondStage::alone).isEmpty()
                && claim.amountSat() * 1000 <= claim.weight() * LOWEST_FEERATE_PER_KW;
    }

    /** An HTLC of the peer's that we cannot claim, or have claimed. */
    private static boolean isOver(ChainClaims.HtlcOutput output, OnChain state, int depth, int height) {
        ChainFacts.Taken taken = state.facts().taken().get(output.outPoint());
        boolean hopeless = preimage(output, state).isEmpty() && state.funded().commitments().received()
                .get(output.htlc().id()).flatMap(Htlc.Received::settlement).isPresent();
        // BOLT 5: once it has expired, it is considered irrevocably resolved.
        return hopeless || OfferedOutcomes.isBuried(taken, depth, height)
                || output.htlc().cltvExpiry() + depth <= height && preimage(output, state).isEmpty();
    }

    private static Optional<Bytes32> preimage(ChainClaims.HtlcOutput output, OnChain state) {
        return state.funded().commitments().received().get(output.htlc().id()).flatMap(Htlc.Received::preimage);
    }

    /** Forwards whose incoming HTLC was claimed on chain, or was paid in the commitment that confirmed. */
    static List<ForwardRecord> earned(OnChain state, ChainClaims claims, long nowMs) {
        Set<Long> claimed = new HashSet<>();
        state.facts().taken().forEach((outPoint, taken) -> {
            ChainClaims.HtlcOutput output = claims.htlcs().get(outPoint);
            if (output != null && !output.offeredByUs() && taken.preimage()) {
                claimed.add(output.htlc().id());
            }
        });
        Commitments commitments = state.funded().commitments();
        List<ForwardRecord> earned = new ArrayList<>();
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            boolean paid = claimed.contains(htlc.id()) || isPaid(htlc, state);
            if (paid && htlc.assignment().orElse(null) instanceof Assignment.ToChannel to) {
                earned.add(new ForwardRecord(commitments.params().ref(), htlc.id(), to.outgoing(), htlc.amountMsat(),
                        to.amountOutMsat(), nowMs));
            }
        }
        return earned;
    }

    private static boolean isPaid(Htlc.Received htlc, OnChain state) {
        View view = switch (state.facts().spend().orElseThrow().kind()) {
            case FundingSpend.Ours ours -> View.LOCAL;
            case FundingSpend.Peers peers -> peers.number() == state.funded().commitments().remote().number()
                    ? View.REMOTE : View.REMOTE_SIGNED;
            case FundingSpend.MutualClose close -> View.LOCAL;
            case FundingSpend.Revoked revoked -> View.LOCAL;
            case FundingSpend.PeersFuture future -> View.REMOTE;
            case FundingSpend.Unknown unknown -> View.LOCAL;
        };
        return !view.carries(htlc) && view.hasPaid(htlc);
    }
}
