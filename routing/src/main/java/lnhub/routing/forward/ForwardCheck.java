package lnhub.routing.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.forward.ForwardFailure.AmountBelowMinimum;
import lnhub.routing.forward.ForwardFailure.ChannelDisabled;
import lnhub.routing.forward.ForwardFailure.ExpiryTooFar;
import lnhub.routing.forward.ForwardFailure.ExpiryTooSoon;
import lnhub.routing.forward.ForwardFailure.FeeInsufficient;
import lnhub.routing.forward.ForwardFailure.IncorrectCltvExpiry;
import lnhub.routing.forward.ForwardFailure.TemporaryChannelFailure;
import lnhub.routing.forward.ForwardFailure.UnknownNextPeer;

/**
 * The rules of BOLT 4, "Failure Messages" (a forwarding node) and "Non-strict Forwarding": any channel to the same
 * peer whose own policy is met may carry the HTLC; if none can, the failure is that of the channel the onion named.
 */
public final class ForwardCheck {
    private ForwardCheck() {
    }

    /**
     * @param candidates our channels to the next peer, the one the onion named first; empty if there is none
     * @param blockHeight of the best block, or more while it is not known how far the chain is
     */
    public static ForwardDecision check(
            ForwardRequest request, List<Candidate> candidates, int blockHeight, ForwardLimits limits) {
        if (candidates.isEmpty()) {
            return new ForwardDecision.Refuse(new UnknownNextPeer());
        }
        List<Candidate> able = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (refusal(request, candidate, blockHeight, limits).isEmpty()) {
                able.add(candidate);
            }
        }
        if (able.isEmpty()) {
            return new ForwardDecision.Refuse(
                    refusal(request, candidates.getFirst(), blockHeight, limits).orElseThrow());
        }
        return new ForwardDecision.Forward(spread(request, able));
    }

    /** The policy's failure is the announced one's, even if an older policy, still accepted, was tried as well. */
    private static Optional<ForwardFailure> refusal(
            ForwardRequest request, Candidate candidate, int blockHeight, ForwardLimits limits) {
        Optional<ForwardFailure> violated = violation(request, candidate, candidate.currentPolicy());
        for (int i = 1; i < candidate.policies().size() && violated.isPresent(); i++) {
            if (violation(request, candidate, candidate.policies().get(i)).isEmpty()) {
                violated = Optional.empty();
            }
        }
        return violated.or(() -> unable(request, candidate, blockHeight, limits));
    }

    private static Optional<ForwardFailure> violation(
            ForwardRequest request, Candidate candidate, RelayPolicy policy) {
        Bytes32 channelId = candidate.channelId();
        if (request.amountOutMsat() < policy.htlcMinimumMsat()) {
            return Optional.of(new AmountBelowMinimum(channelId, request.amountOutMsat()));
        }
        // Subtract, never add: both sides are then within what a long holds, whatever the onion says.
        if (request.amountInMsat() - request.amountOutMsat() < policy.feeMsat(request.amountOutMsat())) {
            return Optional.of(new FeeInsufficient(channelId, request.amountInMsat()));
        }
        if (request.cltvExpiryIn() - request.cltvExpiryOut() < policy.cltvExpiryDelta()) {
            return Optional.of(new IncorrectCltvExpiry(channelId, request.cltvExpiryOut()));
        }
        if (request.amountOutMsat() > policy.htlcMaximumMsat()) {
            return Optional.of(new TemporaryChannelFailure(channelId));
        }
        return Optional.empty();
    }

    private static Optional<ForwardFailure> unable(
            ForwardRequest request, Candidate candidate, int blockHeight, ForwardLimits limits) {
        Bytes32 channelId = candidate.channelId();
        if (request.cltvExpiryOut() - blockHeight < limits.minimumBlocksLeft()) {
            return Optional.of(new ExpiryTooSoon(channelId));
        }
        if (request.cltvExpiryIn() - blockHeight > limits.maximumBlocksLeft()) {
            return Optional.of(new ExpiryTooFar());
        }
        if (!candidate.enabled()) {
            return Optional.of(new ChannelDisabled(channelId));
        }
        if (request.amountOutMsat() > candidate.sendableMsat() || candidate.freeSlots() < 1) {
            return Optional.of(new TemporaryChannelFailure(channelId));
        }
        return Optional.empty();
    }

    /**
     * Weighted rendezvous hashing: each HTLC prefers a channel with a probability proportional to the channel's free
     * balance and slots. Unlike "the largest balance first" it still spreads the load when many HTLCs are decided on
     * the same, slightly old, picture of the channels; and the same HTLC always gets the same order.
     */
    private static List<Bytes32> spread(ForwardRequest request, List<Candidate> able) {
        if (able.size() == 1) {
            return List.of(able.getFirst().channelId());
        }
        record Scored(Bytes32 channelId, double score) {
        }
        return able.stream()
                .map(candidate -> new Scored(candidate.channelId(), score(request, candidate)))
                .sorted((a, b) -> {
                    int byScore = Double.compare(b.score(), a.score());
                    return byScore != 0 ? byScore : a.channelId().compareTo(b.channelId());
                })
                .map(Scored::channelId)
                .toList();
    }

    private static double score(ForwardRequest request, Candidate candidate) {
        double weight = (candidate.sendableMsat() - request.amountOutMsat() + 1.0) * candidate.freeSlots();
        long hash = mix(request.spreadKey() ^ mix(candidate.channelId().hashCode()));
        double uniform = ((hash >>> 11) + 0.5) * 0x1p-53;
        return -weight / StrictMath.log(uniform);
    }

    /** The finaliser of SplitMix64: every input bit changes every output bit with a probability near one half. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
