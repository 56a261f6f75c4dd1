package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.units.Bytes;

/**
 * What one side announced in its open_channel or accept_channel (BOLT 2). Each limit binds the <em>other</em> side,
 * but for {@code dustLimitSat}, which shapes this side's own commitment.
 *
 * @param channelReserveSat what the other side must keep
 * @param toSelfDelay blocks that the other side must wait for its own outputs
 * @param upfrontShutdownScript the only script this side may be paid to at a mutual close, if it named one
 */
public record SideParams(Basepoints basepoints, long dustLimitSat, long maxHtlcValueInFlightMsat,
        long channelReserveSat, long htlcMinimumMsat, int toSelfDelay, int maxAcceptedHtlcs,
        Optional<Bytes> upfrontShutdownScript) {
}
