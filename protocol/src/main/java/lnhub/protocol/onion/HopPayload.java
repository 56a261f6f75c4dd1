package lnhub.protocol.onion;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * What the sender tells one hop (BOLT 4, "payload format"). Route blinding is not offered, so its fields
 * (encrypted_recipient_data, current_path_key, total_amount_msat) are unknown even types here.
 */
public sealed interface HopPayload {

    /**
     * To a hop between.
     *
     * @param shortChannelId the channel to forward on, or another one with the same peer
     * @param amountToForwardMsat what the outgoing HTLC must carry
     * @param outgoingCltv block height (unsigned 32-bit)
     */
    record Forward(ShortChannelId shortChannelId, long amountToForwardMsat, long outgoingCltv) implements HopPayload {
        public Forward {
            checkAmount(amountToForwardMsat);
            checkCltv(outgoingCltv);
        }
    }

    /**
     * To the recipient.
     *
     * @param amountMsat what this HTLC must carry at least
     * @param outgoingCltv block height (unsigned 32-bit)
     * @param paymentSecret from the invoice
     * @param totalMsat what all parts of the payment together carry; {@code amountMsat} without a payment secret
     * @param keysendPreimage of a spontaneous payment (TLV type 5482373484, in no BOLT but widely used)
     */
    record Final(
            long amountMsat,
            long outgoingCltv,
            Optional<Bytes32> paymentSecret,
            long totalMsat,
            Optional<Bytes> paymentMetadata,
            Optional<Bytes32> keysendPreimage) implements HopPayload {
        public Final {
            checkAmount(amountMsat);
            checkAmount(totalMsat);
            checkCltv(outgoingCltv);
            if (paymentSecret.isEmpty() && totalMsat != amountMsat) {
                throw new IllegalArgumentException("total_msat travels only with a payment secret");
            }
        }

        /** Without what proves or claims a payment. */
        @Override
        public String toString() {
            return "Final(amountMsat=" + amountMsat + ", outgoingCltv=" + outgoingCltv + ", totalMsat=" + totalMsat
                    + ", keysend=" + keysendPreimage.isPresent() + ")";
        }
    }

    /** The TLV stream without length prefix. */
    default Bytes encode() {
        return HopPayloadCodec.encode(this);
    }

    /**
     * @param payload the TLV stream without length prefix
     * @param last whether the onion ends here ({@link PeeledOnion#last})
     */
    static PayloadResult decode(Bytes payload, boolean last) {
        return HopPayloadCodec.decode(payload, last);
    }

    private static void checkAmount(long amountMsat) {
        if (amountMsat < 0) {
            throw new IllegalArgumentException("amount below zero: " + amountMsat);
        }
    }

    private static void checkCltv(long outgoingCltv) {
        if (outgoingCltv >>> 32 != 0) {
            throw new IllegalArgumentException("outgoing_cltv_value has 32 bits, got " + outgoingCltv);
        }
    }
}
