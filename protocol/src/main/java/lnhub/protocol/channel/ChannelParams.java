package lnhub.protocol.channel;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentParams;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What never changes in a channel once its funding is known.
 *
 * @param minimumDepth confirmations before channel_ready
 * @param closeScript where a mutual close pays us
 * @param anySegwit whether shutdown scripts of any segwit version were negotiated (option_shutdown_anysegwit)
 */
public record ChannelParams(ChannelRef ref, Bytes32 channelId, PublicKey localNodeId, PublicKey remoteNodeId,
        boolean funder, boolean announced, CommitmentFormat format, OutPoint funding, long capacitySat,
        SideParams local, SideParams remote, int minimumDepth, boolean anySegwit,
        Bytes closeScript) {

    /** The channel_id of BOLT 2: the funding txid, its last two bytes exclusive-or'd with the output index. */
    public static Bytes32 channelId(OutPoint funding) {
        byte[] id = funding.txid().toArray();
        id[30] ^= (byte) (funding.index() >>> 8);
        id[31] ^= (byte) funding.index();
        return Bytes32.wrap(id);
    }

    /** The shape of our commitments. */
    CommitmentParams localCommitment() {
        return new CommitmentParams(format, funding, capacitySat, local.basepoints().funding(),
                remote.basepoints().funding(), funder, local.dustLimitSat(), remote.toSelfDelay(),
                funderSide().basepoints().payment(), fundeeSide().basepoints().payment());
    }

    /** The shape of the peer's commitments. */
    CommitmentParams remoteCommitment() {
        return new CommitmentParams(format, funding, capacitySat, remote.basepoints().funding(),
                local.basepoints().funding(), !funder, remote.dustLimitSat(), local.toSelfDelay(),
                funderSide().basepoints().payment(), fundeeSide().basepoints().payment());
    }

    private SideParams funderSide() {
        return funder ? local : remote;
    }

    private SideParams fundeeSide() {
        return funder ? remote : local;
    }
}
