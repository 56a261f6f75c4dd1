package lnhub.protocol.claims;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentKeys;
import lnhub.protocol.transactions.CommitmentParams;
import lnhub.protocol.transactions.CommitmentScripts;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/**
 * What never changes in a channel and shapes the transactions that may spend its funding output.
 *
 * @param local the shape of our commitments
 * @param remote the shape of the peer's commitments
 * @param ours our basepoints
 * @param theirs the peer's basepoints
 */
public record FundedChannel(CommitmentParams local, CommitmentParams remote, Basepoints ours, Basepoints theirs) {
    /** @throws IllegalArgumentException when the two shapes are not of one channel */
    public FundedChannel {
        if (local.format() != remote.format() || !local.funding().equals(remote.funding())
                || local.holderIsFunder() == remote.holderIsFunder()
                || !local.holderFundingKey().equals(ours.funding())
                || !remote.holderFundingKey().equals(theirs.funding())) {
            throw new IllegalArgumentException("the two commitments are not of one channel");
        }
    }

    public OutPoint funding() {
        return local.funding();
    }

    public CommitmentFormat format() {
        return local.format();
    }

    /** The keys of a commitment of ours. */
    public CommitmentKeys ourKeys(PublicKey perCommitmentPoint) {
        return CommitmentKeys.derive(perCommitmentPoint, ours, theirs);
    }

    /** The keys of a commitment of the peer's. */
    public CommitmentKeys peerKeys(PublicKey perCommitmentPoint) {
        return CommitmentKeys.derive(perCommitmentPoint, theirs, ours);
    }

    CommitmentScripts ourScripts(PublicKey perCommitmentPoint) {
        return new CommitmentScripts(format(), ourKeys(perCommitmentPoint), local.toSelfDelay());
    }

    CommitmentScripts peerScripts(CommitmentKeys keys) {
        return new CommitmentScripts(format(), keys, remote.toSelfDelay());
    }

    /** The scriptPubKey of to_remote, whose key option_static_remotekey keeps the same in every commitment. */
    Bytes toRemote(PublicKey payment) {
        return format().hasAnchors() ? Op.p2wsh(CommitmentScripts.toOther(payment)) : Op.p2wpkh(payment);
    }
}
