package lnhub.routing.gossip;

/** Why a gossip message changed nothing, though its sender did no wrong. */
public enum IgnoreReason {
    OTHER_CHAIN,
    /** Known already, or older than what is known. */
    NOT_NEWER,
    UNKNOWN_CHANNEL,
    UNKNOWN_NODE,
    NOT_BURIED,
    /** The funding output was spent and the update does not disable the channel. */
    CLOSING,
    /** More than two weeks old. */
    STALE,
    TOO_FAR_IN_FUTURE,
    /** htlc_maximum_msat below the minimum or above the capacity. */
    INVALID_LIMITS,
    /** dont_forward is set: it is meant for the other end of the channel only. */
    NOT_FOR_US,
    TOO_LONG,
    RATE_LIMITED,
    TOO_MANY_WAITING
}
