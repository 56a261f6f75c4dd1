package lnhub.protocol.wire;

import java.util.Map;

/**
 * The record types that a TLV stream of one kind may hold, and the form of each one's value.
 * What is not in it is unknown: even types fail the stream, odd ones pass (BOLT 1, "Type-Length-Value Format").
 */
public record TlvNamespace(Map<Long, ValueForm> forms) {
    /** A stream in which nothing is known. */
    public static final TlvNamespace NOTHING = new TlvNamespace(Map.of());

    /** Any bytes. */
    public static final ValueForm ANY = WireReader::rest;

    /** Reads one value by its encoding. What it leaves unread makes the value too long. */
    @FunctionalInterface
    public interface ValueForm {
        void read(WireReader value) throws MalformedMessage;
    }

    public TlvNamespace {
        forms = Map.copyOf(forms);
    }

    void check(long type, WireReader value) throws MalformedMessage {
        ValueForm form = forms.get(type);
        if (form == null) {
            if ((type & 1) == 0) {
                throw value.malformed("unknown even TLV type " + Long.toUnsignedString(type));
            }
            return;
        }
        form.read(value);
        if (!value.isAtEnd()) {
            throw value.malformed("TLV type " + Long.toUnsignedString(type) + ": " + value.remaining()
                    + " bytes too long");
        }
    }
}
