package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ClaimRequest.Unconfirmed;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.DerSignature;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.ShutdownScript;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A transaction that takes claims: their inputs first, then the coins for the fee; the outputs of second stages at the
 * indexes of their inputs, then one output for the rest. Immutable.
 */
public final class ClaimTransaction implements ClaimResult {
    /** What relays (BOLT 5, "Penalty Transactions Weight Calculation"). */
    public static final int MAX_STANDARD_WEIGHT = 400_000;
    /** What a replacement pays on top for its own relay (BIP 125, rule 4): 1 satoshi per virtual byte. */
    public static final long INCREMENTAL_FEERATE_PER_KW = 250;

    private final ClaimRequest request;
    private final TransactionForm form;
    private final int weight;
    private final long feeSat;

    private ClaimTransaction(ClaimRequest request, List<TransactionOutput> outputs, int weight, long feeSat) {
        this.request = request;
        this.form = new TransactionForm(inputs(request), outputs, lockTime(request));
        this.weight = weight;
        this.feeSat = feeSat;
    }

    private static List<TransactionForm.Input> inputs(ClaimRequest request) {
        List<TransactionForm.Input> inputs = new ArrayList<>();
        request.claims().forEach(claim -> inputs.add(new TransactionForm.Input(claim.outPoint(), claim.sequence())));
        request.feeInputs().forEach(coin ->
                inputs.add(new TransactionForm.Input(coin.outPoint(), Claim.REPLACEABLE)));
        return inputs;
    }

    /** A lock time that is too high holds for all the lower ones that scripts ask for (BIP 65). */
    private static int lockTime(ClaimRequest request) {
        return (int) request.claims().stream().mapToLong(Claim::lockTime).max().orElseThrow();
    }

    /**
     * Refused when the fee is above the budget, what remains is below the dust threshold of its script, or the weight
     * is above the standard. A rest too small for an output of its own next to second stages goes to the fee.
     */
    public static ClaimResult build(ClaimRequest request) {
        List<TransactionOutput> outputs = new ArrayList<>();
        request.claims().forEach(claim -> claim.secondStage().ifPresent(stage -> outputs.add(stage.output())));
        long availableSat = availableSat(request, outputs);
        if (request.isPresigned()) {
            return new ClaimTransaction(request, outputs, weight(request, outputs), availableSat);
        }
        List<TransactionOutput> withRest = new ArrayList<>(outputs);
        withRest.add(new TransactionOutput(0, request.scriptPubkey()));
        int weight = weight(request, withRest);
        long feeSat = requiredFeeSat(request, weight);
        long minimumSat = ShutdownScript.dustThresholdSat(request.scriptPubkey());
        if (availableSat - feeSat >= minimumSat) {
            withRest.set(outputs.size(), new TransactionOutput(availableSat - feeSat, request.scriptPubkey()));
            return checked(new ClaimTransaction(request, withRest, weight, feeSat));
        }
        int smaller = weight(request, outputs);
        if (!outputs.isEmpty() && availableSat >= requiredFeeSat(request, smaller)) {
            return checked(new ClaimTransaction(request, outputs, smaller, availableSat));
        }
        return new Refused("a fee of " + feeSat + " sat leaves " + (availableSat - feeSat)
                + " sat, the least that is relayed are " + minimumSat, minimumSat + feeSat - availableSat);
    }

    private static ClaimResult checked(ClaimTransaction transaction) {
        if (transaction.weight > MAX_STANDARD_WEIGHT) {
            return new Refused("a weight of " + transaction.weight + ", at most " + MAX_STANDARD_WEIGHT
                    + " are relayed", 0);
        }
        long budgetSat = transaction.request.budgetSat();
        return transaction.feeSat <= budgetSat
                ? transaction
                : new Refused("a fee of " + transaction.feeSat + " sat is above the budget of " + budgetSat + " sat",
                        transaction.feeSat - budgetSat);
    }

    private static long availableSat(ClaimRequest request, List<TransactionOutput> paired) {
        long sum = 0;
        for (Claim claim : request.claims()) {
            sum = Math.addExact(sum, claim.amountSat());
        }
        for (FeeInput coin : request.feeInputs()) {
            sum = Math.addExact(sum, coin.amountSat());
        }
        for (TransactionOutput output : paired) {
            sum -= output.amountSat();
        }
        return sum;
    }

    private static int weight(ClaimRequest request, List<TransactionOutput> outputs) {
        int inputs = request.claims().size() + request.feeInputs().size();
        int weight = TransactionForm.overheadWeight(inputs, outputs.size());
        for (Claim claim : request.claims()) {
            weight += Claim.INPUT_WEIGHT + claim.witness().maxSize();
        }
        for (FeeInput coin : request.feeInputs()) {
            weight += coin.weight();
        }
        for (TransactionOutput output : outputs) {
            weight += TransactionForm.outputWeight(output.scriptPubkey());
        }
        return weight;
    }

    /** For itself, and together with what is unconfirmed; at least the minimum. */
    private static long requiredFeeSat(ClaimRequest request, int weight) {
        Unconfirmed unconfirmed = request.unconfirmed();
        long own = feeSat(request.feeratePerKw(), weight);
        long together = feeSat(request.feeratePerKw(), weight + unconfirmed.weight()) - unconfirmed.feeSat();
        long minimum = request.minimumFeeSat() == 0
                ? 0
                : request.minimumFeeSat() + feeSat(INCREMENTAL_FEERATE_PER_KW, weight);
        // A commitment that pays more than this rate needs no help; its anchor still pays what relaying itself costs.
        long relay = feeSat(INCREMENTAL_FEERATE_PER_KW, weight);
        long wanted = unconfirmed.equals(Unconfirmed.NONE) ? own : Math.max(together, relay);
        return Math.max(wanted, minimum);
    }

    private static long feeSat(long feeratePerKw, long weight) {
        return (feeratePerKw * weight + 999) / 1000;
    }

    /**
     * The same claims at a higher fee rate, paying enough to replace this transaction (BIP 125, rules 3 and 4). Refused
     * when the rate is not higher, the budget or the claims do not give as much, or the peer's signature fixes the fee.
     */
    public ClaimResult replacedAt(long feeratePerKw, long budgetSat) {
        return replacedAt(feeratePerKw, budgetSat, request.feeInputs());
    }

    /** The same with other coins for the fee; those that were there should stay, or both could confirm. */
    public ClaimResult replacedAt(long feeratePerKw, long budgetSat, List<FeeInput> coins) {
        if (request.isPresigned()) {
            return new Refused("the peer's signature fixes the fee of an HTLC transaction without anchors", 0);
        }
        if (feeratePerKw <= request.feeratePerKw()) {
            return new Refused("a fee rate of " + feeratePerKw + " sat per kw is not above "
                    + request.feeratePerKw(), 0);
        }
        return build(request.withFeeInputs(coins).at(feeratePerKw, budgetSat, feeSat));
    }

    /** What is left when somebody else has spent some of the outputs; empty when nothing is. */
    public Optional<ClaimRequest> without(Set<OutPoint> gone) {
        return request.without(gone);
    }

    /** What a signature of a claim's input signs (SIGHASH_ALL). @param index into {@link #claims} */
    public Bytes32 sighash(int index) {
        Claim claim = request.claims().get(index);
        return form.sighash(index, claim.scriptCode(), claim.amountSat());
    }

    /**
     * The transaction with the witnesses of all claims. Those of the wallet's coins are empty: the wallet adds them,
     * which changes neither the txid nor what the claims' signatures signed.
     */
    public Bytes signed(ClaimSigner signer) {
        List<List<Bytes>> witnesses = new ArrayList<>();
        for (int index = 0; index < request.claims().size(); index++) {
            Claim claim = request.claims().get(index);
            Signature signature = signer.sign(sighash(index), claim.key());
            witnesses.add(claim.witness().stack(Bytes.wrap(DerSignature.encode(signature, Claim.SIGHASH_TYPE))));
        }
        request.feeInputs().forEach(coin -> witnesses.add(List.of()));
        return form.signed(witnesses);
    }

    /** In internal byte order; known before it is signed. */
    public Bytes32 txid() {
        return form.txid();
    }

    public List<Claim> claims() {
        return request.claims();
    }

    public List<TransactionOutput> outputs() {
        return form.outputs();
    }

    /** The height that nLockTime is. */
    public long lockTime() {
        return form.lockTime();
    }

    /** With signatures of the greatest length; the signed transaction weighs at most this. */
    public int weight() {
        return weight;
    }

    public long feeSat() {
        return feeSat;
    }

    /** The first block that may contain the transaction. */
    public long fromHeight() {
        return request.claims().stream().mapToLong(Claim::fromHeight).max().orElseThrow();
    }

    /** The first block in which somebody else can take one of the outputs. */
    public long deadline() {
        return request.claims().stream().mapToLong(Claim::deadline).min().orElseThrow();
    }
}
