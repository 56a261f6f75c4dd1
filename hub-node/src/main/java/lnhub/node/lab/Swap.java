package lnhub.node.lab;

import fr.acinq.bitcoin.OP_CHECKLOCKTIMEVERIFY;
import fr.acinq.bitcoin.OP_CHECKSIG;
import fr.acinq.bitcoin.OP_DROP;
import fr.acinq.bitcoin.OP_ELSE;
import fr.acinq.bitcoin.OP_ENDIF;
import fr.acinq.bitcoin.OP_EQUALVERIFY;
import fr.acinq.bitcoin.OP_IF;
import fr.acinq.bitcoin.OP_PUSHDATA;
import fr.acinq.bitcoin.OP_SHA256;
import fr.acinq.bitcoin.OP_SIZE;
import fr.acinq.bitcoin.Script;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Preimages;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * Coins of one chain for coins of another.
 *
 * @param lockX until which block A's coins on chain X are B's for R
 * @param lockY until which block B's coins on chain Y are A's for R; must end well before the other
 */
record Swap(long lockX, long lockY) implements Construction {
    private static final long ON_X_SAT = 300_000;
    private static final long ON_Y_SAT = 900_000;

    static Swap standard() {
        return new Swap(240, 220);
    }

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String summary() {
        return "the same hash on two different chains: coins change hands, or nobody pays";
    }

    @Override
    public String introduction() {
        return "A has coins on chain X and wants coins on chain Y; B the other way round. Neither trusts the other, and"
                + " the chains know nothing of each other. But both can check a hash. A makes up a secret R, and locks"
                + " its coins on X: for B with R, or back to A later. B sees that, and locks its coins on Y under the"
                + " same hash: for A with R, or back to B sooner. To take the coins on Y, A must show R there, and B"
                + " takes the coins on X with it. Both chains here are private, with blocks of their own, run side by"
                + " side.";
    }

    @Override
    public void run(Lab lab) {
        success(new Run(lab, lab.scenario("A takes the coins on Y, so B gets those on X", "X", "Y")));
        refunds(new Run(lab, lab.scenario("A changes its mind: both get their own coins back", "X", "Y")));
    }

    /** The two locked outputs and what may spend them. */
    private final class Run {
        private final Scenario scenario;
        private final Ledger x;
        private final Ledger y;
        private final Party a;
        private final Party b;
        private final Bytes32 preimage;
        private final Bytes32 paymentHash;
        private final LabOutput coinOnX;
        private final LabOutput coinOnY;

        Run(Lab lab, Scenario scenario) {
            this.scenario = scenario;
            this.x = scenario.ledgers().getFirst();
            this.y = scenario.ledgers().getLast();
            this.a = lab.party("A");
            this.b = lab.party("B");
            this.preimage = a.secret("R");
            this.paymentHash = Hashes.sha256(preimage.unsafeArray());
            scenario.names().secret(preimage, "R");
            scenario.names().secret(guess(), "B's guess");
            for (Party party : List.of(a, b)) {
                scenario.names().key(party.key("swap").publicKey(), party + "'s swap key");
            }
            coinOnX = x.coin(a, ON_X_SAT + Ledger.FEE_SAT);
            coinOnY = y.coin(b, ON_Y_SAT + Ledger.FEE_SAT);
            scenario.begin();
        }

        Bytes32 guess() {
            return b.secret("a guess");
        }

        LabTransaction lock(Ledger chain, LabOutput coin, Party payer, Party payee, long lock) {
            Bytes script = script(payer, payee, lock);
            LabOutput.Form form = new LabOutput.Form(
                    new TransactionOutput(coin.amountSat() - Ledger.FEE_SAT, Op.p2wsh(script)),
                    "for " + payee + ", with R", List.of(payee, payer), script,
                    payee + " with R; " + payer + " after block " + lock);
            return scenario.show(new PlainTransaction().spend(coin).pay(form).signed(
                    payer + "'s lock on " + chain.name(), payer + " locks its coins on chain " + chain.name() + ".",
                    payer + " alone makes and signs it.", List.of(PlainTransaction.wallet(payer))), chain);
        }

        /** As long as R has 32 bytes on one chain, it must on the other: a longer one might be refused there. */
        private Bytes script(Party payer, Party payee, long lock) {
            return Bytes.wrap(Script.write(List.of(OP_IF.INSTANCE,
                    OP_SIZE.INSTANCE, new OP_PUSHDATA(new byte[] {32}), OP_EQUALVERIFY.INSTANCE,
                    OP_SHA256.INSTANCE, new OP_PUSHDATA(paymentHash.toArray()), OP_EQUALVERIFY.INSTANCE,
                    push(payee), OP_ELSE.INSTANCE,
                    new OP_PUSHDATA(Script.encodeNumber(lock)), OP_CHECKLOCKTIMEVERIFY.INSTANCE, OP_DROP.INSTANCE,
                    push(payer), OP_ENDIF.INSTANCE, OP_CHECKSIG.INSTANCE)));
        }

        private OP_PUSHDATA push(Party party) {
            return new OP_PUSHDATA(party.key("swap").publicKey().toArray());
        }

        LabTransaction claim(Ledger chain, LabTransaction lock, Party payee, Bytes32 known) {
            LabOutput output = lock.output(0);
            PrivateKey key = payee.key("swap");
            return scenario.show(new PlainTransaction().spend(output)
                    .pay(LabOutput.Form.wallet(payee, output.amountSat() - Ledger.FEE_SAT))
                    .signed(payee + "'s claim on " + chain.name(), payee + " takes the coins with R, and so shows R.",
                            payee + " alone makes and signs it.", List.of(sign -> List.of(sign.apply(key),
                                    known.toBytes(), Bytes.wrap(new byte[] {1}), output.witnessScript()))), chain);
        }

        LabTransaction refund(Ledger chain, LabTransaction lock, Party payer, long height) {
            LabOutput output = lock.output(0);
            PrivateKey key = payer.key("swap");
            return scenario.show(new PlainTransaction().spend(output).lockedUntil(height)
                    .pay(LabOutput.Form.wallet(payer, output.amountSat() - Ledger.FEE_SAT))
                    .signed(payer + "'s refund on " + chain.name(), payer + " takes its coins back.",
                            payer + " alone makes and signs it.", List.of(sign -> List.of(sign.apply(key),
                                    Bytes.EMPTY, output.witnessScript()))), chain);
        }
    }

    private record Locks(LabTransaction onX, LabTransaction onY) {
    }

    private Locks locks(Run run) {
        Scenario scenario = run.scenario;
        scenario.say("A makes up R and begins. What it locks on X is B's for R, and A's again after block " + lockX
                + ".");
        scenario.check("the two chains share no block but the first",
                Collections.disjoint(run.x.blocks(), run.y.blocks()));
        LabTransaction onX = run.lock(run.x, run.coinOnX, run.a, run.b, lockX);
        scenario.publish(run.a, onX);
        scenario.mine(1);
        scenario.say("B sees A's coins locked on X under a hash, and locks its own on Y under the same hash, with a"
                + " lock that ends sooner.");
        LabTransaction onY = run.lock(run.y, run.coinOnY, run.b, run.a, lockY);
        scenario.publish(run.b, onY);
        scenario.mine(1);
        return new Locks(onX, onY);
    }

    private void success(Run run) {
        Scenario scenario = run.scenario;
        Locks locks = locks(run);
        scenario.say("A waits as long as it dares before it takes the coins on Y.");
        LabTransaction refundOfA = run.refund(run.x, locks.onX(), run.a, lockX);
        LabTransaction claimOfA = run.claim(run.y, locks.onY(), run.a, run.preimage);
        if (lockX < lockY) {
            scenario.say("A's own lock ends first: A takes its coins on X back, and then B's on Y.");
            scenario.mineTo((int) lockX);
            scenario.publish(run.a, refundOfA);
        }
        scenario.mineTo((int) lockY - 1);
        scenario.publish(run.a, claimOfA);
        scenario.mine(1);
        Map<Bytes32, Bytes32> seen = Preimages.revealed(
                ChainTransaction.parse(claimOfA.raw()), Set.of(run.paymentHash));
        scenario.check("B reads R on chain Y", claimOfA.isConfirmed()
                && run.preimage.equals(seen.get(run.paymentHash)));
        LabTransaction claimOfB = run.claim(run.x, locks.onX(), run.b, seen.get(run.paymentHash));
        scenario.check("A's transaction means nothing on chain X, where its coin does not exist",
                isForeign(run, claimOfA));
        scenario.publish(run.b, claimOfB);
        scenario.mine(1);
        scenario.check("A has B's coins on Y", claimOfA.isConfirmed());
        scenario.check("B has A's coins on X", claimOfB.isConfirmed());
        scenario.mineTo((int) Math.max(lockX, lockY));
        scenario.check("A's refund on X comes too late", !scenario.publish(run.a, refundOfA));
    }

    /** Tried on a copy, since a refusal belongs to the chain that a transaction is made for. */
    private static boolean isForeign(Run run, LabTransaction ofY) {
        LabTransaction copy = new LabTransaction("copy of " + ofY.name(), ofY.words(), ofY.held(), ofY.raw(),
                ofY.spent(), ofY.outputs().stream().map(output -> new LabOutput.Form(output.output(), output.name(),
                output.owners(), output.witnessScript(), output.words())).toList(), false);
        return run.x.publish(copy).filter("bad-txns-inputs-missingorspent"::equals).isPresent();
    }

    private void refunds(Run run) {
        Scenario scenario = run.scenario;
        Locks locks = locks(run);
        LabTransaction refundOfB = run.refund(run.y, locks.onY(), run.b, lockY);
        LabTransaction refundOfA = run.refund(run.x, locks.onX(), run.a, lockX);
        scenario.say("A never shows R. Without R, B cannot touch the coins on X.");
        LabTransaction guess = run.claim(run.x, locks.onX(), run.b, run.guess());
        scenario.check("a wrong secret opens nothing", !scenario.publish(run.b, guess));
        scenario.mineTo((int) lockY - 1);
        scenario.check("B's refund is refused one block too early", !scenario.publish(run.b, refundOfB));
        scenario.mine(1);
        scenario.publish(run.b, refundOfB);
        scenario.mine(1);
        scenario.check("B has its coins back first", refundOfB.isConfirmed() && !refundOfA.isConfirmed());
        scenario.say("Even if A showed R now, there is nothing left on Y to take. A waits for its own, longer lock.");
        scenario.mineTo((int) lockX - 1);
        scenario.check("A's refund is refused one block too early", !scenario.publish(run.a, refundOfA));
        scenario.mine(1);
        scenario.publish(run.a, refundOfA);
        scenario.mine(1);
        scenario.check("A has its coins back", refundOfA.isConfirmed());
    }
}
