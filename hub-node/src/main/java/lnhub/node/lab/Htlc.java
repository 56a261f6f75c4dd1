package lnhub.node.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.Preimages;
import lnhub.protocol.units.Bytes32;

/**
 * A pays C through B.
 *
 * @param feeSat what A offers B on top of what B offers C
 */
record Htlc(long feeSat) implements Construction {
    private static final long FIRST_LOCK = 240;
    private static final long SECOND_LOCK = 220;

    static Htlc standard() {
        return new Htlc(1_000);
    }

    @Override
    public String name() {
        return "htlc";
    }

    @Override
    public String summary() {
        return "A pays C through B, who earns a fee and cannot steal";
    }

    @Override
    public String introduction() {
        return "A has a channel with B, B has one with C, and A wants to pay C. A hashed timelock contract (HTLC) is an"
                + " output with two ways out: the payee takes it with a secret R whose hash is known, or the payer"
                + " takes it back once a block height is reached. Put one in each channel with the same hash, and"
                + " either both are paid or none: B pays C only for R, and with R it gets its money from A. Because B"
                + " needs time to"
                + " pass R on, the lock towards C ends first (block " + SECOND_LOCK + ") and the lock towards A later"
                + " (block " + FIRST_LOCK + ").";
    }

    @Override
    public void run(Lab lab) {
        offChain(new TwoHops(lab, lab.scenario("R travels back off chain"), feeSat, FIRST_LOCK, SECOND_LOCK));
        onChain(new TwoHops(lab, lab.scenario("R travels back on chain"), feeSat, FIRST_LOCK, SECOND_LOCK));
        timeout(new TwoHops(lab, lab.scenario("C never reveals R"), feeSat, FIRST_LOCK, SECOND_LOCK));
    }

    private void offChain(TwoHops hops) {
        Scenario scenario = hops.scenario;
        hops.open();
        hops.offer();
        List<LabChannel.Held> pending = List.of(hops.first, hops.second).stream()
                .flatMap(channel -> both(hops, channel, hops.inFlight(channel)).stream()).toList();
        scenario.say("C tells B the secret R (update_fulfill_htlc). B checks its hash, and tells A. In both channels"
                + " the"
                + " two sides sign a state without the HTLC, in which the payee has the money, and revoke state 1.");
        scenario.check("B and A each find SHA256(R) = H", Scenario.opens(hops.preimage, hops.paymentHash));
        List.of(hops.first, hops.second).forEach(channel -> both(hops, channel, hops.settled(channel)));
        pending.forEach(held -> held.transaction().revoke());
        scenario.say("Time passes, and both locks with it. It does not matter any more.");
        scenario.mineTo((int) FIRST_LOCK + 1);
        LabChannel.State first = hops.settled(hops.first);
        LabChannel.State second = hops.settled(hops.second);
        scenario.check("C has " + Amounts.sat(TwoHops.PAID_SAT), second.fundeeSat() == TwoHops.PAID_SAT);
        scenario.check("B has what it gave C, and a fee on top",
                first.fundeeSat() - second.fundeeSat() == feeSat && feeSat > 0);
        scenario.check("nothing went to the chain but the two fundings", scenario.transactions().stream()
                .filter(LabTransaction::isConfirmed).count() == 2);
    }

    private static List<LabChannel.Held> both(TwoHops hops, LabChannel channel, LabChannel.State state) {
        Party funder = channel == hops.first ? hops.a : hops.b;
        return List.of(channel.commitment(funder, state), channel.commitment(channel.other(funder), state));
    }

    private void onChain(TwoHops hops) {
        Scenario scenario = hops.scenario;
        hops.open();
        hops.offer();
        LabChannel.Held ofC = hops.held(hops.second, hops.c);
        LabChannel.Held ofB = hops.held(hops.first, hops.b);
        scenario.say("B stops answering C. C does not need B: it publishes its commitment, and takes the HTLC with R."
                + " The HTLC-success transaction was signed by B ahead, together with the commitment.");
        LabTransaction success = success(hops, hops.second, hops.c, ofC, Optional.of(hops.preimage));
        scenario.check("C is paid before the lock towards it ends",
                success.isConfirmed() && success.height() <= SECOND_LOCK);
        Map<Bytes32, Bytes32> seen = Preimages.revealed(
                ChainTransaction.parse(success.raw()), Set.of(hops.paymentHash));
        scenario.say("To take it, C had to put R into the witness, where everybody can read it. B does.");
        scenario.check("B reads R in the witness of C's transaction",
                hops.preimage.equals(seen.get(hops.paymentHash)));
        scenario.say("A does not answer either, so B does in channel A-B what C did in B-C.");
        LabTransaction claimed = success(hops, hops.first, hops.b, ofB,
                Optional.ofNullable(seen.get(hops.paymentHash)));
        scenario.check("B is paid before the lock towards A ends",
                claimed.isConfirmed() && claimed.height() <= FIRST_LOCK);
        scenario.check("A's HTLC is worth more than the one B paid: the fee of " + Amounts.sat(feeSat),
                claimed.spent().getFirst().amountSat() - success.spent().getFirst().amountSat() == feeSat
                        && feeSat > 0);
        scenario.say("Both outputs wait for " + TwoHops.DELAY + " blocks more, so that they could be punished, had the"
                + " states been old ones.");
        LabTransaction toB = sweepHtlc(hops, hops.first, hops.b, ofB, claimed);
        LabTransaction toC = sweepHtlc(hops, hops.second, hops.c, ofC, success);
        scenario.mineTo(claimed.height() + TwoHops.DELAY - 1);
        scenario.publish(hops.c, toC);
        scenario.publish(hops.b, toB);
        scenario.mine(1);
        scenario.check("C and B have their money", toC.isConfirmed() && toB.isConfirmed());
    }

    /** Publishes a commitment of the payee's and takes its HTLC with the preimage. */
    private LabTransaction success(TwoHops hops, LabChannel channel, Party payee, LabChannel.Held held,
            Optional<Bytes32> preimage) {
        Scenario scenario = hops.scenario;
        scenario.publish(payee, held.transaction());
        scenario.mine(1);
        Claimant claimant = new Claimant(scenario, channel, payee);
        Claim claim = Claimant.only(claimant.ofOwn(held, preimage), Claim.Kind.HTLC_SUCCESS).getFirst();
        LabTransaction success = claimant.second(channelName(hops, channel) + "HTLC-success of " + payee,
                payee + " takes the HTLC with R.", held, claim);
        scenario.publish(payee, success);
        scenario.mine(1);
        return success;
    }

    private static String channelName(TwoHops hops, LabChannel channel) {
        return channel == hops.first ? "A-B " : "B-C ";
    }

    private static LabTransaction sweepHtlc(TwoHops hops, LabChannel channel, Party owner, LabChannel.Held held,
            LabTransaction second) {
        Claimant claimant = new Claimant(hops.scenario, channel, owner);
        return claimant.take(owner + " sweeps the HTLC", owner + " moves the money to its wallet after the delay.",
                claimant.ofOwnHtlc(held, second));
    }

    private void timeout(TwoHops hops) {
        Scenario scenario = hops.scenario;
        hops.open();
        hops.offer();
        LabChannel.Held ofB = hops.held(hops.second, hops.b);
        LabChannel.Held ofA = hops.held(hops.first, hops.a);
        scenario.say("C never says R. When its lock comes near, B publishes its commitment of channel B-C, and tries"
                + " the HTLC-timeout that C has signed ahead.");
        scenario.mineTo((int) SECOND_LOCK - 2);
        LabTransaction toB = timeout(hops, hops.second, hops.b, ofB, SECOND_LOCK);
        scenario.check("B has its money back in the first block after its lock",
                toB.isConfirmed() && toB.height() == SECOND_LOCK + 1);
        scenario.say("Now B could release A's HTLC off chain. But B has gone to sleep, so A helps itself: its lock is"
                + " later, and until then it cannot know whether B has learned R.");
        scenario.mineTo((int) FIRST_LOCK - 2);
        LabTransaction toA = timeout(hops, hops.first, hops.a, ofA, FIRST_LOCK);
        scenario.check("A has its money back in the first block after its lock",
                toA.isConfirmed() && toA.height() == FIRST_LOCK + 1);
        scenario.check("B first, then A", toB.isConfirmed() && toA.isConfirmed() && toB.height() < toA.height());
        LabTransaction sweepB = sweepHtlc(hops, hops.second, hops.b, ofB, toB);
        LabTransaction sweepA = sweepHtlc(hops, hops.first, hops.a, ofA, toA);
        scenario.mineTo(toA.height() + TwoHops.DELAY - 1);
        scenario.publish(hops.b, sweepB);
        scenario.publish(hops.a, sweepA);
        scenario.mine(1);
        scenario.check("nobody lost more than chain fees: C got nothing, A and B have their HTLCs back",
                scenario.ownedSat(hops.c) == 0 && sweepA.isConfirmed() && sweepB.isConfirmed());
    }

    /** Publishes a commitment of the payer's and takes its HTLC back, first one block too early. */
    private static LabTransaction timeout(TwoHops hops, LabChannel channel, Party payer, LabChannel.Held held,
            long lock) {
        Scenario scenario = hops.scenario;
        scenario.publish(payer, held.transaction());
        scenario.mine(1);
        Claimant claimant = new Claimant(scenario, channel, payer);
        Claim claim = Claimant.only(claimant.ofOwn(held, Optional.empty()), Claim.Kind.HTLC_TIMEOUT).getFirst();
        LabTransaction timeout = claimant.second(channelName(hops, channel) + "HTLC-timeout of " + payer,
                payer + " takes the HTLC back.", held, claim);
        scenario.check("block " + lock + " is too early for " + payer + "'s refund", !scenario.publish(payer, timeout));
        scenario.mine(1);
        scenario.publish(payer, timeout);
        scenario.mine(1);
        return timeout;
    }
}
