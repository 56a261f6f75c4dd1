package lnhub.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.TlvStream.Tlv;

/** Between TLV streams and bytes (BOLT 1, "Type-Length-Value Format"). */
public final class TlvCodec {
    private TlvCodec() {
    }

    /** The stream that {@code bytes} are from first to last. */
    public static TlvStream decode(Bytes bytes, TlvNamespace namespace) throws MalformedMessage {
        return read(WireReader.of(bytes), namespace);
    }

    public static Bytes encode(TlvStream stream) {
        WireWriter writer = new WireWriter(64);
        write(stream, writer);
        return writer.toBytes();
    }

    /** Everything the reader has left, as a stream. */
    public static TlvStream read(WireReader reader, TlvNamespace namespace) throws MalformedMessage {
        if (reader.isAtEnd()) {
            return TlvStream.EMPTY;
        }
        List<Tlv> records = new ArrayList<>(2);
        while (!reader.isAtEnd()) {
            long type = reader.bigSize("TLV type");
            if (!records.isEmpty() && Long.compareUnsigned(type, records.getLast().type()) <= 0) {
                throw reader.malformed("TLV types must increase strictly");
            }
            int length = length(reader);
            WireReader value = reader.slice(length, "TLV value");
            records.add(new Tlv(type, value.copy()));
            namespace.check(type, value);
        }
        return new TlvStream(records);
    }

    private static int length(WireReader reader) throws MalformedMessage {
        long length = reader.bigSize("TLV length");
        if (Long.compareUnsigned(length, reader.remaining()) > 0) {
            throw reader.malformed("TLV value: " + Long.toUnsignedString(length) + " bytes needed, "
                    + reader.remaining() + " left");
        }
        return (int) length;
    }

    public static void write(TlvStream stream, WireWriter writer) {
        for (Tlv tlv : stream.records()) {
            writer.bigSize(tlv.type()).bigSize(tlv.value().length()).bytes(tlv.value());
        }
    }
}
