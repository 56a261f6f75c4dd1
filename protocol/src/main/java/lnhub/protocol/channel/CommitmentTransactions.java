package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentKeys;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.TlvStream;

/** Builds, signs and checks the commitments that {@link Commitments} describes (BOLT 3). */
final class CommitmentTransactions {
    /** commitment_signed carries the funding txid it spends in this TLV (BOLT 2, "Committing Updates So Far"). */
    private static final long FUNDING_TXID = 1;

    private CommitmentTransactions() {
    }

    static Commitment local(Commitments commitments, Signer signer, long number, View view) {
        ChannelParams params = commitments.params();
        CommitmentKeys keys = CommitmentKeys.derive(signer.commitmentPoint(number), params.local().basepoints(),
                params.remote().basepoints());
        return Commitment.build(params.localCommitment(), keys, number, commitments.spec(view));
    }

    static Commitment remote(Commitments commitments, PublicKey point, long number, View view) {
        ChannelParams params = commitments.params();
        CommitmentKeys keys = CommitmentKeys.derive(point, params.remote().basepoints(),
                params.local().basepoints());
        return Commitment.build(params.remoteCommitment(), keys, number, commitments.spec(view));
    }

    /** Our signatures of the peer's next commitment, or of the one that still waits for its revocation. */
    static CommitmentSigned sign(Commitments commitments, Signer signer, View view) {
        Commitments.Remote remote = commitments.remote();
        Commitment commitment = remote(commitments, remote.nextPoint(), remote.number() + 1, view);
        ChannelParams params = commitments.params();
        return new CommitmentSigned(params.channelId(), signer.signFunding(commitment.sighash()),
                signer.signHtlcs(hashes(commitment.htlcTransactions()), remote.nextPoint()),
                TlvStream.of(FUNDING_TXID, params.funding().txid().toBytes()));
    }

    private static List<Bytes32> hashes(List<HtlcTransaction> htlcs) {
        List<Bytes32> hashes = new ArrayList<>(htlcs.size());
        for (HtlcTransaction htlc : htlcs) {
            hashes.add(htlc.otherSighash());
        }
        return hashes;
    }

    /** Checks the peer's signatures of our next commitment. @throws Violation when one does not hold */
    static void verify(Commitments next, Signer signer, CommitmentSigned message) {
        long number = next.local().number() + 1;
        ChannelParams params = next.params();
        CommitmentKeys keys = CommitmentKeys.derive(signer.commitmentPoint(number), params.local().basepoints(),
                params.remote().basepoints());
        Commitment commitment = Commitment.build(params.localCommitment(), keys, number, next.spec(View.LOCAL_NEXT));
        Violation.check(Secp256k1.verify(commitment.sighash(), message.signature(),
                params.remote().basepoints().funding()), "invalid signature of commitment " + number);
        List<HtlcTransaction> htlcs = commitment.htlcTransactions();
        Violation.check(htlcs.size() == message.htlcSignatures().size(), "expected " + htlcs.size()
                + " HTLC signatures, got " + message.htlcSignatures().size());
        int invalid = Secp256k1.firstInvalid(hashes(htlcs), message.htlcSignatures(), keys.otherHtlcKey());
        Violation.check(invalid < 0, "invalid signature of HTLC output " + invalid + " of commitment " + number);
    }

    /** Our current commitment with both signatures: what a force close publishes. */
    static Bytes signedLocal(Commitments commitments, Signer signer) {
        Commitment commitment = local(commitments, signer, commitments.local().number(), View.LOCAL);
        Signature ours = signer.signFunding(commitment.sighash());
        return commitment.signedTransaction(ours, commitments.local().signature());
    }
}
