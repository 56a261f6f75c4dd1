package lnhub.actors.chain;

/** The chain did not answer, or not as it must. What was asked for may have happened or not. */
public final class ChainException extends RuntimeException {

    /** What went wrong, as far as a caller can act on it. */
    public enum Kind {
        /** Nobody answers, or not in time; trying again can help. */
        UNREACHABLE,
        /** It answers, but is starting up, or has too much to do; trying again can help. */
        BUSY,
        /** It does not accept our user and password, or our cookie. */
        UNAUTHORIZED,
        /** It follows another chain than the one we are configured for. */
        WRONG_CHAIN,
        /** It does not have a block that we saw (another or a pruned data directory). */
        UNKNOWN_BLOCK,
        /** It answered with an error, or with something that cannot be understood. */
        REFUSED
    }

    private final Kind kind;

    public ChainException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ChainException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
