package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A transaction of ours that takes outputs, as it was published: until it confirms it is published again, and replaced
 * where it pays too little.
 *
 * @param transaction with the witnesses of the claims; the wallet adds those of {@code coins}
 * @param outputs what it claims, in the order of its inputs; the first one is what its coins are reserved for
 * @param coins of the wallet that pay its fee
 * @param feeratePerKw what was asked for when it was built
 * @param height of the tip when it was published
 */
public record PublishedClaim(Bytes32 txid, Bytes transaction, List<OutPoint> outputs, List<FeeInput> coins,
        long feeSat, long feeratePerKw, int height) {

    /** Whether it spends any of these. */
    boolean spends(OutPoint output) {
        return outputs.contains(output);
    }
}
