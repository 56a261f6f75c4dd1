package lnhub.protocol.wire;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;

/**
 * A TLV stream as it was sent (BOLT 1, "Type-Length-Value Format"): records in strictly increasing type,
 * unknown odd ones included, so that it can be written back byte for byte.
 */
public record TlvStream(List<Tlv> records) {
    public static final TlvStream EMPTY = new TlvStream(List.of());

    /** One record. @param type unsigned 64-bit */
    public record Tlv(long type, Bytes value) {
    }

    public TlvStream {
        records = List.copyOf(records);
        for (int i = 1; i < records.size(); i++) {
            if (Long.compareUnsigned(records.get(i - 1).type(), records.get(i).type()) >= 0) {
                throw new IllegalArgumentException("TLV types must increase strictly");
            }
        }
    }

    public static TlvStream of(long type, Bytes value) {
        return new TlvStream(List.of(new Tlv(type, value)));
    }

    public Optional<Bytes> get(long type) {
        for (Tlv tlv : records) {
            if (tlv.type() == type) {
                return Optional.of(tlv.value());
            }
        }
        return Optional.empty();
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }
}
