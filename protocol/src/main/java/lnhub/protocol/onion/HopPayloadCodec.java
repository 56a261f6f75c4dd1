package lnhub.protocol.onion;

import java.util.Optional;
import lnhub.protocol.onion.FailureMessage.InvalidOnionPayload;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** The bytes of hop payloads (BOLT 4, "payload format"; BOLT 1, "Type-Length-Value Format"). */
final class HopPayloadCodec {
    static final long AMT_TO_FORWARD = 2;
    static final long OUTGOING_CLTV_VALUE = 4;
    static final long SHORT_CHANNEL_ID = 6;
    static final long PAYMENT_DATA = 8;
    static final long PAYMENT_METADATA = 16;
    static final long KEYSEND_PREIMAGE = 5482373484L;

    private static final int SCID_SIZE = 8;

    private Long amountMsat;
    private Long outgoingCltv;
    private ShortChannelId shortChannelId;
    private Bytes32 paymentSecret;
    private long totalMsat;
    private Bytes paymentMetadata;
    private Bytes32 keysendPreimage;

    private HopPayloadCodec() {
    }

    static Bytes encode(HopPayload payload) {
        TlvWriter writer = new TlvWriter();
        switch (payload) {
            case HopPayload.Forward forward -> writer
                    .truncatedTlv(AMT_TO_FORWARD, forward.amountToForwardMsat())
                    .truncatedTlv(OUTGOING_CLTV_VALUE, forward.outgoingCltv())
                    .tlv(SHORT_CHANNEL_ID, new TlvWriter()
                            .fixed(forward.shortChannelId().value(), SCID_SIZE).toBytes().unsafeArray());
            case HopPayload.Final last -> encode(last, writer);
        }
        return writer.toBytes();
    }

    private static void encode(HopPayload.Final last, TlvWriter writer) {
        writer.truncatedTlv(AMT_TO_FORWARD, last.amountMsat());
        writer.truncatedTlv(OUTGOING_CLTV_VALUE, last.outgoingCltv());
        last.paymentSecret().ifPresent(secret -> writer.tlv(PAYMENT_DATA, new TlvWriter()
                .bytes(secret.unsafeArray()).truncated(last.totalMsat()).toBytes().unsafeArray()));
        last.paymentMetadata().ifPresent(metadata -> writer.tlv(PAYMENT_METADATA, metadata.unsafeArray()));
        last.keysendPreimage().ifPresent(preimage -> writer.tlv(KEYSEND_PREIMAGE, preimage.unsafeArray()));
    }

    static PayloadResult decode(Bytes payload, boolean last) {
        HopPayloadCodec fields = new HopPayloadCodec();
        TlvReader reader = new TlvReader(payload.unsafeArray());
        while (reader.next()) {
            if (!fields.accept(reader)) {
                return invalid(reader.type(), reader.offset());
            }
        }
        if (reader.malformed()) {
            return invalid(reader.type(), reader.offset());
        }
        long missing = fields.missing(last);
        return missing == 0 ? new PayloadResult.Valid(fields.payload(last)) : invalid(missing, 0);
    }

    private static PayloadResult invalid(long type, int offset) {
        return new PayloadResult.Invalid(new InvalidOnionPayload(type, offset));
    }

    /** Takes one record; false when its value is malformed or its type even and unknown. */
    private boolean accept(TlvReader tlv) {
        int length = tlv.length();
        if (tlv.type() == AMT_TO_FORWARD) {
            amountMsat = tlv.truncated(0, Long.BYTES);
            return amountMsat >= 0;
        }
        if (tlv.type() == OUTGOING_CLTV_VALUE) {
            outgoingCltv = tlv.truncated(0, Integer.BYTES);
            return outgoingCltv >= 0;
        }
        if (tlv.type() == SHORT_CHANNEL_ID) {
            shortChannelId = length == SCID_SIZE ? new ShortChannelId(tlv.fixed(0, SCID_SIZE)) : null;
            return shortChannelId != null;
        }
        if (tlv.type() == PAYMENT_DATA) {
            paymentSecret = length >= Bytes32.SIZE ? hash(tlv) : null;
            totalMsat = length >= Bytes32.SIZE ? tlv.truncated(Bytes32.SIZE, Long.BYTES) : -1;
            return totalMsat >= 0;
        }
        if (tlv.type() == PAYMENT_METADATA) {
            paymentMetadata = Bytes.wrap(tlv.value(0, length));
            return true;
        }
        if (tlv.type() == KEYSEND_PREIMAGE) {
            keysendPreimage = length == Bytes32.SIZE ? hash(tlv) : null;
            return keysendPreimage != null;
        }
        return (tlv.type() & 1) == 1;
    }

    private static Bytes32 hash(TlvReader tlv) {
        return Bytes32.wrap(tlv.value(0, Bytes32.SIZE));
    }

    /** The first compulsory type that is not there, or 0. */
    private long missing(boolean last) {
        if (amountMsat == null) {
            return AMT_TO_FORWARD;
        }
        if (outgoingCltv == null) {
            return OUTGOING_CLTV_VALUE;
        }
        return last || shortChannelId != null ? 0 : SHORT_CHANNEL_ID;
    }

    private HopPayload payload(boolean last) {
        if (!last) {
            return new HopPayload.Forward(shortChannelId, amountMsat, outgoingCltv);
        }
        return new HopPayload.Final(amountMsat, outgoingCltv, Optional.ofNullable(paymentSecret),
                paymentSecret == null ? amountMsat : totalMsat,
                Optional.ofNullable(paymentMetadata), Optional.ofNullable(keysendPreimage));
    }
}
