package lnhub.protocol.channel;

/** What can be wrong with a node that ends a channel on chain; a table that does not notice tests nothing. */
enum ChainFault {
    NONE,
    /** It does not hear of what spends the outputs of a commitment: second stages of the peer's go unpunished. */
    DEAF_TO_SECOND_STAGES,
    /** It has lost which HTLCs were in revoked commitments. */
    NO_REVOKED_HTLCS,
    /** It does not use preimages. */
    NO_PREIMAGES,
    /** What takes outputs is published only when the peer's delay for its own is over. */
    LATE,
    /** It publishes each transaction once, whatever becomes of it. */
    NEVER_AGAIN,
    /** Coins that pay for nothing any more stay locked in its wallet. */
    KEEPS_COINS
}
