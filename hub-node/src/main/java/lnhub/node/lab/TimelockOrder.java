package lnhub.node.lab;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.Preimages;
import lnhub.protocol.units.Bytes32;

/**
 * The same players with the locks in either order.
 *
 * @param safeFirst the lock of A-B where B is safe. @param safeSecond the lock of B-C where B is safe
 */
record TimelockOrder(long safeFirst, long safeSecond) implements Construction {
    private static final long EARLY = 220;
    private static final long LATE = 240;

    static TimelockOrder standard() {
        return new TimelockOrder(LATE, EARLY);
    }

    @Override
    public String name() {
        return "timelock-order";
    }

    @Override
    public String summary() {
        return "what B loses when the locks of a payment are in the wrong order";
    }

    @Override
    public String introduction() {
        return "A pays C through B, as in htlc. This time A and C work together against B (they may be one and the"
                + " same). A takes its money back in the very first block in which it can; C reveals R as late as it"
                + " dares. B claims from A in the first block after it sees R. Whether B loses depends on nothing but"
                + " the order of the two locks, which is why a node that forwards insists on cltv_expiry_delta (BOLT 2)"
                + " between them.";
    }

    @Override
    public void run(Lab lab) {
        wrong(lab);
        right(lab);
        tooLate(lab);
    }

    /** One game from the offers to the end of both locks, always by the same rules. */
    private static final class Game {
        private final TwoHops hops;
        private final Scenario scenario;
        private final long firstLock;
        private final long secondLock;
        private final LabChannel.Held ofA;
        private final LabChannel.Held ofC;
        private LabTransaction refundOfA;
        private LabTransaction successOfC;
        private Optional<LabTransaction> claimOfB = Optional.empty();

        Game(Lab lab, Scenario scenario, long firstLock, long secondLock) {
            this.hops = new TwoHops(lab, scenario, 1_000, firstLock, secondLock);
            this.scenario = scenario;
            this.firstLock = firstLock;
            this.secondLock = secondLock;
            hops.open();
            hops.offer();
            this.ofA = hops.held(hops.first, hops.a);
            this.ofC = hops.held(hops.second, hops.c);
        }

        /** Both commitments are out early; nobody can do more before somebody shows R or a lock ends. */
        void publishCommitments() {
            scenario.say("A publishes its commitment of channel A-B, and C its own of B-C. Now all is left to the two"
                    + " HTLC outputs.");
            scenario.publish(hops.a, ofA.transaction());
            scenario.publish(hops.c, ofC.transaction());
            scenario.mine(1);
            Claimant a = new Claimant(scenario, hops.first, hops.a);
            refundOfA = a.second("A's refund", "HTLC-timeout: A takes its HTLC back after block " + firstLock + ".",
                    ofA, Claimant.only(a.ofOwn(ofA, Optional.empty()), Claim.Kind.HTLC_TIMEOUT).getFirst());
            Claimant c = new Claimant(scenario, hops.second, hops.c);
            successOfC = c.second("C's claim", "HTLC-success: C takes its HTLC, and so shows R.", ofC,
                    Claimant.only(c.ofOwn(ofC, Optional.of(hops.preimage)), Claim.Kind.HTLC_SUCCESS).getFirst());
        }

        /** Until both locks are over. C claims in the last block that is surely its own. */
        void play() {
            while (scenario.height() < LATE + 1) {
                int next = scenario.height() + 1;
                if (next == firstLock + 1) {
                    scenario.say("A's lock is over: it takes its money back, if it is still there.");
                    scenario.publish(hops.a, refundOfA);
                }
                if (next == secondLock) {
                    scenario.say("C has waited as long as it dared: in the next block B could take the HTLC back.");
                    scenario.publish(hops.c, successOfC);
                }
                scenario.mine(1);
                if (successOfC.isConfirmed() && claimOfB.isEmpty()) {
                    claim();
                }
            }
        }

        private void claim() {
            Map<Bytes32, Bytes32> seen = Preimages.revealed(
                    ChainTransaction.parse(successOfC.raw()), Set.of(hops.paymentHash));
            Claimant b = new Claimant(scenario, hops.first, hops.b);
            scenario.say("B reads R in C's transaction, and claims from A at once.");
            claimOfB = Optional.of(b.take("B's claim", "B takes A's HTLC with R; A's commitment pays it directly.",
                    Claimant.only(b.ofOther(ofA, Optional.ofNullable(seen.get(hops.paymentHash))),
                            Claim.Kind.HTLC_PREIMAGE)));
            scenario.publish(hops.b, claimOfB.get());
        }

        boolean isBPaid() {
            return claimOfB.filter(LabTransaction::isConfirmed).isPresent();
        }
    }

    private void wrong(Lab lab) {
        Scenario scenario = lab.scenario("wrong: A-B ends at block " + EARLY + ", B-C at block " + LATE);
        Game game = new Game(lab, scenario, EARLY, LATE);
        game.publishCommitments();
        game.play();
        scenario.check("A has taken its money back", game.refundOfA.isConfirmed());
        scenario.check("C has been paid all the same", game.successOfC.isConfirmed());
        scenario.check("B knows R, and it is worth nothing", !game.isBPaid() && game.claimOfB.isPresent());
        scenario.check("C took R to the chain only after A had its refund",
                game.successOfC.isConfirmed() && game.refundOfA.isConfirmed()
                        && game.successOfC.height() > game.refundOfA.height());
        scenario.say("B has paid C " + Amounts.sat(TwoHops.PAID_SAT) + " and got nothing: that is what it loses.");
    }

    private void right(Lab lab) {
        Scenario scenario = lab.scenario("right: B-C ends at block " + safeSecond + ", A-B at block " + safeFirst);
        Game game = new Game(lab, scenario, safeFirst, safeSecond);
        game.publishCommitments();
        game.play();
        scenario.check("C has been paid", game.successOfC.isConfirmed());
        scenario.check("B has been paid by A", game.isBPaid());
        scenario.check("A's refund came too late", !game.refundOfA.isConfirmed());
        scenario.check("B had " + (LATE - EARLY) + " blocks of time, however late C was",
                game.isBPaid() && game.successOfC.height() <= safeSecond
                        && safeFirst - safeSecond == LATE - EARLY);
    }

    private void tooLate(Lab lab) {
        Scenario scenario = lab.scenario("right, and C sleeps too long");
        Game game = new Game(lab, scenario, safeFirst, safeSecond);
        game.publishCommitments();
        scenario.mineTo((int) safeSecond);
        TwoHops hops = game.hops;
        scenario.say("C has not shown R, and its lock is over. C's commitment pays the HTLC back to B directly.");
        Claimant b = new Claimant(scenario, hops.second, hops.b);
        LabTransaction back = b.take("B's refund", "B takes the HTLC back after block " + safeSecond + ".",
                Claimant.only(b.ofOther(game.ofC, Optional.empty()), Claim.Kind.HTLC_EXPIRED));
        scenario.publish(hops.b, back);
        scenario.mine(1);
        scenario.check("B has its money back", back.isConfirmed());
        scenario.say("Now C wakes up and shows R.");
        scenario.check("C comes too late", !scenario.publish(hops.c, game.successOfC));
        scenario.mineTo((int) safeFirst);
        scenario.publish(hops.a, game.refundOfA);
        scenario.mine(1);
        scenario.check("A has its money back too: nothing was paid, nothing lost", game.refundOfA.isConfirmed());
    }
}
