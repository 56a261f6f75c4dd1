package lnhub.persistence.kryo;

/** Bytes that cannot be read, or a value that cannot be written; the message says which and why. */
public final class StoredFormatException extends RuntimeException {
    StoredFormatException(String message) {
        super(message);
    }

    StoredFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
