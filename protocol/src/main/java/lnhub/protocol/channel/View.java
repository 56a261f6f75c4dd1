package lnhub.protocol.channel;

/**
 * One of the commitments a channel speaks of: which stages an update of ours, and one of the peer's, must have
 * reached to be part of it.
 */
enum View {
    /** Our current commitment. */
    LOCAL(true, Stage.IRREVOCABLE, Stage.SIGNED),
    /** What the peer's next commitment_signed must cover. */
    LOCAL_NEXT(true, Stage.ACKED, Stage.PROPOSED),
    /** The peer's latest commitment whose predecessor is revoked. */
    REMOTE(false, Stage.ACKED, Stage.IRREVOCABLE),
    /** The peer's commitment that we signed last. */
    REMOTE_SIGNED(false, Stage.SIGNED, Stage.ACKED),
    /** What our next commitment_signed would cover. */
    REMOTE_NEXT(false, Stage.PROPOSED, Stage.SIGNED);

    private final boolean local;
    private final int ours;
    private final int theirs;

    View(boolean local, int ours, int theirs) {
        this.local = local;
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Whether it is our commitment rather than the peer's. */
    boolean isLocal() {
        return local;
    }

    /** Whether the commitment has an output for this HTLC of ours, or would if it were not dust. */
    boolean carries(Htlc.Offered htlc) {
        return hasOurs(htlc.stage()) && (htlc.removal().isEmpty() || !hasTheirs(htlc.removal().get().stage()));
    }

    boolean carries(Htlc.Received htlc) {
        return hasTheirs(htlc.stage()) && (htlc.removal().isEmpty() || !hasOurs(htlc.removal().get().stage()));
    }

    /** Whether this HTLC, which the commitment does not carry, has been paid in it already. */
    boolean hasPaid(Htlc.Offered htlc) {
        return hasOurs(htlc.stage()) && htlc.removal().isPresent() && htlc.removal().get().settlement().isFulfilled();
    }

    boolean hasPaid(Htlc.Received htlc) {
        return hasTheirs(htlc.stage()) && htlc.removal().isPresent()
                && htlc.removal().get().settlement().isFulfilled();
    }

    boolean hasOurs(int stage) {
        return stage >= ours;
    }

    boolean hasTheirs(int stage) {
        return stage >= theirs;
    }
}
