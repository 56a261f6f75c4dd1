package lnhub.node.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.transactions.PerCommitment;

/**
 * Two ways: each new state revokes the old one.
 *
 * @param waited how many blocks the publisher waits before it takes its own money
 */
record Rsmc(int waited) implements Construction {
    static final int DELAY = 10;
    static final long COIN_SAT = 1_001_000;

    static Rsmc standard() {
        return new Rsmc(DELAY);
    }

    @Override
    public String name() {
        return "rsmc";
    }

    @Override
    public String summary() {
        return "two ways: an old state is revoked by handing over its secret";
    }

    @Override
    public String introduction() {
        return "Locks that get shorter end some day, and pay in one direction only. A revocable sequence maturity"
                + " contract (RSMC), which BOLT 3 calls a commitment transaction, has no end. Of each state there are"
                + " two transactions: one that A can publish, and one that B can. In either, the money of the other"
                + " side is free at once, while the publisher's own must wait for some blocks. That delay is what makes"
                + " a state revocable: each state has a secret, and who knows it can take the publisher's money during"
                + " the delay. Moving on to a new state means to hand over the secret of the old one.";
    }

    @Override
    public void run(Lab lab) {
        Scenario scenario = lab.scenario("three payments, then A closes alone");
        Party a = lab.party("A");
        Party b = lab.party("B");
        LabOutput coin = scenario.ledger().coin(a, COIN_SAT);
        scenario.begin();
        LabChannel channel = new LabChannel(scenario, "", a, b, coin, DELAY);
        TwoWay way = new TwoWay(scenario, channel, a, b);
        way.open();
        way.next(550_000, "A pays B 50,000 sat.");
        way.next(570_000, "B pays A 20,000 sat back.");
        way.next(470_000, "A pays B 100,000 sat.");
        scenario.check("six secrets were handed over, and each opens the point of the state that it revokes",
                way.revoked() == 6);
        close(scenario, channel, way, a, b);
    }

    private void close(Scenario scenario, LabChannel channel, TwoWay way, Party a, Party b) {
        LabChannel.Held newest = way.newestOf(a);
        scenario.say("A has had enough, or B does not answer: A adds its own signature to the newest state that it"
                + " holds, and publishes it.");
        scenario.publish(a, newest.transaction());
        scenario.mine(1);
        int confirmed = newest.transaction().height();
        LabTransaction paid = new Claimant(scenario, channel, b).take("B moves its money",
                "B spends to_remote, which needs nothing but B's own key.",
                new Claimant(scenario, channel, b).ofOther(newest, Optional.empty()));
        scenario.publish(b, paid);
        scenario.mine(1);
        scenario.check("B, who did not publish, has its money in the next block",
                paid.isConfirmed() && paid.height() == confirmed + 1);
        List<Claim> claims = new Claimant(scenario, channel, a).ofOwn(newest, Optional.empty());
        LabTransaction sweep = new Claimant(scenario, channel, a).take("A sweeps to_local",
                "A spends to_local through its second branch, which asks for an age of " + DELAY + " blocks.", claims);
        scenario.mineTo(confirmed + DELAY - 2);
        scenario.check("one block too early the script engine refuses A's own money",
                !scenario.publish(a, sweep));
        scenario.mineTo(confirmed + waited - 1);
        scenario.publish(a, sweep);
        scenario.mine(1);
        scenario.check("A, who published, is paid " + DELAY + " blocks after the commitment",
                sweep.isConfirmed() && sweep.height() == confirmed + DELAY);
        scenario.check("everybody got what the newest state says, fees apart",
                scenario.ownedSat(a) == 470_000 - newest.commitment().feeSat() - sweep.feeSat()
                        && scenario.ownedSat(b) == 530_000 - paid.feeSat());
    }

    /** The dance from state to state, with all that both sides hold. */
    static final class TwoWay {
        private final Scenario scenario;
        private final LabChannel channel;
        private final Party a;
        private final Party b;
        private final List<LabChannel.Held> ofA = new ArrayList<>();
        private final List<LabChannel.Held> ofB = new ArrayList<>();
        private int revoked;

        TwoWay(Scenario scenario, LabChannel channel, Party a, Party b) {
            this.scenario = scenario;
            this.channel = channel;
            this.a = a;
            this.b = b;
        }

        /** A brings 1,000,000 sat, and B has 400,000 of them from the beginning (push_msat, BOLT 2). */
        void open() {
            scenario.say("A makes the funding transaction and does not publish it. First both sign the first state for"
                    + " each other: A has 600,000 sat and B 400,000, which A gives it at the beginning. Only then is"
                    + " the money put at stake.");
            scenario.show(channel.funding());
            add(600_000);
            scenario.check("both hold a good signature of the first state while the funding is not on the chain",
                    channel.isSignedByOther(newestOf(a)) && channel.isSignedByOther(newestOf(b))
                            && channel.funding().fate() == LabTransaction.Fate.NEVER_BROADCAST);
            scenario.publish(a, channel.funding());
            scenario.mine(1);
        }

        private void add(long funderSat) {
            LabChannel.State state = new LabChannel.State(ofA.size(), funderSat, channel.capacitySat() - funderSat);
            ofA.add(channel.commitment(a, state));
            ofB.add(channel.commitment(b, state));
        }

        void next(long funderSat, String why) {
            int old = ofA.size() - 1;
            scenario.say(why + " Both sign state " + ofA.size() + " for each other; then each hands over its secret of"
                    + " state " + old + ", which from now on it must never publish.");
            add(funderSat);
            revoke(a, old);
            revoke(b, old);
        }

        private void revoke(Party holder, int number) {
            boolean fits = PerCommitment.pointOf(channel.secret(holder, number))
                    .equals(channel.perCommitmentPoint(holder, number));
            scenario.happened(holder + " tells " + channel.other(holder) + " the secret of "
                    + channel.id(holder, number)
                    + "; it " + (fits ? "fits" : "does NOT fit") + " the point of that state.");
            of(holder, number).transaction().revoke();
            revoked += fits ? 1 : 0;
        }

        int revoked() {
            return revoked;
        }

        LabChannel.Held newestOf(Party holder) {
            return (holder.equals(a) ? ofA : ofB).getLast();
        }

        LabChannel.Held of(Party holder, int number) {
            return (holder.equals(a) ? ofA : ofB).get(number);
        }
    }
}
