package lnhub.protocol.crypto;

/** A BOLT 8 handshake that must be given up without another word. The text is BOLT 8's own, "ACT2_BAD_TAG" say. */
public final class HandshakeFailed extends Exception {

    /** What was wrong with an act. */
    enum Reason {
        READ_FAILED, BAD_VERSION, BAD_PUBKEY, BAD_TAG, BAD_CIPHERTEXT
    }

    /** @param act 1 to 3 */
    HandshakeFailed(int act, Reason reason) {
        // Without a stack trace: anyone who can reach the port can provoke these at will.
        super("ACT" + act + "_" + reason, null, false, false);
    }
}
