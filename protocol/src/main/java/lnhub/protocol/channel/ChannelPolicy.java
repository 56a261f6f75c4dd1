package lnhub.protocol.channel;

/**
 * What we ask of channels and accept from peers.
 *
 * @param dustLimitSat of our own commitments; at least 354 (BOLT 3, "Dust Limits")
 * @param reservePerMillion share of the capacity that each side must keep
 * @param maxHtlcValueInFlightPerMillion share of the capacity that the peer may have in flight
 * @param toSelfDelay blocks the peer must wait for its own outputs
 * @param maxToSelfDelay the longest wait that we accept for ours
 * @param minimumDepth confirmations we wait for before channel_ready
 * @param maxDustExposureMsat the most we would lose to fees in trimmed HTLCs
 * @param fulfillSafetyBlocks how long before its expiry an HTLC whose preimage we know must be claimed on chain
 * @param offeredGraceBlocks how long after its expiry an HTLC that we offered may still be there
 * @param announceDepth confirmations before the channel is announced (BOLT 7 asks for 6)
 * @param failUpstreamBlocks how long before its expiry an incoming HTLC is failed whose outgoing one hangs on chain
 * @param buriedDepth confirmations after which what happened on chain is final
 * @param minFeeratePerKw below it a commitment might not relay; BOLT 3 gives 253 as the floor
 */
public record ChannelPolicy(long dustLimitSat, int reservePerMillion, int maxHtlcValueInFlightPerMillion,
        long htlcMinimumMsat, int toSelfDelay, int maxToSelfDelay, int maxAcceptedHtlcs, int minimumDepth,
        long minFundingSat, long maxFundingSat, long maxDustExposureMsat, int fulfillSafetyBlocks,
        int offeredGraceBlocks, int failUpstreamBlocks, int buriedDepth, int minFeeratePerKw, int maxFeeratePerKw,
        int announceDepth) {

    public static final ChannelPolicy DEFAULT = new ChannelPolicy(354, 10_000, 1_000_000, 1, 144, 2016, 483, 3,
            20_000, 1_000_000_000L, 50_000_000L, 18, 2, 5, 6, 253, 100_000, 6);

    /** The most blocks of depth that a peer may ask us to wait for. */
    static final int MAX_MINIMUM_DEPTH = 144;
    /** The highest dust limit that we accept of a peer: above it HTLCs of some size could not be enforced. */
    static final long MAX_DUST_LIMIT_SAT = 2_000;

    /** The reserve asked of the other side; never below either dust limit (BOLT 2, open_channel). */
    long reserveSat(long capacitySat, long peerDustLimitSat) {
        long share = Math.multiplyExact(capacitySat, (long) reservePerMillion) / 1_000_000;
        return Math.max(share, Math.max(dustLimitSat, peerDustLimitSat));
    }

    long maxHtlcValueInFlightMsat(long capacitySat) {
        return Math.multiplyExact(capacitySat, (long) maxHtlcValueInFlightPerMillion) / 1_000;
    }
}
