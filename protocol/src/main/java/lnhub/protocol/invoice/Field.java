package lnhub.protocol.invoice;

/** The tagged fields' types (BOLT 11, "Tagged Fields"), and the sizes in words of those that have one. */
final class Field {
    static final int PAYMENT_HASH = 1;
    static final int ROUTING_HINT = 3;
    static final int FEATURES = 5;
    static final int EXPIRY = 6;
    static final int FALLBACK_ADDRESS = 9;
    static final int DESCRIPTION = 13;
    static final int PAYMENT_SECRET = 16;
    static final int PAYEE = 19;
    static final int DESCRIPTION_HASH = 23;
    static final int MIN_FINAL_CLTV_EXPIRY_DELTA = 24;
    static final int PAYMENT_METADATA = 27;

    static final int HASH_WORDS = 52;
    static final int KEY_WORDS = 53;
    static final int TIMESTAMP_WORDS = 7;
    /** 64 bytes of signature and one of recovery id */
    static final int SIGNATURE_WORDS = 104;
    /** node id (33), channel (8), base fee (4), proportional fee (4), CLTV delta (2) */
    static final int HOP_SIZE = 51;

    private Field() {
    }
}
