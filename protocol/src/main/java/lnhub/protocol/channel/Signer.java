package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.claims.SigningKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.units.Bytes32;

/** The private side of one channel. Signatures are deterministic (RFC 6979), so resending repeats them. */
public interface Signer {
    Basepoints basepoints();

    /** Our per-commitment point of a commitment. @param number counts up from 0 */
    PublicKey commitmentPoint(long number);

    /** The secret of {@link #commitmentPoint}: handing it over revokes that commitment. */
    Bytes32 commitmentSecret(long number);

    /** Signs the funding input of a commitment or closing transaction. */
    Signature signFunding(Bytes32 sighash);

    /** Signs an input of a claim with the key that it names. */
    Signature signClaim(Bytes32 sighash, SigningKey key);

    /** Signs HTLC transactions of the peer's commitment that has this per-commitment point. */
    List<Signature> signHtlcs(List<Bytes32> sighashes, PublicKey remotePerCommitmentPoint);
}
