package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.transactions.OutPoint;

/**
 * Which claims go into one transaction. Whoever can take one input of a transaction can stop all of it, by taking it
 * or by keeping a transaction that does in the mempools (BOLT 5, "Revoked Transaction Close Handling"). Therefore what
 * others can race for is never together with what they cannot, what is due soon goes alone, and second stages are
 * together only where the lock time that the peer signed is the same.
 */
public final class Batching {
    /** Room for an input that pays the fee, an output and the frame of the transaction. */
    private static final int BATCH_WEIGHT = ClaimTransaction.MAX_STANDARD_WEIGHT - 4_000;
    /** Claims whose deadlines are a day apart deserve different fee rates. */
    private static final long DEADLINE_SPAN = 144;

    /**
     * @param nextHeight the next block's: only what it may contain is planned
     * @param securityDelay how many blocks before its deadline a claim gets a transaction of its own; BOLT 5 recommends
     *        18
     * @param feeratePerKw what a claim brings must be more than it costs at this rate
     * @param alone outputs that shall not be batched, because a batch with them did not confirm
     */
    public record Policy(long nextHeight, int securityDelay, long feeratePerKw, Set<OutPoint> alone) {
        public Policy {
            alone = Set.copyOf(alone);
        }
    }

    /**
     * @param batches of claims for one transaction each, none empty
     * @param immature claims that the next block may not contain
     * @param uneconomic claims that cost more than they bring
     */
    public record Plan(List<List<Claim>> batches, List<Claim> immature, List<Claim> uneconomic) {
        public Plan {
            batches = List.copyOf(batches);
            immature = List.copyOf(immature);
            uneconomic = List.copyOf(uneconomic);
        }
    }

    /** What may be together. @param lockTime of second stages; 0 for others, whose lock times only need to be past */
    private record Group(Kind kind, long lockTime, boolean contested) {
    }

    private final Policy policy;
    private final List<List<Claim>> batches = new ArrayList<>();

    private Batching(Policy policy) {
        this.policy = policy;
    }

    /** The same claims give the same plan, in whatever order they come. */
    public static Plan plan(List<Claim> claims, Policy policy) {
        List<Claim> immature = new ArrayList<>();
        List<Claim> uneconomic = new ArrayList<>();
        List<Claim> ready = new ArrayList<>();
        for (Claim claim : claims) {
            if (!claim.isMature(policy.nextHeight())) {
                immature.add(claim);
            } else if (!isEconomic(claim, policy.feeratePerKw())) {
                uneconomic.add(claim);
            } else {
                ready.add(claim);
            }
        }
        ready.sort(Comparator.comparingLong(Claim::deadline).thenComparing(Claim::kind)
                .thenComparing(claim -> claim.outPoint().txid()).thenComparingInt(claim -> claim.outPoint().index()));
        Batching batching = new Batching(policy);
        batching.addAll(ready);
        return new Plan(batching.batches, immature, uneconomic);
    }

    /** An anchor is spent for what it confirms; a presigned transaction has its fee in it. */
    private static boolean isEconomic(Claim claim, long feeratePerKw) {
        boolean fixed = claim.kind() == Kind.ANCHOR
                || claim.secondStage().filter(Claim.SecondStage::alone).isPresent();
        return fixed || claim.amountSat() * 1000 > claim.weight() * feeratePerKw;
    }

    private void addAll(List<Claim> ready) {
        Map<Group, List<Claim>> groups = new LinkedHashMap<>();
        for (Claim claim : ready) {
            if (goesAlone(claim)) {
                batches.add(List.of(claim));
            } else {
                groups.computeIfAbsent(group(claim), group -> new ArrayList<>()).add(claim);
            }
        }
        groups.values().forEach(this::split);
    }

    private boolean goesAlone(Claim claim) {
        boolean due = claim.deadline() != Claim.NO_DEADLINE && !claim.isContested(policy.nextHeight())
                && claim.deadline() - policy.nextHeight() <= policy.securityDelay();
        return due || claim.kind() == Kind.ANCHOR || policy.alone().contains(claim.outPoint())
                || claim.secondStage().filter(Claim.SecondStage::alone).isPresent();
    }

    private Group group(Claim claim) {
        Kind kind = claim.kind() == Kind.TO_REMOTE ? Kind.DELAYED : claim.kind();
        return new Group(kind, claim.secondStage().isPresent() ? claim.lockTime() : 0,
                claim.isContested(policy.nextHeight()));
    }

    /** By weight, and by deadline where that is still ahead. */
    private void split(List<Claim> group) {
        List<Claim> batch = new ArrayList<>();
        int weight = 0;
        for (Claim claim : group) {
            boolean later = !batch.isEmpty() && !claim.isContested(policy.nextHeight())
                    && claim.deadline() - batch.getFirst().deadline() > DEADLINE_SPAN;
            if (later || weight + claim.weight() > BATCH_WEIGHT) {
                batches.add(List.copyOf(batch));
                batch.clear();
                weight = 0;
            }
            batch.add(claim);
            weight += claim.weight();
        }
        batches.add(List.copyOf(batch));
    }
}
