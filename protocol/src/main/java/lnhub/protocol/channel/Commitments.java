package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.SecretStore;
import lnhub.protocol.units.Bytes32;

/**
 * The arithmetic of a channel: who owns what in each of its commitments. Durable updates only; proposals that are
 * not signed yet live in the {@link Link} and are laid on top with {@link #proposing}.
 *
 * @param local our current commitment
 * @param remote the peer's commitments
 * @param localMsat what we own when every HTLC is still with the side that offered it
 * @param remoteMsat the same of the peer
 * @param feeratePerKw of commitments that no fee update below has reached
 * @param fees fee updates on their way, in order; the funder's
 * @param unacked the updates in our last commitment_signed until it is revoked: what a reconnection must send again
 * @param commitmentSentLast whether our last binding message of the dance was a commitment_signed rather than a
 *     revoke_and_ack: a reconnection must keep that order (BOLT 2, "Message Retransmission")
 * @param sentMsat in all HTLCs that we offered and that were fulfilled, since the beginning
 * @param receivedMsat the same of the peer's
 */
public record Commitments(ChannelParams params, Local local, Remote remote, long localMsat, long remoteMsat,
        int feeratePerKw, List<StagedFee> fees, HtlcTable<Htlc.Offered> offered, HtlcTable<Htlc.Received> received,
        long nextOfferedId, long nextReceivedId, SecretStore secrets, List<Update> unacked,
        boolean commitmentSentLast, long sentMsat, long receivedMsat) {

    /** Our commitment {@code number}, with the peer's signatures of it. */
    public record Local(long number, Signature signature, List<Signature> htlcSignatures) {
    }

    /**
     * @param number of the peer's latest commitment whose predecessor is revoked
     * @param point its per-commitment point
     * @param nextPoint that of commitment {@code number + 1}
     * @param awaitingRevocation whether we have signed {@code number + 1} too
     */
    public record Remote(long number, PublicKey point, PublicKey nextPoint, boolean awaitingRevocation) {

        /** The number of the last commitment of the peer that we signed. */
        long signedNumber() {
            return awaitingRevocation ? number + 1 : number;
        }
    }

    public record StagedFee(int feeratePerKw, int stage) {
    }

    static Commitments initial(ChannelParams params, long localMsat, long remoteMsat, int feeratePerKw,
            PublicKey remoteFirstPoint, Signature remoteSignature) {
        // The point of their commitment 1 comes with channel_ready; until then nothing can be signed.
        Remote remote = new Remote(0, remoteFirstPoint, remoteFirstPoint, false);
        return new Commitments(params, new Local(0, remoteSignature, List.of()), remote, localMsat, remoteMsat,
                feeratePerKw, List.of(), HtlcTable.empty(), HtlcTable.empty(), 0, 0, SecretStore.EMPTY, List.of(),
                false, 0, 0);
    }

    // --- events ---

    Commitments commitmentSent(List<Update> updates) {
        Commitments next = proposing(updates, List.of()).step(Stage.Step.COMMITMENT_SENT);
        return next.with(next.local, new Remote(remote.number, remote.point, remote.nextPoint, true), updates, true);
    }

    Commitments commitmentReceived(List<Update> updates, Signature signature, List<Signature> htlcSignatures) {
        Commitments next = proposing(List.of(), updates).step(Stage.Step.COMMITMENT_RECEIVED);
        return next.with(new Local(local.number + 1, signature, htlcSignatures), next.remote, unacked, false);
    }

    Commitments revocationReceived(Bytes32 secret, PublicKey nextPoint) {
        Commitments next = step(Stage.Step.REVOCATION_RECEIVED)
                .with(local, new Remote(remote.number + 1, remote.nextPoint, nextPoint, false), List.of(),
                        commitmentSentLast);
        return next.with(secrets.add(remote.number, secret));
    }

    Commitments withRemoteNextPoint(PublicKey nextPoint) {
        return with(local, new Remote(remote.number, remote.point, nextPoint, remote.awaitingRevocation), unacked,
                commitmentSentLast);
    }

    Commitments withRemoteSignature(Signature signature) {
        return with(new Local(local.number, signature, List.of()), remote, unacked, commitmentSentLast);
    }

    Commitments withReceived(HtlcTable<Htlc.Received> received) {
        return with(localMsat, remoteMsat, feeratePerKw, fees, offered, received, nextOfferedId, nextReceivedId);
    }

    /** These commitments with proposals of either side laid on top, at stage 0. */
    Commitments proposing(List<Update> ours, List<Update> theirs) {
        if (ours.isEmpty() && theirs.isEmpty()) {
            return this;
        }
        Proposals proposals = new Proposals(this);
        ours.forEach(proposals::addOurs);
        theirs.forEach(proposals::addTheirs);
        return proposals.result();
    }

    private Commitments step(Stage.Step step) {
        Settling settling = new Settling(step, remote.number + 1);
        HtlcTable<Htlc.Offered> nextOffered = offered.map(settling::offered);
        HtlcTable<Htlc.Received> nextReceived = received.map(settling::received);
        List<StagedFee> nextFees = new ArrayList<>(fees.size());
        int feerate = feeratePerKw;
        for (StagedFee fee : fees) {
            int stage = params.funder() ? step.ours(fee.stage) : step.theirs(fee.stage);
            if (stage == Stage.IRREVOCABLE) {
                feerate = fee.feeratePerKw;
            } else {
                nextFees.add(new StagedFee(fee.feeratePerKw, stage));
            }
        }
        long gainedMsat = settling.receivedMsat() - settling.sentMsat();
        return new Commitments(params, local, remote, localMsat + gainedMsat, remoteMsat - gainedMsat, feerate,
                nextFees, nextOffered, nextReceived, nextOfferedId, nextReceivedId, secrets, unacked,
                commitmentSentLast, sentMsat + settling.sentMsat(), receivedMsat + settling.receivedMsat());
    }

    // --- questions ---

    /** Balances and HTLCs of one commitment that both sides have agreed on. */
    CommitmentSpec spec(View view) {
        Tally tally = Tally.of(this, view, List.of());
        List<CommitmentHtlc> htlcs = new ArrayList<>(tally.htlcs());
        for (Htlc.Offered htlc : offered.htlcs()) {
            if (view.carries(htlc)) {
                htlcs.add(entry(htlc, view.isLocal()));
            }
        }
        for (Htlc.Received htlc : received.htlcs()) {
            if (view.carries(htlc)) {
                htlcs.add(entry(htlc, !view.isLocal()));
            }
        }
        return new CommitmentSpec(tally.toHolderMsat(), tally.toOtherMsat(), tally.feeratePerKw(), htlcs);
    }

    private static CommitmentHtlc entry(Htlc htlc, boolean offeredByHolder) {
        return new CommitmentHtlc(offeredByHolder, htlc.id(), htlc.amountMsat(), htlc.paymentHash(),
                htlc.cltvExpiry());
    }

    int feerate(View view) {
        int feerate = feeratePerKw;
        for (StagedFee fee : fees) {
            if (params.funder() ? view.hasOurs(fee.stage) : view.hasTheirs(fee.stage)) {
                feerate = fee.feeratePerKw;
            }
        }
        return feerate;
    }

    /** Updates of the peer's that we have revoked for and that still lack our signature on the peer's commitment. */
    int unsigned() {
        int unsigned = 0;
        for (Htlc.Received htlc : received.htlcs()) {
            unsigned += htlc.stage() == Stage.SIGNED ? 1 : 0;
        }
        for (Htlc.Offered htlc : offered.htlcs()) {
            unsigned += htlc.removal().isPresent() && htlc.removal().get().stage() == Stage.SIGNED ? 1 : 0;
        }
        for (StagedFee fee : params.funder() ? List.<StagedFee>of() : fees) {
            unsigned += fee.stage() == Stage.SIGNED ? 1 : 0;
        }
        return unsigned;
    }

    /** No HTLC and no fee update anywhere, and nobody owes a revocation (BOLT 2, "Closing Initiation"). */
    boolean isQuiet() {
        return offered.isEmpty() && received.isEmpty() && fees.isEmpty() && !remote.awaitingRevocation;
    }

    // --- copies ---

    private Commitments with(Local local, Remote remote, List<Update> unacked, boolean commitmentSentLast) {
        return new Commitments(params, local, remote, localMsat, remoteMsat, feeratePerKw, fees, offered, received,
                nextOfferedId, nextReceivedId, secrets, unacked, commitmentSentLast, sentMsat, receivedMsat);
    }

    private Commitments with(SecretStore secrets) {
        return new Commitments(params, local, remote, localMsat, remoteMsat, feeratePerKw, fees, offered, received,
                nextOfferedId, nextReceivedId, secrets, unacked, commitmentSentLast, sentMsat, receivedMsat);
    }

    Commitments with(long localMsat, long remoteMsat, int feeratePerKw, List<StagedFee> fees,
            HtlcTable<Htlc.Offered> offered, HtlcTable<Htlc.Received> received, long nextOfferedId,
            long nextReceivedId) {
        return new Commitments(params, local, remote, localMsat, remoteMsat, feeratePerKw, fees, offered, received,
                nextOfferedId, nextReceivedId, secrets, unacked, commitmentSentLast, sentMsat, receivedMsat);
    }
}
