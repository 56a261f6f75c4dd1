package lnhub.protocol.channel;

/**
 * The peer broke a rule of BOLT 2. Thrown inside a decision and turned into one by {@link Channel#decide}: nothing
 * of what the message asked for happens.
 */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean failsChannel;

    private Violation(String message, boolean failsChannel) {
        super(message, null, false, false);
        this.failsChannel = failsChannel;
    }

    /** Where the BOLT leaves the choice we warn and close the connection: a peer's slip costs no channel. */
    static Violation warn(String message) {
        return new Violation(message, false);
    }

    /** Where the BOLT leaves none. */
    static Violation fail(String message) {
        return new Violation(message, true);
    }

    boolean failsChannel() {
        return failsChannel;
    }

    static void check(boolean allowed, String otherwise) {
        if (!allowed) {
            throw warn(otherwise);
        }
    }
}
