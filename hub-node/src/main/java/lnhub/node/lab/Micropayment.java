package lnhub.node.lab;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.TransactionOutput;

/**
 * A pays B a hundred times out of one deposit.
 *
 * @param lockStep by how many blocks the lock of each split is shorter than that of the one before
 */
record Micropayment(int lockStep) implements Construction {
    private static final int PAYMENTS = 100;
    private static final int PAID_BEFORE_B_VANISHES = 40;
    private static final long UNIT_SAT = 1_000;
    private static final long DEPOSIT_SAT = 200_000;
    private static final int REFUND_LOCK = Ledger.FIRST_HEIGHT + 120;

    static Micropayment standard() {
        return new Micropayment(1);
    }

    @Override
    public String name() {
        return "micropayment";
    }

    @Override
    public String summary() {
        return "one way: A pays B 100 times out of one deposit, with ever-shorter locks";
    }

    @Override
    public String introduction() {
        return "The oldest channel. A puts money under the keys of A and B together (a 2-of-2). From then on each"
                + " payment is a new \"split\": a transaction that spends the deposit and gives B a little more. Both"
                + " sign it, both keep it, nobody publishes it. As all splits spend the same output, only one of them"
                + " can ever be confirmed; which one is decided by nLockTime, the block height before which a"
                + " transaction may not be in a block. Each newer split carries a shorter lock, so the newest can be"
                + " confirmed before all others.";
    }

    @Override
    public void run(Lab lab) {
        new Run(lab, lab.scenario("B publishes the last split")).lastSplit();
        new Run(lab, lab.scenario("B vanishes, and A takes the refund")).refund();
    }

    /** The deposit, the refund and the splits of one ending. */
    private final class Run {
        private final Scenario scenario;
        private final Party a;
        private final Party b;
        private final PrivateKey keyOfA;
        private final PrivateKey keyOfB;
        private final LabTransaction deposit;
        private final List<LabTransaction> splits = new ArrayList<>();

        Run(Lab lab, Scenario scenario) {
            this.scenario = scenario;
            this.a = lab.party("A");
            this.b = lab.party("B");
            this.keyOfA = a.key("deposit");
            this.keyOfB = b.key("deposit");
            scenario.names().key(keyOfA.publicKey(), "A's deposit key");
            scenario.names().key(keyOfB.publicKey(), "B's deposit key");
            LabOutput coin = scenario.ledger().coin(a, DEPOSIT_SAT + Ledger.FEE_SAT);
            scenario.begin();
            deposit = new PlainTransaction().spend(coin).pay(new LabOutput.Form(new TransactionOutput(DEPOSIT_SAT,
                    FundingScript.scriptPubkey(keyOfA.publicKey(), keyOfB.publicKey())), "the deposit", List.of(a, b),
                    FundingScript.witnessScript(keyOfA.publicKey(), keyOfB.publicKey()),
                    "only with signatures of both A and B")).signed("deposit",
                    "Puts A's coin under the keys of A and B together.",
                    "A alone signs it, but only after it holds the refund.",
                    List.of(PlainTransaction.wallet(a)));
        }

        private LabTransaction open() {
            scenario.say("A makes the deposit but does not sign it yet. Its txid is known without signatures (segwit),"
                    + " so the refund that spends it can be made and signed first.");
            scenario.show(deposit);
            LabTransaction refund = scenario.show(spending("refund", "Gives everything back to A, should B vanish.",
                    "A, with B's signature. A asked for it before it signed the deposit.", REFUND_LOCK, 0));
            scenario.check("A holds B's signature of the refund while the deposit is not on the chain yet",
                    !deposit.isConfirmed() && deposit.fate() == LabTransaction.Fate.NEVER_BROADCAST
                            && scenario.isSignedBy(refund, "B's deposit key"));
            scenario.publish(a, deposit);
            scenario.mine(1);
            return refund;
        }

        private LabTransaction spending(String name, String words, String held, long lock, int units) {
            PlainTransaction split = new PlainTransaction().spend(deposit.output(0)).lockedUntil(lock)
                    .pay(LabOutput.Form.wallet(a, DEPOSIT_SAT - units * UNIT_SAT - Ledger.FEE_SAT));
            if (units > 0) {
                split.pay(LabOutput.Form.wallet(b, units * UNIT_SAT));
            }
            if (units > 1 && units != PAYMENTS) {
                split.oneOfMany();
            }
            return split.signed(name, words, held, List.of(PlainTransaction.both(keyOfA, keyOfB)));
        }

        private void pay(int payments) {
            scenario.say("Payments begin; each is worth " + Amounts.sat(UNIT_SAT) + ". For each, A and B sign one more"
                    + " split whose lock is shorter than the one before. Nothing goes to the chain, no fee is paid.");
            for (int units = 1; units <= payments; units++) {
                splits.add(scenario.show(spending("split " + units,
                        units == 1 ? "The first payment: B gets one unit, A the rest."
                                : "The last payment: B has earned " + units + " units.",
                        "A and B, each with both signatures.", REFUND_LOCK - (long) units * lockStep, units)));
            }
        }

        void lastSplit() {
            LabTransaction refund = open();
            pay(PAYMENTS);
            LabTransaction last = splits.getLast();
            List<LabTransaction> older = splits.subList(0, splits.size() - 1);
            scenario.mineTo(last.lockHeight() - 1);
            scenario.say("One block too early even for the newest split.");
            scenario.check("the newest split is refused one block before its lock ends",
                    !scenario.publish(b, last));
            scenario.mine(1);
            scenario.say("Now the newest split's lock has ended, and no other one's. A would rather see an old split"
                    + " confirmed, and tries all of them, and the refund.");
            List<LabTransaction> refused = scenario.publishAll(a, "splits 1 to " + older.size(), older);
            scenario.check("none of the " + older.size() + " older splits can be confirmed before the newest",
                    refused.size() == older.size() && locksShrink());
            scenario.check("neither can the refund", !scenario.publish(a, refund));
            scenario.publish(b, last);
            scenario.mine(1);
            scenario.check("the newest split is confirmed in the first block after its lock",
                    last.isConfirmed() && last.height() == last.lockHeight() + 1);
            scenario.check("B has earned exactly " + PAYMENTS + " units, " + Amounts.sat(PAYMENTS * UNIT_SAT),
                    scenario.ownedSat(b) == PAYMENTS * UNIT_SAT);
            scenario.mineTo(REFUND_LOCK);
            scenario.check("the refund comes too late: the deposit is spent", !scenario.publish(a, refund));
            scenario.say("100 payments cost two transactions on the chain. But the channel has a life of 100 steps:"
                    + " when the locks are used up it must be closed, and both must watch the clock.");
        }

        private boolean locksShrink() {
            for (int i = 1; i < splits.size(); i++) {
                if (splits.get(i).lockHeight() >= splits.get(i - 1).lockHeight()) {
                    return false;
                }
            }
            return true;
        }

        void refund() {
            LabTransaction refund = open();
            pay(PAID_BEFORE_B_VANISHES);
            LabTransaction last = splits.getLast();
            scenario.say("B vanishes. A could publish split " + PAID_BEFORE_B_VANISHES + " from block "
                    + (last.lockHeight() + 1) + " on, and so could B, if it were awake. Nobody does. Without the refund"
                    + " A's money would be lost with B; with it, A only has to wait.");
            scenario.mineTo(REFUND_LOCK - 1);
            scenario.check("the refund is refused one block before its lock ends", !scenario.publish(a, refund));
            scenario.mine(1);
            scenario.publish(a, refund);
            scenario.mine(1);
            scenario.check("the refund is confirmed in the first block after its lock",
                    refund.isConfirmed() && refund.height() == REFUND_LOCK + 1);
            scenario.check("A has everything back but the fees",
                    scenario.ownedSat(a) == DEPOSIT_SAT - Ledger.FEE_SAT);
            scenario.check("B had " + PAID_BEFORE_B_VANISHES * lockStep + " blocks in which split "
                            + PAID_BEFORE_B_VANISHES + " could be confirmed and the refund could not",
                    REFUND_LOCK - last.lockHeight() == PAID_BEFORE_B_VANISHES);
        }
    }
}
