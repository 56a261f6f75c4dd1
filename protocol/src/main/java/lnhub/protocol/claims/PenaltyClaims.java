package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.transactions.CommitmentKeys;
import lnhub.protocol.transactions.CommitmentScripts;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.units.Bytes;

/**
 * Everything in a revoked commitment, taken with the revocation key (BOLT 5, "Revoked Transaction Close Handling"). Its
 * scripts are built anew from the revealed secret and what was remembered of its HTLCs, and found among the outputs by
 * their hashes, so that neither order nor amounts have to be known.
 */
public final class PenaltyClaims {
    /**
     * @param claims to_local, every HTLC and our to_remote, in the order of the outputs
     * @param unexplained the indexes of outputs that nothing of ours opens: the peer's anchor never is among them, so
     *        that anything here means that a record is missing, and the operator must be warned
     */
    public record Found(List<Claim> claims, List<Integer> unexplained) {
        public Found {
            claims = List.copyOf(claims);
            unexplained = List.copyOf(unexplained);
        }

        /** The HTLC outputs, which the cheater's second stages may take first. */
        public Set<OutPoint> htlcOutputs() {
            Set<OutPoint> outputs = new HashSet<>();
            for (Claim claim : claims) {
                if (claim.kind() == Claim.Kind.PENALTY_HTLC) {
                    outputs.add(claim.outPoint());
                }
            }
            return outputs;
        }
    }

    /** An HTLC script; of HTLCs that share it, the earliest expiry. */
    private record HtlcScript(Bytes script, boolean offeredByPeer, long cltvExpiry) {
        HtlcScript earlier(HtlcScript other) {
            return other.cltvExpiry < cltvExpiry ? other : this;
        }
    }

    private final FundedChannel channel;
    private final SigningKey key;
    private final CommitmentKeys keys;
    private final CommitmentScripts scripts;
    private final Bytes toLocal;
    private final Bytes toLocalScriptPubkey;

    /** @throws IllegalArgumentException when the secret is not in the range of the curve */
    public PenaltyClaims(FundedChannel channel, FundingSpend.Revoked revoked) {
        this.channel = channel;
        this.key = new SigningKey.Revocation(revoked.secret());
        this.keys = channel.peerKeys(PerCommitment.pointOf(revoked.secret()));
        this.scripts = channel.peerScripts(keys);
        this.toLocal = scripts.toHolder();
        this.toLocalScriptPubkey = Op.p2wsh(toLocal);
    }

    /**
     * @param number of the commitment; records that were not in it are passed over
     * @param records in any order
     * @param height of the block that contains the commitment
     */
    public Found of(ChainTransaction commitment, long number, List<RevokedHtlc> records, long height) {
        OutputClaims outputs = new OutputClaims(channel.format(), height);
        Map<Bytes, HtlcScript> htlcs = htlcScripts(number, records);
        List<Claim> claims = new ArrayList<>(outputs.toRemote(channel, commitment));
        Set<Bytes> explained = explained();
        List<Integer> unexplained = new ArrayList<>();
        for (int index = 0; index < commitment.outputs().size(); index++) {
            ChainTransaction.Output output = commitment.outputs().get(index);
            HtlcScript htlc = htlcs.get(output.scriptPubkey());
            if (output.scriptPubkey().equals(toLocalScriptPubkey)) {
                claims.add(penaltyDelayed(outputs, commitment.outPoint(index), output.amountSat()));
            } else if (htlc != null) {
                claims.add(penalty(outputs, commitment.outPoint(index), output.amountSat(), htlc));
            } else if (!explained.contains(output.scriptPubkey())) {
                unexplained.add(index);
            }
        }
        claims.sort((a, b) -> Integer.compare(a.outPoint().index(), b.outPoint().index()));
        return new Found(claims, unexplained);
    }

    private Map<Bytes, HtlcScript> htlcScripts(long number, List<RevokedHtlc> records) {
        Map<Bytes, HtlcScript> htlcs = new HashMap<>();
        for (RevokedHtlc htlc : records) {
            if (htlc.isIn(number)) {
                Bytes script = htlc.script(scripts);
                htlcs.merge(Op.p2wsh(script), new HtlcScript(script, htlc.offeredByPeer(), htlc.cltvExpiry()),
                        HtlcScript::earlier);
            }
        }
        return htlcs;
    }

    /** Our to_remote, which is claimed already, and both anchors, which are not worth it. */
    private Set<Bytes> explained() {
        Set<Bytes> explained = new HashSet<>(Set.of(channel.toRemote(channel.ours().payment())));
        if (channel.format().hasAnchors()) {
            explained.add(Op.p2wsh(CommitmentScripts.anchor(channel.ours().funding())));
            explained.add(Op.p2wsh(CommitmentScripts.anchor(channel.theirs().funding())));
        }
        return explained;
    }

    /**
     * The peer may take an HTLC it offered once it expired (HTLC-timeout), one it received at any time if it has the
     * preimage (HTLC-success).
     */
    private Claim penalty(OutputClaims outputs, OutPoint outPoint, long amountSat, HtlcScript htlc) {
        long deadline = htlc.offeredByPeer() ? outputs.after(htlc.cltvExpiry()) : outputs.soonest();
        return outputs.penaltyHtlc(outPoint, amountSat, htlc.script(),
                Bytes.wrap(keys.revocationKey().toArray()), deadline, key);
    }

    private Claim penaltyDelayed(OutputClaims outputs, OutPoint outPoint, long amountSat) {
        return outputs.penaltyDelayed(outPoint, amountSat, toLocal, channel.remote().toSelfDelay(), key);
    }

    /**
     * The outputs of the cheater's HTLC-timeout and HTLC-success transactions. With anchors any number of them may be
     * batched with other inputs and outputs, in any order; but each output stands at the index of its input, because
     * that is what we signed (SIGHASH_SINGLE). So there are never more claims than HTLC outputs.
     *
     * @param htlcOutputs of the revoked commitment ({@link Found#htlcOutputs})
     * @param height of the block that contains the transaction
     * @return by the HTLC output of the commitment; empty for our own penalty
     */
    public Map<OutPoint, Claim> ofSecondStage(Set<OutPoint> htlcOutputs, ChainTransaction transaction, long height) {
        Map<OutPoint, Claim> claims = new HashMap<>();
        int paired = Math.min(transaction.inputs().size(), transaction.outputs().size());
        for (int index = 0; index < paired; index++) {
            OutPoint spent = transaction.inputs().get(index).outPoint();
            if (htlcOutputs.contains(spent)) {
                secondStage(transaction.outPoint(index), transaction.outputs().get(index), height)
                        .ifPresent(claim -> claims.put(spent, claim));
            }
        }
        return claims;
    }

    /**
     * The output of an HTLC transaction of the cheater's.
     *
     * @param outPoint at the index of the input that spends the HTLC
     * @param height of the block that contains the transaction
     * @return empty when it is none: our own penalty
     */
    public Optional<Claim> secondStage(OutPoint outPoint, ChainTransaction.Output output, long height) {
        return output.scriptPubkey().equals(toLocalScriptPubkey)
                ? Optional.of(penaltyDelayed(new OutputClaims(channel.format(), height), outPoint, output.amountSat()))
                : Optional.empty();
    }
}
