package lnhub.node.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lnhub.protocol.claims.ClaimSigner;
import lnhub.protocol.claims.FundedChannel;
import lnhub.protocol.claims.SigningKey;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentParams;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.KeyDerivation;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A channel of two parties with the secrets of both: its funding, and for every state the two commitments of BOLT 3
 * (static_remotekey without anchors, which has the fewest outputs). What one party holds is told in words; what it
 * could not know, it does not use.
 */
final class LabChannel {
    static final int FEERATE_PER_KW = 1_000;
    private static final CommitmentFormat FORMAT = CommitmentFormat.STATIC_REMOTE_KEY;
    private static final long DUST_SAT = 354;

    /** An HTLC that is not settled. */
    record Pending(Party offeredBy, long id, long amountSat, Bytes32 paymentHash, long cltvExpiry) {
    }

    /** What belongs to whom. @param number counts up from 0, the same for both commitments of a state */
    record State(long number, long funderSat, long fundeeSat, List<Pending> htlcs) {
        State(long number, long funderSat, long fundeeSat) {
            this(number, funderSat, fundeeSat, List.of());
        }
    }

    /** A commitment as its holder can publish it. @param peerSignatures of its HTLC transactions */
    record Held(Party holder, State state, Commitment commitment, LabTransaction transaction,
            List<Signature> peerSignatures) {
    }

    private final Scenario scenario;
    private final Party funder;
    private final Party fundee;
    private final String prefix;
    private final int toSelfDelay;
    private final LabTransaction funding;
    private final Map<Party, ChannelKeys> keys;

    /**
     * @param prefix for the names of its transactions, where there are several channels; else empty
     * @param coin the funder's; all of it but the fee goes into the channel
     * @param toSelfDelay the blocks for which a publisher waits, on both sides
     */
    LabChannel(Scenario scenario, String prefix, Party funder, Party fundee, LabOutput coin, int toSelfDelay) {
        this.scenario = scenario;
        this.prefix = prefix;
        this.funder = funder;
        this.fundee = fundee;
        this.toSelfDelay = toSelfDelay;
        String id = funder.name() + fundee.name();
        this.keys = Map.of(funder, funder.channelKeys(id), fundee, fundee.channelKeys(id));
        LabOutput.Form output = new LabOutput.Form(new TransactionOutput(
                coin.amountSat() - Ledger.FEE_SAT, FundingScript.scriptPubkey(point(funder), point(fundee))),
                "the channel's money", List.of(funder, fundee),
                FundingScript.witnessScript(point(funder), point(fundee)),
                "only with signatures of both " + funder + " and " + fundee);
        nameKeys(funder);
        nameKeys(fundee);
        this.funding = new PlainTransaction().spend(coin).pay(output).signed(prefix + "funding",
                "Puts " + funder + "'s coin under the keys of both. Whatever happens later is a quarrel, or an"
                        + " agreement, about who spends this output.",
                funder + " alone signs it, and only when it holds a signed first commitment: the way out.",
                List.of(PlainTransaction.wallet(funder)));
    }

    private PublicKey point(Party party) {
        return keys.get(party).funding().publicKey();
    }

    private void nameKeys(Party party) {
        String place = prefix.isEmpty() ? "" : " in " + prefix.trim();
        scenario.names().key(point(party), party + "'s funding key" + place);
        scenario.names().key(keys.get(party).paymentBase().publicKey(), party + "'s payment key" + place);
    }

    LabTransaction funding() {
        return funding;
    }

    long capacitySat() {
        return funding.output(0).amountSat();
    }

    Party other(Party party) {
        return party.equals(funder) ? fundee : funder;
    }

    ChannelKeys keys(Party party) {
        return keys.get(party);
    }

    int toSelfDelay() {
        return toSelfDelay;
    }

    /** What a party knows from the beginning and for good. */
    FundedChannel view(Party party) {
        return new FundedChannel(params(party), params(other(party)), keys.get(party).basepoints(),
                keys.get(other(party)).basepoints());
    }

    private CommitmentParams params(Party holder) {
        return new CommitmentParams(FORMAT, new OutPoint(funding.txid(), 0), capacitySat(), point(holder),
                point(other(holder)), holder.equals(funder), DUST_SAT, toSelfDelay,
                keys.get(funder).paymentBase().publicKey(), keys.get(fundee).paymentBase().publicKey());
    }

    /** What hides the keys of one commitment, and revokes it once the other side knows it (BOLT 3). */
    Bytes32 secret(Party holder, long number) {
        return PerCommitment.secret(keys.get(holder).commitmentSeed(), number);
    }

    PublicKey perCommitmentPoint(Party holder, long number) {
        return PerCommitment.point(keys.get(holder).commitmentSeed(), number);
    }

    /** For example "A3": the third state after the first, as A may publish it. */
    String id(Party holder, long number) {
        return prefix + holder + number;
    }

    /** Builds, signs with both and tells a commitment. */
    Held commitment(Party holder, State state) {
        PublicKey point = perCommitmentPoint(holder, state.number());
        Commitment commitment = Commitment.build(params(holder), view(holder).ourKeys(point), state.number(),
                spec(holder, state));
        String name = prefix + "commitment " + holder + state.number();
        nameKeys(holder, state.number());
        CommitmentWords words = new CommitmentWords(this, holder, state.number());
        Bytes signed = commitment.signedTransaction(Secp256k1.sign(commitment.sighash(), keys.get(holder).funding()),
                Secp256k1.sign(commitment.sighash(), keys.get(other(holder)).funding()));
        LabTransaction transaction = new LabTransaction(name, "State " + state.number() + " of the channel, as "
                + holder + " may publish it.",
                holder + ", with " + other(holder) + "'s signature; " + holder + " adds its own when it publishes.",
                signed, List.of(funding.output(0)),
                commitment.outputs().stream().map(words::output).toList(), false);
        return new Held(holder, state, commitment, scenario.show(transaction), htlcSignatures(holder, commitment,
                point));
    }

    private CommitmentSpec spec(Party holder, State state) {
        List<CommitmentHtlc> htlcs = new ArrayList<>();
        for (Pending pending : state.htlcs()) {
            htlcs.add(new CommitmentHtlc(pending.offeredBy().equals(holder), pending.id(),
                    pending.amountSat() * 1_000, pending.paymentHash(), pending.cltvExpiry()));
        }
        boolean funds = holder.equals(funder);
        return new CommitmentSpec((funds ? state.funderSat() : state.fundeeSat()) * 1_000,
                (funds ? state.fundeeSat() : state.funderSat()) * 1_000, FEERATE_PER_KW, htlcs);
    }

    private void nameKeys(Party holder, long number) {
        PublicKey point = perCommitmentPoint(holder, number);
        Party other = other(holder);
        var derived = view(holder).ourKeys(point);
        Names names = scenario.names();
        String id = id(holder, number);
        names.key(derived.holderDelayedKey(), holder + "'s delayed key of " + id);
        names.key(derived.revocationKey(), other + "'s revocation key of " + id);
        names.key(derived.holderHtlcKey(), holder + "'s HTLC key of " + id);
        names.key(derived.otherHtlcKey(), other + "'s HTLC key of " + id);
    }

    /** What the other side sends with commitment_signed (BOLT 2). */
    private List<Signature> htlcSignatures(Party holder, Commitment commitment, PublicKey point) {
        PrivateKey key = KeyDerivation.derivePrivateKey(keys.get(other(holder)).htlcBase(), point);
        return commitment.htlcTransactions().stream().map(HtlcTransaction::otherSighash)
                .map(hash -> Secp256k1.sign(hash, key)).toList();
    }

    /** Whether what the holder got for a commitment is the other side's signature of it. */
    boolean isSignedByOther(Held held) {
        String key = scenario.names().of(Bytes.wrap(point(other(held.holder())).toArray())).orElseThrow();
        return scenario.isSignedBy(held.transaction(), key);
    }

    /** Signs as a party can: with its own secrets, and secrets of the other that it was told. */
    ClaimSigner signer(Party party) {
        ChannelKeys own = keys.get(party);
        return (hash, key) -> Secp256k1.sign(hash, switch (key) {
            case SigningKey.DelayedPayment(PublicKey point) -> KeyDerivation.derivePrivateKey(own.delayedBase(), point);
            case SigningKey.Htlc(PublicKey point) -> KeyDerivation.derivePrivateKey(own.htlcBase(), point);
            case SigningKey.Revocation(Bytes32 secret) ->
                    KeyDerivation.revocationPrivateKey(own.revocationBase(), secret);
            case SigningKey.Payment() -> own.paymentBase();
            case SigningKey.Funding() -> own.funding();
        });
    }
}
