package lnhub.protocol.claims;

import java.util.Optional;
import java.util.OptionalInt;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentScripts;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.Trimming;
import lnhub.protocol.units.Bytes;

/**
 * The spending of our anchor while the commitment waits to be confirmed, which pays for both (BOLT 3, "to_local_anchor
 * and to_remote_anchor Output"; BOLT 5, "Failing a Channel").
 */
public final class AnchorClaim {
    private AnchorClaim() {
    }

    /**
     * Empty when the commitment has no anchor of ours.
     *
     * @param ours whether it is our commitment or the peer's
     */
    public static Optional<Claim> of(FundedChannel channel, Commitment commitment, boolean ours) {
        OptionalInt index = ours ? commitment.holderAnchorOutput() : commitment.otherAnchorOutput();
        if (index.isEmpty()) {
            return Optional.empty();
        }
        Bytes script = CommitmentScripts.anchor(channel.ours().funding());
        return Optional.of(new Claim(Claim.Kind.ANCHOR, new OutPoint(commitment.txid(), index.getAsInt()),
                Trimming.ANCHOR_SAT, script, Claim.REPLACEABLE, 0, 0, Claim.NO_DEADLINE, new SigningKey.Funding(),
                InputWitness.of(script), Optional.empty()));
    }
}
