package lnhub.protocol.wire;

/**
 * Bytes that are not what they claim to be. The text says which field was wrong and what it would have to be; it
 * quotes no content. BOLT 1, "Lightning Message Format": the connection it came over must be closed.
 */
public final class MalformedMessage extends Exception {
    /** For {@link #type()} when the bytes were not a whole message. */
    public static final int NO_TYPE = -1;

    private final int type;

    /** @param type the message's 16-bit type, or {@link #NO_TYPE} */
    public MalformedMessage(int type, String why) {
        // Without a stack trace: a peer can provoke these at will, and the text already names the place.
        super(type == NO_TYPE ? why : "message type " + type + ": " + why, null, false, false);
        this.type = type;
    }

    public int type() {
        return type;
    }
}
