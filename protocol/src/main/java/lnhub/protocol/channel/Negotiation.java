package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What has been said of a channel whose funding does not exist yet. It is lost with the connection, as BOLT 2 wants.
 *
 * @param remote what the peer announced; for the funder empty until accept_channel has come
 * @param minimumDepth for a fundee our own, for a funder what the peer asks for
 */
public record Negotiation(ChannelRef ref, PublicKey remoteNodeId, Bytes32 temporaryChannelId, boolean funder,
        boolean announce, CommitmentFormat format, long fundingSat, long pushMsat, int feeratePerKw,
        SideParams local, Optional<SideParams> remote, Optional<PublicKey> remoteFirstPoint, int minimumDepth,
        Bytes closeScript) {

    Negotiation accepted(SideParams remote, PublicKey remoteFirstPoint, int minimumDepth, SideParams local) {
        return new Negotiation(ref, remoteNodeId, temporaryChannelId, funder, announce, format, fundingSat, pushMsat,
                feeratePerKw, local, Optional.of(remote), Optional.of(remoteFirstPoint), minimumDepth, closeScript);
    }

    long localMsat() {
        return funder ? fundingSat * 1000 - pushMsat : pushMsat;
    }

    long remoteMsat() {
        return fundingSat * 1000 - localMsat();
    }

    ChannelParams params(OutPoint funding, PublicKey localNodeId, boolean anySegwit) {
        return new ChannelParams(ref, ChannelParams.channelId(funding), localNodeId, remoteNodeId, funder, announce,
                format, funding, fundingSat, local, remote.orElseThrow(), minimumDepth, anySegwit, closeScript);
    }

    Event.Opened opened(int height) {
        return new Event.Opened(localMsat(), remoteMsat(), feeratePerKw, remoteFirstPoint.orElseThrow(), height);
    }
}
