package lnhub.routing.gossip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;

/** The {@code encoded_short_ids} of BOLT 7, "Query Messages". Only encoding 0, plain, is still allowed. */
final class EncodedShortIds {
    /** As many as surely fit into one message of 65,535 bytes beside its other fields. */
    static final int MAX_COUNT = 8_000;

    private static final byte UNCOMPRESSED = 0;

    private EncodedShortIds() {
    }

    static Bytes encode(List<ShortChannelId> ids) {
        ByteBuffer encoded = ByteBuffer.allocate(1 + ids.size() * Long.BYTES).put(UNCOMPRESSED);
        ids.forEach(id -> encoded.putLong(id.value()));
        return Bytes.wrap(encoded.array());
    }

    /** Empty if the encoding is not known or there is not a whole number of ids. */
    static Optional<List<ShortChannelId>> decode(Bytes encoded) {
        if (encoded.isEmpty() || encoded.at(0) != UNCOMPRESSED || encoded.length() % Long.BYTES != 1) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded.unsafeArray(), 1, encoded.length() - 1);
        List<ShortChannelId> ids = new ArrayList<>(buffer.remaining() / Long.BYTES);
        while (buffer.hasRemaining()) {
            ids.add(new ShortChannelId(buffer.getLong()));
        }
        return Optional.of(ids);
    }
}
