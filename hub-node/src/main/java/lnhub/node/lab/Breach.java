package lnhub.node.lab;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.KnownCommitments;
import lnhub.protocol.claims.PenaltyClaims;
import lnhub.protocol.claims.Recognition;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.transactions.KeyDerivation;
import lnhub.protocol.transactions.SecretStore;
import lnhub.protocol.units.Bytes;

/**
 * A publishes a state that it has revoked.
 *
 * @param secretUsed the state whose secret B uses against it; right is the state that is published
 */
record Breach(int secretUsed) implements Construction {
    private static final int OLD = 0;

    static Breach standard() {
        return new Breach(OLD);
    }

    @Override
    public String name() {
        return "breach";
    }

    @Override
    public String summary() {
        return "an old state is published, and everything is lost";
    }

    @Override
    public String introduction() {
        return "What keeps A from publishing an old state in which it was richer? In every commitment of A's, A's own"
                + " money waits for some blocks, and during that time B may take it with a revocation key. That key is"
                + " made of two halves: one is B's, the other is A's secret of that state, which A hands over when it"
                + " moves on (BOLT 3, \"Key Derivation\"). So B can punish every state but the newest, and none without"
                + " the secret.";
    }

    @Override
    public void run(Lab lab) {
        new Run(lab, lab.scenario("A publishes a revoked state, and B takes everything")).punished();
        new Run(lab, lab.scenario("A publishes the newest state, and B can do nothing against it")).honest();
    }

    private final class Run {
        private final Scenario scenario;
        private final Party a;
        private final Party b;
        private final LabChannel channel;
        private final Rsmc.TwoWay way;

        Run(Lab lab, Scenario scenario) {
            this.scenario = scenario;
            this.a = lab.party("A");
            this.b = lab.party("B");
            LabOutput coin = scenario.ledger().coin(a, Rsmc.COIN_SAT);
            scenario.begin();
            this.channel = new LabChannel(scenario, "", a, b, coin, Rsmc.DELAY);
            this.way = new Rsmc.TwoWay(scenario, channel, a, b);
            way.open();
            way.next(350_000, "A pays B 250,000 sat.");
            way.next(300_000, "A pays B 50,000 sat.");
        }

        void punished() {
            LabChannel.Held old = way.of(a, OLD);
            scenario.say("State 0 was better for A: 600,000 sat instead of 300,000. A publishes it. The chain cannot"
                    + " know that it is old, and takes it.");
            scenario.check("the chain takes an old state as well as any", scenario.publish(a, old.transaction()));
            scenario.mine(1);
            FundingSpend spend = recognise(old);
            scenario.say("B looks at what spent the funding. nLockTime and nSequence hide the number of the state: it"
                    + " is "
                    + (spend instanceof FundingSpend.Revoked revoked ? revoked.number() : "not one that it knows")
                    + ". B has had the secret of that state since A moved on, and makes A's revocation key out of it.");
            scenario.check("B recognises the transaction as A's revoked state " + OLD,
                    spend instanceof FundingSpend.Revoked revoked && revoked.number() == OLD);
            LabTransaction penalty = penalty(old);
            scenario.publish(b, penalty);
            scenario.mine(1);
            int delayOver = old.transaction().height() + Rsmc.DELAY;
            scenario.check("the penalty is confirmed within the delay of " + Rsmc.DELAY + " blocks",
                    penalty.isConfirmed() && penalty.height() < delayOver);
            List<Claim> late = new Claimant(scenario, channel, a).ofOwn(old, Optional.empty());
            scenario.mineTo(delayOver - 1);
            scenario.say("The delay is over. A tries to take its to_local.");
            LabTransaction sweep = new Claimant(scenario, channel, a).take("A sweeps to_local",
                    "A spends to_local after the delay, as it could have done with an honest state.", late);
            scenario.check("A comes too late: nothing is left", !scenario.publish(a, sweep));
            scenario.mine(1);
            scenario.check("B has the whole channel but the fees, A has nothing", scenario.ownedSat(a) == 0
                    && scenario.ownedSat(b) == channel.capacitySat() - old.commitment().feeSat() - penalty.feeSat());
        }

        private FundingSpend recognise(LabChannel.Held held) {
            SecretStore revealed = SecretStore.EMPTY;
            for (int number = 0; number < way.newestOf(a).state().number(); number++) {
                revealed = revealed.add(number, channel.secret(a, number));
            }
            LabChannel.Held own = way.newestOf(b);
            KnownCommitments known = new KnownCommitments(own.state().number(), own.transaction().txid(),
                    way.newestOf(a).transaction().txid(), Optional.empty(), revealed, Set.of());
            return Recognition.of(channel.view(b), known, number -> channel.perCommitmentPoint(b, number),
                    ChainTransaction.parse(held.transaction().raw()));
        }

        private LabTransaction penalty(LabChannel.Held old) {
            FundingSpend.Revoked revoked = new FundingSpend.Revoked(OLD, channel.secret(a, secretUsed));
            PenaltyClaims.Found found = new PenaltyClaims(channel.view(b), revoked).of(
                    ChainTransaction.parse(old.transaction().raw()), OLD, List.of(), old.transaction().height());
            return new Claimant(scenario, channel, b).take("B's penalty",
                    "Takes A's to_local through its first branch, with the revocation key, and B's own to_remote along"
                            + " with it. No delay holds it up.", found.claims());
        }

        void honest() {
            LabChannel.Held newest = way.newestOf(a);
            scenario.say("A publishes the newest state, whose secret it has told nobody.");
            scenario.publish(a, newest.transaction());
            scenario.mine(1);
            LabOutput toLocal = newest.transaction().output(newest.commitment().toHolderOutput().orElseThrow());
            PrivateKey guessed = KeyDerivation.revocationPrivateKey(
                    channel.keys(b).revocationBase(), channel.secret(a, OLD));
            LabTransaction forged = steal(toLocal, "B's forged penalty", "B tries the revocation key that it can make:"
                    + " that of an older state.", guessed, Bytes.wrap(new byte[] {1}), newest);
            scenario.check("with the secret of another state B gets nothing", !scenario.publish(b, forged));
            PrivateKey own = KeyDerivation.derivePrivateKey(
                    channel.keys(b).delayedBase(), channel.perCommitmentPoint(a, newest.state().number()));
            LabTransaction impostor = steal(toLocal, "B's forged sweep", "B tries A's branch with a key of its own.",
                    own, Bytes.EMPTY, newest);
            scenario.check("nor does A's branch open to a key of B's, before the delay has ended",
                    !scenario.publish(b, impostor));
            LabTransaction sweep = new Claimant(scenario, channel, a).take("A sweeps to_local",
                    "A takes its money after the delay.",
                    new Claimant(scenario, channel, a).ofOwn(newest, Optional.empty()));
            scenario.mineTo(newest.transaction().height() + Rsmc.DELAY - 1);
            scenario.publish(a, sweep);
            scenario.mine(1);
            scenario.check("A has its money as soon as the delay is over", sweep.isConfirmed());
        }

        private LabTransaction steal(LabOutput toLocal, String name, String words, PrivateKey key, Bytes branch,
                LabChannel.Held newest) {
            return scenario.show(new PlainTransaction().spend(toLocal)
                    .pay(LabOutput.Form.wallet(b, toLocal.amountSat() - Ledger.FEE_SAT))
                    .signed(name, words, "B alone; its signature fits no key of the script.",
                            List.of(sign -> List.of(sign.apply(key), branch, toLocal.witnessScript()))));
        }
    }
}
