package lnhub.protocol.claims;

import java.util.Optional;
import java.util.Set;
import lnhub.protocol.transactions.SecretStore;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What we know of a channel's commitments at the moment its funding output is spent.
 *
 * @param ourNumber of our current commitment
 * @param ourTxid of our current commitment, in internal byte order
 * @param peerTxid of the peer's current commitment, whose number is how many secrets it has revealed
 * @param peerNextTxid of the commitment we have signed for the peer while it has not revoked the current one
 * @param revealed the secrets of the commitments the peer has revoked
 * @param closingScripts what a mutual close may pay to (BOLT 2, "Closing Initiation: shutdown")
 */
public record KnownCommitments(long ourNumber, Bytes32 ourTxid, Bytes32 peerTxid, Optional<Bytes32> peerNextTxid,
        SecretStore revealed, Set<Bytes> closingScripts) {
    public KnownCommitments {
        closingScripts = Set.copyOf(closingScripts);
    }

    /** The number of the peer's current commitment. */
    public long peerNumber() {
        return revealed.count();
    }
}
