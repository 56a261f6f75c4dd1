package lnhub.routing.forward;

import lnhub.protocol.units.Bytes32;

/**
 * Why an HTLC is not forwarded, with the numbers that BOLT 4, "Failure Messages", wants reported.
 * {@code channelId} is the channel the onion named: the channel_update to report, if any, is that one's.
 */
public sealed interface ForwardFailure {

    /** PERM|10: no channel leads where the onion wants to go. */
    record UnknownNextPeer() implements ForwardFailure {
    }

    /** UPDATE|7: not enough balance, or no free HTLC slot. */
    record TemporaryChannelFailure(Bytes32 channelId) implements ForwardFailure {
    }

    /** UPDATE|11. @param htlcMsat the amount of the outgoing HTLC */
    record AmountBelowMinimum(Bytes32 channelId, long htlcMsat) implements ForwardFailure {
    }

    /** UPDATE|12. @param htlcMsat the amount of the incoming HTLC */
    record FeeInsufficient(Bytes32 channelId, long htlcMsat) implements ForwardFailure {
    }

    /** UPDATE|13. @param cltvExpiry of the outgoing HTLC */
    record IncorrectCltvExpiry(Bytes32 channelId, long cltvExpiry) implements ForwardFailure {
    }

    /** UPDATE|14. */
    record ExpiryTooSoon(Bytes32 channelId) implements ForwardFailure {
    }

    /** UPDATE|20; its disabled_flags are always zero. */
    record ChannelDisabled(Bytes32 channelId) implements ForwardFailure {
    }

    /** 21: more than max_htlc_cltv ahead. */
    record ExpiryTooFar() implements ForwardFailure {
    }
}
