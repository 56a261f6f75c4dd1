package lnhub.protocol.channel;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.Preimages;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.units.Bytes32;

/** How HTLCs that we offered end on chain, so that it can be told upstream (BOLT 5, "HTLC Output Handling"). */
final class OfferedOutcomes {
    private static final Settlement DEAD =
            new Settlement.Rejected(new FailureMessage.PermanentChannelFailure().encode());

    private OfferedOutcomes() {
    }

    /** By whom they are owed to. */
    static Map<Origin, Settlement> byOrigin(Funded funded, Map<Long, Settlement> outcomes) {
        Map<Origin, Settlement> byOrigin = new LinkedHashMap<>();
        outcomes.forEach((id, outcome) ->
                byOrigin.put(funded.commitments().offered().get(id).orElseThrow().origin(), outcome));
        return byOrigin;
    }

    /** Those whose origin does not know yet how they end. */
    static List<Htlc.Offered> open(OnChain state) {
        return state.funded().commitments().offered().htlcs().stream().filter(htlc -> isOpen(state, htlc)).toList();
    }

    /** A preimage that came over the wire is owed already, see {@link Event.CommitmentReceived}. */
    private static boolean isOpen(OnChain state, Htlc.Offered htlc) {
        boolean fulfilled = htlc.removal().filter(removal -> removal.settlement().isFulfilled()).isPresent();
        return !fulfilled && !state.resolved().contains(htlc.id());
    }

    /** A preimage is good for every HTLC with its hash, whatever becomes of the output that it was shown for. */
    static Map<Long, Settlement> revealed(OnChain state, ChainTransaction transaction) {
        List<Htlc.Offered> open = open(state);
        Set<Bytes32> hashes = open.stream().map(Htlc.Offered::paymentHash).collect(Collectors.toSet());
        Map<Bytes32, Bytes32> preimages = hashes.isEmpty() ? Map.of() : Preimages.revealed(transaction, hashes);
        Map<Long, Settlement> outcomes = new LinkedHashMap<>();
        for (Htlc.Offered htlc : open) {
            Bytes32 preimage = preimages.get(htlc.paymentHash());
            if (preimage != null) {
                outcomes.put(htlc.id(), new Settlement.Fulfilled(preimage));
            }
        }
        return outcomes;
    }

    /** What the peer has fulfilled on the last connection without a commitment_signed to follow. */
    static Map<Long, Settlement> received(Link link) {
        Map<Long, Settlement> outcomes = new LinkedHashMap<>();
        for (Update update : link.received()) {
            if (update instanceof Update.Remove remove && remove.settlement().isFulfilled()) {
                outcomes.put(remove.id(), remove.settlement());
            }
        }
        return outcomes;
    }

    /** Those that nobody can fulfil any more: no output is left for them, at the depth that is final. */
    static Map<Long, Settlement> dead(OnChain state, ChainClaims claims, int depth, int height) {
        ChainFacts.Spend spend = state.facts().spend().orElseThrow();
        if (!ChainFacts.isBuried(spend.height(), height, depth)) {
            return Map.of();
        }
        Map<Long, ChainClaims.HtlcOutput> outputs = new HashMap<>();
        claims.htlcs().values().stream().filter(ChainClaims.HtlcOutput::offeredByUs)
                .forEach(output -> outputs.put(output.htlc().id(), output));
        Map<Long, Settlement> outcomes = new LinkedHashMap<>();
        for (Htlc.Offered htlc : open(state)) {
            if (isDead(htlc, Optional.ofNullable(outputs.get(htlc.id())), claims, state.facts(), depth, height)) {
                outcomes.put(htlc.id(), failure(htlc));
            }
        }
        return outcomes;
    }

    private static boolean isDead(Htlc.Offered htlc, Optional<ChainClaims.HtlcOutput> output, ChainClaims claims,
            ChainFacts facts, int depth, int height) {
        ChainFacts.Spend spend = facts.spend().orElseThrow();
        return switch (spend.kind()) {
            case FundingSpend.MutualClose close -> true;
            case FundingSpend.Peers peers -> isGone(output, facts, depth, height);
            case FundingSpend.Ours ours when ours.age() == FundingSpend.Age.CURRENT ->
                    isGone(output, facts, depth, height);
            case FundingSpend.Revoked revoked -> spend.revoked().isPresent() && claims.all().stream()
                    .filter(claim -> claim.kind() == Claim.Kind.PENALTY_HTLC)
                    .allMatch(claim -> isBuried(facts.taken().get(claim.outPoint()), depth, height));
            // Its HTLCs are not known: whoever can take them must show a preimage, in time if he is wise.
            case FundingSpend.Ours lost -> height >= htlc.cltvExpiry() + depth;
            case FundingSpend.PeersFuture lost -> height >= htlc.cltvExpiry() + depth;
            case FundingSpend.Unknown lost -> height >= htlc.cltvExpiry() + depth;
        };
    }

    /** Without an output nothing can be fulfilled; with one, whoever took it has shown no preimage. */
    private static boolean isGone(Optional<ChainClaims.HtlcOutput> output, ChainFacts facts, int depth, int height) {
        return output.map(o -> isBuried(facts.taken().get(o.outPoint()), depth, height)).orElse(true);
    }

    static boolean isBuried(ChainFacts.Taken taken, int depth, int height) {
        return taken != null && ChainFacts.isBuried(taken.height(), height, depth);
    }

    /** What the peer has failed is failed with its reason. */
    private static Settlement failure(Htlc.Offered htlc) {
        return htlc.removal().map(Htlc.Removal::settlement).orElse(DEAD);
    }

    /**
     * Upstream there is no more time (BOLT 5: "the incoming HTLC must be failed before its own timeout"). Whether the
     * HTLC is dead or only stuck in a congested chain, waiting would cost the upstream channel too.
     */
    static Map<Long, Settlement> givenUp(OnChain state, Origin origin) {
        return open(state).stream().filter(htlc -> htlc.origin().equals(origin)).findFirst()
                .map(htlc -> Map.of(htlc.id(), failure(htlc))).orElse(Map.of());
    }
}
