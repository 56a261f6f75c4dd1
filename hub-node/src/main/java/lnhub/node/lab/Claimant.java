package lnhub.node.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.ClaimRequest;
import lnhub.protocol.claims.ClaimResult;
import lnhub.protocol.claims.ClaimTransaction;
import lnhub.protocol.claims.OurCommitmentClaims;
import lnhub.protocol.claims.PeerCommitmentClaims;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentScripts;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** What a party takes from a commitment that is confirmed, with the hub's own claims (BOLT 5). */
record Claimant(Scenario scenario, LabChannel channel, Party party) {
    private static final long BUDGET_SAT = 100_000;

    /** Of its own commitment: to_local and the HTLCs that it can take. @param preimage if it knows one */
    List<Claim> ofOwn(LabChannel.Held held, Optional<Bytes32> preimage) {
        return new OurCommitmentClaims(channel.view(party), channel.perCommitmentPoint(party, held.state().number()))
                .of(held.commitment(), held.peerSignatures(), held.transaction().height(), opening(preimage));
    }

    /** Of its own HTLC transaction: the output that has to wait once more. */
    List<Claim> ofOwnHtlc(LabChannel.Held held, LabTransaction second) {
        return List.copyOf(new OurCommitmentClaims(channel.view(party),
                channel.perCommitmentPoint(party, held.state().number()))
                .ofSecondStage(held.commitment(), ChainTransaction.parse(second.raw()), second.height()).values());
    }

    /** Of the other's commitment. */
    List<Claim> ofOther(LabChannel.Held held, Optional<Bytes32> preimage) {
        return PeerCommitmentClaims.of(channel.view(party), held.commitment(),
                ChainTransaction.parse(held.transaction().raw()),
                channel.perCommitmentPoint(held.holder(), held.state().number()), held.transaction().height(),
                opening(preimage));
    }

    /** A preimage is tried on no HTLC but its own. */
    private static Function<CommitmentHtlc, Optional<Bytes32>> opening(Optional<Bytes32> preimage) {
        return htlc -> preimage.filter(known -> Scenario.opens(known, htlc.paymentHash()));
    }

    static List<Claim> only(List<Claim> claims, Claim.Kind... kinds) {
        return claims.stream().filter(claim -> List.of(kinds).contains(claim.kind())).toList();
    }

    /** A transaction of claims to the party's own wallet, shown. */
    LabTransaction take(String name, String words, List<Claim> claims) {
        return build(name, words, party + " alone makes and signs it.", claims,
                output -> LabOutput.Form.wallet(party, output.amountSat()));
    }

    /** HTLC-timeout or HTLC-success of a commitment of the party's own, which the other side has signed ahead. */
    LabTransaction second(String name, String words, LabChannel.Held of, Claim claim) {
        Party other = channel.other(party);
        return build(name, words, party + ", with " + other + "'s signature, which came together with that of "
                + of.transaction().name() + ".", List.of(claim), output -> delayed(output, of));
    }

    private LabOutput.Form delayed(TransactionOutput output, LabChannel.Held of) {
        long number = of.state().number();
        Bytes script = new CommitmentScripts(channel.view(party).format(),
                channel.view(party).ourKeys(channel.perCommitmentPoint(party, number)),
                channel.toSelfDelay()).toHolder();
        return new LabOutput.Form(output, "the HTLC, for " + party, List.of(party), script,
                new CommitmentWords(channel, party, number).delay());
    }

    private LabTransaction build(String name, String words, String held, List<Claim> claims,
            Function<TransactionOutput, LabOutput.Form> form) {
        ClaimResult result = ClaimTransaction.build(
                ClaimRequest.of(claims, party.walletScript(), LabChannel.FEERATE_PER_KW, BUDGET_SAT));
        if (!(result instanceof ClaimTransaction transaction)) {
            throw new IllegalStateException(name + ": " + result);
        }
        List<LabOutput> spent = claims.stream().map(claim -> scenario.output(claim.outPoint())).toList();
        return scenario.show(new LabTransaction(name, words, held, transaction.signed(channel.signer(party)), spent,
                transaction.outputs().stream().map(form).toList(), false));
    }
}
