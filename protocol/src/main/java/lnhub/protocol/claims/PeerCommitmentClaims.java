package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What is ours in a commitment of the peer's that it has not revoked (BOLT 5, "Unilateral Close Handling: Remote
 * Commitment Transaction"). No second stage is needed: the outputs pay us directly.
 */
public final class PeerCommitmentClaims {
    private PeerCommitmentClaims() {
    }

    /**
     * to_remote; each HTLC the peer offered whose preimage we have; each HTLC we offered, after its expiry.
     *
     * @param commitment as we built it when we signed it; the transaction that is confirmed has its txid
     * @param perCommitmentPoint the peer's of that commitment
     * @param height of the block that contains it
     * @param preimages of an HTLC the peer offered, if it is known and may be used: the peer must be irrevocably
     *        committed to the HTLC (BOLT 5, "HTLC Output Handling: Remote Commitment, Remote Offers")
     * @throws IllegalArgumentException when a preimage is wrong, or the transaction is not the commitment
     */
    public static List<Claim> of(FundedChannel channel, Commitment commitment, ChainTransaction confirmed,
            PublicKey perCommitmentPoint, long height, Function<CommitmentHtlc, Optional<Bytes32>> preimages) {
        if (!confirmed.txid().equals(commitment.txid())) {
            throw new IllegalArgumentException(confirmed.txid().reversed() + " is not the commitment "
                    + commitment.txid().reversed());
        }
        OutputClaims outputs = new OutputClaims(channel.format(), height);
        SigningKey key = new SigningKey.Htlc(perCommitmentPoint);
        List<Claim> claims = new ArrayList<>(outputs.toRemote(channel, confirmed));
        for (HtlcTransaction transaction : commitment.htlcTransactions()) {
            CommitmentHtlc htlc = transaction.htlc();
            OutPoint outPoint = new OutPoint(commitment.txid(), transaction.outputIndex());
            long amountSat = htlc.amountMsat() / 1000;
            Bytes script = transaction.witnessScript();
            if (htlc.offeredByHolder()) {
                Preimages.of(htlc, preimages).ifPresent(preimage -> claims.add(outputs.htlcPreimage(
                        outPoint, amountSat, script, preimage.toBytes(), htlc.cltvExpiry(), key)));
            } else {
                claims.add(outputs.htlcExpired(outPoint, amountSat, script, htlc.cltvExpiry(), key));
            }
        }
        return claims;
    }

    /**
     * to_remote alone: all that can be saved of a commitment whose HTLCs we do not know, because we lost data or the
     * transaction is none that we signed. Its key is the same in every commitment (option_static_remotekey).
     */
    public static List<Claim> toRemote(FundedChannel channel, ChainTransaction confirmed, long height) {
        return new OutputClaims(channel.format(), height).toRemote(channel, confirmed);
    }
}
