package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.FundedChannel;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.OurCommitmentClaims;
import lnhub.protocol.claims.PeerCommitmentClaims;
import lnhub.protocol.claims.PenaltyClaims;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/**
 * What is ours in the transaction that spent the funding output, and in those that spent its outputs: a function of
 * the facts and of what the channel knew, made anew whenever it is asked for (BOLT 5).
 */
final class ChainClaims {
    /** A commitment in force has HTLCs; of any other transaction it is not known which of its outputs are what. */
    record HtlcOutput(OutPoint outPoint, CommitmentHtlc htlc, boolean offeredByUs) {
    }

    private final OnChain state;
    private final FundedChannel channel;
    private final ChainFacts.Spend spend;
    private final ChainTransaction transaction;
    private final List<Claim> claims = new ArrayList<>();
    private final Map<OutPoint, HtlcOutput> htlcs = new LinkedHashMap<>();
    private final Set<OutPoint> watched = new LinkedHashSet<>();
    private int unexplained;

    private ChainClaims(OnChain state, ChainFacts.Spend spend) {
        this.state = state;
        this.channel = channel(state.funded().params());
        this.spend = spend;
        this.transaction = ChainTransaction.parse(spend.transaction());
    }

    static FundedChannel channel(ChannelParams params) {
        return new FundedChannel(params.localCommitment(), params.remoteCommitment(), params.local().basepoints(),
                params.remote().basepoints());
    }

    /** Empty while nothing has spent the funding output. */
    static Optional<ChainClaims> of(OnChain state, Signer signer) {
        return state.facts().spend().map(spend -> new ChainClaims(state, spend).find(signer));
    }

    private ChainClaims find(Signer signer) {
        switch (spend.kind()) {
            case FundingSpend.MutualClose close -> { }
            case FundingSpend.Ours ours when ours.age() == FundingSpend.Age.CURRENT -> ours(ours.number(), signer);
            case FundingSpend.Ours ours -> {
                claims.addAll(new OurCommitmentClaims(channel, signer.commitmentPoint(ours.number())).toLocal(
                        transaction, spend.height(), ours.age() == FundingSpend.Age.OUTDATED));
                watchAll();
            }
            case FundingSpend.Peers peers -> peers(peers.number());
            case FundingSpend.Revoked revoked -> revoked(revoked);
            case FundingSpend.PeersFuture future -> toRemoteAlone();
            case FundingSpend.Unknown unknown -> toRemoteAlone();
        }
        claims.forEach(claim -> watched.add(claim.outPoint()));
        return this;
    }

    private void ours(long number, Signer signer) {
        Commitments commitments = state.funded().commitments();
        Commitment commitment = CommitmentTransactions.local(commitments, signer, number, View.LOCAL);
        OurCommitmentClaims ours = new OurCommitmentClaims(channel, signer.commitmentPoint(number));
        claims.addAll(ours.of(commitment, commitments.local().htlcSignatures(), spend.height(),
                htlc -> preimage(htlc, htlc.offeredByHolder())));
        htlcOutputs(commitment, true);
        created().forEach((outPoint, taken) -> ours.secondStage(outPoint, output(taken), taken.height())
                .ifPresent(claims::add));
    }

    private void peers(long number) {
        Commitments commitments = state.funded().commitments();
        boolean current = number == commitments.remote().number();
        PublicKey point = current ? commitments.remote().point() : commitments.remote().nextPoint();
        Commitment commitment = CommitmentTransactions.remote(commitments, point, number,
                current ? View.REMOTE : View.REMOTE_SIGNED);
        claims.addAll(PeerCommitmentClaims.of(channel, commitment, transaction, point, spend.height(),
                htlc -> preimage(htlc, !htlc.offeredByHolder())));
        htlcOutputs(commitment, false);
    }

    private void revoked(FundingSpend.Revoked revoked) {
        PenaltyClaims penalty = new PenaltyClaims(channel, revoked);
        PenaltyClaims.Found found = penalty.of(transaction, revoked.number(), spend.revoked().orElse(List.of()),
                spend.height());
        claims.addAll(found.claims());
        unexplained = found.unexplained().size();
        created().forEach((outPoint, taken) -> penalty.secondStage(outPoint, output(taken), taken.height())
                .ifPresent(claims::add));
        watchAll();
    }

    private void toRemoteAlone() {
        claims.addAll(PeerCommitmentClaims.toRemote(channel, transaction, spend.height()));
        watchAll();
    }

    /** A preimage may show itself in the spending of any of them. */
    private void watchAll() {
        for (int index = 0; index < transaction.outputs().size(); index++) {
            watched.add(new OutPoint(transaction.txid(), index));
        }
    }

    private Optional<Bytes32> preimage(CommitmentHtlc htlc, boolean offeredByUs) {
        return offeredByUs ? Optional.empty() : state.funded().commitments().received().get(htlc.id())
                .flatMap(Htlc.Received::preimage);
    }

    private void htlcOutputs(Commitment commitment, boolean ours) {
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            OutPoint outPoint = new OutPoint(commitment.txid(), htlc.outputIndex());
            htlcs.put(outPoint, new HtlcOutput(outPoint, htlc.htlc(), ours == htlc.htlc().offeredByHolder()));
            watched.add(outPoint);
        }
    }

    /** What the transactions that took outputs have created at the index of their input. */
    private Map<OutPoint, ChainFacts.Taken> created() {
        Map<OutPoint, ChainFacts.Taken> created = new HashMap<>();
        state.facts().taken().values().forEach(taken -> taken.created().ifPresent(output ->
                created.put(new OutPoint(taken.txid(), output.index()), taken)));
        return created;
    }

    private static ChainTransaction.Output output(ChainFacts.Taken taken) {
        ChainFacts.Created created = taken.created().orElseThrow();
        return new ChainTransaction.Output(created.amountSat(), created.scriptPubkey());
    }

    /** Everything that is or was ours to claim, taken or not. */
    List<Claim> all() {
        return claims;
    }

    /** What is ours and nobody has taken. */
    List<Claim> open() {
        return claims.stream().filter(claim -> !state.facts().isTaken(claim.outPoint())).toList();
    }

    /** The outputs whose spending says something about money of ours. */
    Set<OutPoint> watched() {
        return watched;
    }

    /** The HTLC outputs of a commitment in force. */
    Map<OutPoint, HtlcOutput> htlcs() {
        return htlcs;
    }

    /** Outputs of a revoked commitment that nothing of ours opens. */
    int unexplained() {
        return unexplained;
    }

    /** What a revoked commitment may have had of the HTLCs that are still live. */
    static List<RevokedHtlc> liveHtlcs(Commitments commitments) {
        List<RevokedHtlc> live = new ArrayList<>();
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            addIfSigned(live, htlc, false, commitments);
        }
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            addIfSigned(live, htlc, true, commitments);
        }
        return live;
    }

    private static void addIfSigned(List<RevokedHtlc> live, Htlc htlc, boolean offeredByPeer,
            Commitments commitments) {
        if (htlc.since() != Htlc.NEVER) {
            live.add(revoked(htlc, offeredByPeer, commitments.remote().signedNumber()));
        }
    }

    static RevokedHtlc revoked(Htlc htlc, boolean offeredByPeer, long lastNumber) {
        return RevokedHtlc.of(new CommitmentHtlc(offeredByPeer, htlc.id(), htlc.amountMsat(), htlc.paymentHash(),
                htlc.cltvExpiry()), htlc.since(), Math.max(htlc.since(), lastNumber));
    }
}
