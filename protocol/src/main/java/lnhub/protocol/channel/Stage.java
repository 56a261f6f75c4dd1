package lnhub.protocol.channel;

/**
 * How far an update has got into the two commitments. Ours and the peer's pass the same four stages, driven by
 * different messages (BOLT 2, "Normal Operation"):
 *
 * <pre>
 * stage          ours                                    the peer's
 * 0 PROPOSED     update sent                             update received
 * 1 SIGNED       commitment_signed sent                  commitment_signed received, revoke_and_ack sent
 * 2 ACKED        revoke_and_ack received                 commitment_signed sent
 * 3 IRREVOCABLE  commitment_signed received (we revoke)  revoke_and_ack received
 * </pre>
 */
final class Stage {
    static final int PROPOSED = 0;
    static final int SIGNED = 1;
    static final int ACKED = 2;
    static final int IRREVOCABLE = 3;

    /** A step of the commitment dance: what it does to a stage of ours and to one of the peer's. */
    enum Step {
        COMMITMENT_SENT(PROPOSED, SIGNED),
        REVOCATION_RECEIVED(SIGNED, ACKED),
        COMMITMENT_RECEIVED(ACKED, PROPOSED);

        private final int movesOurs;
        private final int movesTheirs;

        Step(int movesOurs, int movesTheirs) {
            this.movesOurs = movesOurs;
            this.movesTheirs = movesTheirs;
        }

        int ours(int stage) {
            return stage == movesOurs ? stage + 1 : stage;
        }

        int theirs(int stage) {
            return stage == movesTheirs ? stage + 1 : stage;
        }
    }

    private Stage() {
    }
}
