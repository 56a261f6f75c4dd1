package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.Batching;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.ClaimRequest;
import lnhub.protocol.claims.ClaimResult;
import lnhub.protocol.claims.ClaimTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.FeePolicy;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.ShutdownScript;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * Which transactions take what is ours, now and at what fee: new ones for what nothing of ours takes yet, better ones
 * for what does not confirm. Each is recorded before it is published.
 */
final class ClaimPlan {
    /** A replacement is worth its own relay only if it pays noticeably more. */
    private static final int LEAST_RAISE_PERCENT = 10;
    /** An input of a P2WPKH coin, at most. */
    private static final int COIN_WEIGHT = 4 * 41 + FeeInput.P2WPKH_WITNESS_SIZE;
    /** Everything of a transaction but its inputs, with one output for the rest, at most. */
    private static final int FRAME_WEIGHT = 4 * (4 + 3 + 3 + 4 + 43) + 2;

    /** Claims for one transaction. @param parent the unconfirmed commitment that it pays for, if any */
    record Wanted(List<Claim> claims, int blocksLeft, long budgetSat, ClaimRequest.Unconfirmed unconfirmed,
            Optional<Bytes> parent) {

        static Wanted of(List<Claim> claims, int nextHeight) {
            return new Wanted(claims, FeePolicy.blocksLeft(claims, nextHeight), FeePolicy.budgetSat(claims),
                    ClaimRequest.Unconfirmed.NONE, Optional.empty());
        }

        boolean isPresigned() {
            return claims.getFirst().secondStage().filter(Claim.SecondStage::alone).isPresent();
        }

        /** What does not pay for itself. */
        boolean needsCoins() {
            return !isPresigned() && (claims.getFirst().secondStage().isPresent()
                    || claims.getFirst().kind() == Claim.Kind.ANCHOR);
        }

        Bytes32 purpose() {
            return ClaimPlan.purpose(claims.getFirst().outPoint());
        }
    }

    private final OnChain state;
    private final Draft draft;
    private final Context context;
    private final Map<Bytes32, List<FeeInput>> coins;
    private final Bytes script;

    /** @param coins that the wallet has just reserved, by purpose */
    ClaimPlan(OnChain state, Draft draft, Context context, Map<Bytes32, List<FeeInput>> coins) {
        this.state = state;
        this.draft = draft;
        this.context = context;
        this.coins = coins;
        this.script = state.funded().params().closeScript();
    }

    /** What coins for the transaction that takes this output first are reserved for. */
    static Bytes32 purpose(OutPoint first) {
        byte[] index = {(byte) (first.index() >>> 8), (byte) first.index()};
        return Hashes.sha256(first.txid().unsafeArray(), index);
    }

    /** @param open claims that nobody has taken */
    void publish(List<Claim> open) {
        int nextHeight = context.blockHeight() + 1;
        Map<OutPoint, Claim> byOutPoint = new HashMap<>();
        open.forEach(claim -> byOutPoint.put(claim.outPoint(), claim));
        for (PublishedClaim published : List.copyOf(state.claims())) {
            List<Claim> claims = published.outputs().stream().map(byOutPoint::get).toList();
            if (!claims.contains(null)) {
                published.outputs().forEach(byOutPoint::remove);
                if (!isBlocked(claims, published, nextHeight) || !separate(published, claims, nextHeight)) {
                    improve(published, Wanted.of(claims, nextHeight));
                }
            }
        }
        Batching.Plan plan = Batching.plan(List.copyOf(byOutPoint.values()), new Batching.Policy(nextHeight,
                FeePolicy.SECURITY_DELAY, estimate(FeePolicy.RELAXED_TARGET), Set.of()));
        plan.batches().forEach(batch -> begin(Wanted.of(batch, nextHeight)));
    }

    /**
     * Somebody may keep several claims from confirming by pinning one of them: what is due soon, or has long been a
     * race, is then taken output by output (BOLT 5, "Revoked Transaction Close Handling").
     */
    private boolean isBlocked(List<Claim> claims, PublishedClaim published, int nextHeight) {
        boolean waited = context.blockHeight() - published.height() >= FeePolicy.PATIENCE;
        boolean due = claims.stream().anyMatch(claim -> claim.deadline() != Claim.NO_DEADLINE
                && (claim.isContested(nextHeight) ? waited
                        : claim.deadline() - nextHeight <= FeePolicy.SECURITY_DELAY));
        return due && claims.size() > 1;
    }

    /** The most valuable one replaces what took them together, if that is in the mempool. */
    private boolean separate(PublishedClaim published, List<Claim> claims, int nextHeight) {
        List<Claim> ordered = new ArrayList<>(claims);
        ordered.sort(Comparator.comparingLong(Claim::amountSat).reversed());
        Wanted first = Wanted.of(List.of(ordered.removeFirst()), nextHeight);
        List<FeeInput> given = coins.getOrDefault(first.purpose(), List.of());
        if (!build(first, given, rate(first, given.size()), published.feeSat(), List.of(published.txid()))) {
            return false;
        }
        ordered.forEach(claim -> begin(Wanted.of(List.of(claim), nextHeight)));
        return true;
    }

    private int estimate(int blocks) {
        return context.feerateWithin().applyAsInt(blocks);
    }

    /** The first transaction for these claims. */
    void begin(Wanted wanted) {
        List<FeeInput> given = coins.getOrDefault(wanted.purpose(), List.of());
        build(wanted, given, rate(wanted, given.size()), 0, List.of());
    }

    /** Another one in place of one that has not confirmed, if it should pay more; else that one again. */
    void improve(PublishedClaim published, Wanted wanted) {
        List<FeeInput> given = coins.getOrDefault(wanted.purpose(), published.coins());
        int waited = context.blockHeight() - published.height();
        long rate = FeePolicy.replacementPerKw(published.feeratePerKw(), waited, rate(wanted, given.size()),
                highest(wanted, given.size()));
        boolean raises = !wanted.isPresigned()
                && rate * 100 >= published.feeratePerKw() * (100 + LEAST_RAISE_PERCENT);
        boolean otherCoins = !given.equals(published.coins());
        if (!isUpToDate() || !raises && !otherCoins
                || !build(wanted, given, rate, published.feeSat(), List.of(published.txid()))) {
            draft.effect(new Effect.PublishClaimAgain(new Publication(published.transaction(),
                    wanted.parent(), !published.coins().isEmpty())));
            askForCoins(published, wanted, waited);
        }
    }

    /** What waits for long may wait for ever, because somebody has spent a coin that pays for it: the wallet knows. */
    private void askForCoins(PublishedClaim published, Wanted wanted, int waited) {
        if (!published.coins().isEmpty() && waited >= FeePolicy.PATIENCE && !coins.containsKey(wanted.purpose())) {
            draft.effect(new Effect.ReserveCoins(wanted.purpose(),
                    published.feeSat() + ShutdownScript.dustThresholdSat(script),
                    (int) Math.min(Integer.MAX_VALUE, published.feeratePerKw())));
        }
    }

    /** What blocks hold that are only now being told nobody knows yet: fees are not raised for their sake. */
    private boolean isUpToDate() {
        return draft.link().chainHeight().orElse(-1) >= context.blockHeight();
    }

    private long rate(Wanted wanted, int coinCount) {
        return FeePolicy.feeratePerKw(wanted.blocksLeft(), context.feerateWithin(), highest(wanted, coinCount));
    }

    /** What the budget allows; claims that pay for themselves must leave an output that is relayed. */
    private long highest(Wanted wanted, int coinCount) {
        long weight = FRAME_WEIGHT + wanted.unconfirmed().weight()
                + (wanted.needsCoins() ? (long) COIN_WEIGHT * Math.max(1, coinCount) : 0);
        long sumSat = 0;
        for (Claim claim : wanted.claims()) {
            weight += claim.weight();
            sumSat += claim.amountSat();
        }
        long budgetSat = wanted.needsCoins() ? wanted.budgetSat()
                : Math.min(wanted.budgetSat(), sumSat - ShutdownScript.dustThresholdSat(script));
        long highest = Math.max(0, budgetSat + wanted.unconfirmed().feeSat()) * 1000 / weight;
        return FeePolicy.highestPerKw(wanted.blocksLeft(), context.feerateWithin(),
                Math.min(highest, ClaimRequest.MAX_FEERATE_PER_KW));
    }

    /**
     * Where not even the highest fee would get it into a mempool there is none yet: fees may fall, and this would then
     * still pay the highest.
     *
     * @return whether there is a new transaction; where coins are missing they are asked for
     */
    private boolean build(Wanted wanted, List<FeeInput> given, long rate, long minimumFeeSat, List<Bytes32> replaces) {
        if (!wanted.isPresigned() && highest(wanted, given.size()) < context.feerates().mempoolMinimum()) {
            return false;
        }
        ClaimRequest request = new ClaimRequest(wanted.claims(), given, script, rate, Long.MAX_VALUE, minimumFeeSat,
                wanted.unconfirmed());
        return switch (ClaimTransaction.build(request)) {
            case ClaimTransaction built -> {
                record(wanted, built, given, rate, replaces);
                yield true;
            }
            case ClaimResult.Refused refused -> {
                if (wanted.needsCoins() && refused.missingSat() > 0) {
                    long haveSat = given.stream().mapToLong(FeeInput::amountSat).sum();
                    draft.effect(new Effect.ReserveCoins(wanted.purpose(), haveSat + refused.missingSat(),
                            (int) Math.min(Integer.MAX_VALUE, rate)));
                }
                yield false;
            }
        };
    }

    private void record(Wanted wanted, ClaimTransaction built, List<FeeInput> given, long rate,
            List<Bytes32> replaces) {
        Bytes transaction = built.signed(context.signer()::signClaim);
        PublishedClaim claim = new PublishedClaim(built.txid(), transaction,
                new ArrayList<>(wanted.claims().stream().map(Claim::outPoint).toList()), given, built.feeSat(), rate,
                context.blockHeight());
        draft.bind(new Event.ClaimPublished(claim, replaces), new Effect.PublishClaim(
                new Publication(transaction, wanted.parent(), !given.isEmpty())));
    }
}
