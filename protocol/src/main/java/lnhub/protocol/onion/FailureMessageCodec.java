package lnhub.protocol.onion;

import static lnhub.protocol.onion.FailureMessage.INVALID_ONION_BLINDING;
import static lnhub.protocol.onion.FailureMessage.INVALID_ONION_HMAC;
import static lnhub.protocol.onion.FailureMessage.INVALID_ONION_KEY;
import static lnhub.protocol.onion.FailureMessage.INVALID_ONION_VERSION;
import static lnhub.protocol.onion.FailureMessage.NODE;
import static lnhub.protocol.onion.FailureMessage.PERM;
import static lnhub.protocol.onion.FailureMessage.UPDATE;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import lnhub.protocol.onion.FailureMessage.AmountBelowMinimum;
import lnhub.protocol.onion.FailureMessage.ChannelDisabled;
import lnhub.protocol.onion.FailureMessage.ExpiryTooFar;
import lnhub.protocol.onion.FailureMessage.ExpiryTooSoon;
import lnhub.protocol.onion.FailureMessage.FeeInsufficient;
import lnhub.protocol.onion.FailureMessage.FinalIncorrectCltvExpiry;
import lnhub.protocol.onion.FailureMessage.FinalIncorrectHtlcAmount;
import lnhub.protocol.onion.FailureMessage.IncorrectCltvExpiry;
import lnhub.protocol.onion.FailureMessage.IncorrectOrUnknownPaymentDetails;
import lnhub.protocol.onion.FailureMessage.InvalidOnionBlinding;
import lnhub.protocol.onion.FailureMessage.InvalidOnionHmac;
import lnhub.protocol.onion.FailureMessage.InvalidOnionKey;
import lnhub.protocol.onion.FailureMessage.InvalidOnionPayload;
import lnhub.protocol.onion.FailureMessage.InvalidOnionVersion;
import lnhub.protocol.onion.FailureMessage.MppTimeout;
import lnhub.protocol.onion.FailureMessage.PermanentChannelFailure;
import lnhub.protocol.onion.FailureMessage.PermanentNodeFailure;
import lnhub.protocol.onion.FailureMessage.RequiredChannelFeatureMissing;
import lnhub.protocol.onion.FailureMessage.RequiredNodeFeatureMissing;
import lnhub.protocol.onion.FailureMessage.TemporaryChannelFailure;
import lnhub.protocol.onion.FailureMessage.TemporaryNodeFailure;
import lnhub.protocol.onion.FailureMessage.UnknownFailure;
import lnhub.protocol.onion.FailureMessage.UnknownNextPeer;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The bytes of failure messages: a 16-bit code and its data, big-endian (BOLT 4, "Failure Messages"). */
final class FailureMessageCodec {
    private static final int TEMPORARY_NODE_FAILURE = NODE | 2;
    private static final int PERMANENT_NODE_FAILURE = PERM | NODE | 2;
    private static final int REQUIRED_NODE_FEATURE_MISSING = PERM | NODE | 3;
    private static final int TEMPORARY_CHANNEL_FAILURE = UPDATE | 7;
    private static final int PERMANENT_CHANNEL_FAILURE = PERM | 8;
    private static final int REQUIRED_CHANNEL_FEATURE_MISSING = PERM | 9;
    private static final int UNKNOWN_NEXT_PEER = PERM | 10;
    private static final int AMOUNT_BELOW_MINIMUM = UPDATE | 11;
    private static final int FEE_INSUFFICIENT = UPDATE | 12;
    private static final int INCORRECT_CLTV_EXPIRY = UPDATE | 13;
    private static final int EXPIRY_TOO_SOON = UPDATE | 14;
    private static final int INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS = PERM | 15;
    private static final int FINAL_INCORRECT_CLTV_EXPIRY = 18;
    private static final int FINAL_INCORRECT_HTLC_AMOUNT = 19;
    private static final int CHANNEL_DISABLED = UPDATE | 20;
    private static final int EXPIRY_TOO_FAR = 21;
    private static final int INVALID_ONION_PAYLOAD = PERM | 22;
    private static final int MPP_TIMEOUT = 23;

    private FailureMessageCodec() {
    }

    static int code(FailureMessage failure) {
        return switch (failure) {
            case TemporaryNodeFailure f -> TEMPORARY_NODE_FAILURE;
            case PermanentNodeFailure f -> PERMANENT_NODE_FAILURE;
            case RequiredNodeFeatureMissing f -> REQUIRED_NODE_FEATURE_MISSING;
            case InvalidOnionVersion f -> INVALID_ONION_VERSION;
            case InvalidOnionHmac f -> INVALID_ONION_HMAC;
            case InvalidOnionKey f -> INVALID_ONION_KEY;
            case TemporaryChannelFailure f -> TEMPORARY_CHANNEL_FAILURE;
            case PermanentChannelFailure f -> PERMANENT_CHANNEL_FAILURE;
            case RequiredChannelFeatureMissing f -> REQUIRED_CHANNEL_FEATURE_MISSING;
            case UnknownNextPeer f -> UNKNOWN_NEXT_PEER;
            case AmountBelowMinimum f -> AMOUNT_BELOW_MINIMUM;
            case FeeInsufficient f -> FEE_INSUFFICIENT;
            case IncorrectCltvExpiry f -> INCORRECT_CLTV_EXPIRY;
            case ExpiryTooSoon f -> EXPIRY_TOO_SOON;
            case IncorrectOrUnknownPaymentDetails f -> INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS;
            case FinalIncorrectCltvExpiry f -> FINAL_INCORRECT_CLTV_EXPIRY;
            case FinalIncorrectHtlcAmount f -> FINAL_INCORRECT_HTLC_AMOUNT;
            case ChannelDisabled f -> CHANNEL_DISABLED;
            case ExpiryTooFar f -> EXPIRY_TOO_FAR;
            case InvalidOnionPayload f -> INVALID_ONION_PAYLOAD;
            case MppTimeout f -> MPP_TIMEOUT;
            case InvalidOnionBlinding f -> INVALID_ONION_BLINDING;
            case UnknownFailure f -> f.unknownCode();
        };
    }

    static Bytes encode(FailureMessage failure) {
        TlvWriter writer = new TlvWriter().fixed(code(failure), 2);
        switch (failure) {
            case TemporaryNodeFailure f -> { }
            case PermanentNodeFailure f -> { }
            case RequiredNodeFeatureMissing f -> { }
            case PermanentChannelFailure f -> { }
            case RequiredChannelFeatureMissing f -> { }
            case UnknownNextPeer f -> { }
            case ExpiryTooFar f -> { }
            case MppTimeout f -> { }
            case InvalidOnionVersion f -> writer.bytes(f.sha256OfOnion().unsafeArray());
            case InvalidOnionHmac f -> writer.bytes(f.sha256OfOnion().unsafeArray());
            case InvalidOnionKey f -> writer.bytes(f.sha256OfOnion().unsafeArray());
            case InvalidOnionBlinding f -> writer.bytes(f.sha256OfOnion().unsafeArray());
            case TemporaryChannelFailure f -> update(writer, f.channelUpdate());
            case AmountBelowMinimum f -> update(writer.fixed(f.htlcMsat(), 8), f.channelUpdate());
            case FeeInsufficient f -> update(writer.fixed(f.htlcMsat(), 8), f.channelUpdate());
            case IncorrectCltvExpiry f -> update(writer.fixed(f.cltvExpiry(), 4), f.channelUpdate());
            case ExpiryTooSoon f -> update(writer, f.channelUpdate());
            case IncorrectOrUnknownPaymentDetails f -> writer.fixed(f.htlcMsat(), 8).fixed(f.height(), 4);
            case FinalIncorrectCltvExpiry f -> writer.fixed(f.cltvExpiry(), 4);
            case FinalIncorrectHtlcAmount f -> writer.fixed(f.incomingHtlcMsat(), 8);
            case ChannelDisabled f -> update(writer.fixed(f.disabledFlags(), 2), f.channelUpdate());
            case InvalidOnionPayload f -> writer.bigSize(f.tlvType()).fixed(f.offset(), 2);
            case UnknownFailure f -> writer.bytes(f.data().unsafeArray());
        }
        return writer.toBytes();
    }

    private static void update(TlvWriter writer, Bytes channelUpdate) {
        if (channelUpdate.length() >>> 16 != 0) {
            throw new IllegalArgumentException("a channel_update has at most 65535 bytes, got "
                    + channelUpdate.length());
        }
        writer.fixed(channelUpdate.length(), 2).bytes(channelUpdate.unsafeArray());
    }

    static FailureMessage decode(Bytes message) {
        if (message.length() < 2) {
            return new UnknownFailure(0, message);
        }
        int code = (message.at(0) & 0xFF) << 8 | message.at(1) & 0xFF;
        try {
            return decode(code, ByteBuffer.wrap(message.unsafeArray(), 2, message.length() - 2));
        } catch (BufferUnderflowException tooShort) {
            return new UnknownFailure(code, message.slice(2, message.length()));
        }
    }

    private static FailureMessage decode(int code, ByteBuffer in) {
        return switch (code) {
            case TEMPORARY_NODE_FAILURE -> new TemporaryNodeFailure();
            case PERMANENT_NODE_FAILURE -> new PermanentNodeFailure();
            case REQUIRED_NODE_FEATURE_MISSING -> new RequiredNodeFeatureMissing();
            case INVALID_ONION_VERSION -> new InvalidOnionVersion(hash(in));
            case INVALID_ONION_HMAC -> new InvalidOnionHmac(hash(in));
            case INVALID_ONION_KEY -> new InvalidOnionKey(hash(in));
            case TEMPORARY_CHANNEL_FAILURE -> new TemporaryChannelFailure(update(in));
            case PERMANENT_CHANNEL_FAILURE -> new PermanentChannelFailure();
            case REQUIRED_CHANNEL_FEATURE_MISSING -> new RequiredChannelFeatureMissing();
            case UNKNOWN_NEXT_PEER -> new UnknownNextPeer();
            case AMOUNT_BELOW_MINIMUM -> new AmountBelowMinimum(in.getLong(), update(in));
            case FEE_INSUFFICIENT -> new FeeInsufficient(in.getLong(), update(in));
            case INCORRECT_CLTV_EXPIRY -> new IncorrectCltvExpiry(u32(in), update(in));
            case EXPIRY_TOO_SOON -> new ExpiryTooSoon(update(in));
            case INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS -> new IncorrectOrUnknownPaymentDetails(in.getLong(), u32(in));
            case FINAL_INCORRECT_CLTV_EXPIRY -> new FinalIncorrectCltvExpiry(u32(in));
            case FINAL_INCORRECT_HTLC_AMOUNT -> new FinalIncorrectHtlcAmount(in.getLong());
            case CHANNEL_DISABLED -> new ChannelDisabled(u16(in), update(in));
            case EXPIRY_TOO_FAR -> new ExpiryTooFar();
            case INVALID_ONION_PAYLOAD -> new InvalidOnionPayload(bigSize(in), u16(in));
            case MPP_TIMEOUT -> new MppTimeout();
            case INVALID_ONION_BLINDING -> new InvalidOnionBlinding(hash(in));
            default -> new UnknownFailure(code, Bytes.wrap(rest(in)));
        };
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xFFFF;
    }

    private static long u32(ByteBuffer in) {
        return Integer.toUnsignedLong(in.getInt());
    }

    /** Failures come from anyone: a BigSize that is not minimal is read all the same, nothing depends on it. */
    private static long bigSize(ByteBuffer in) {
        int first = in.get() & 0xFF;
        return switch (first) {
            case 0xFD -> u16(in);
            case 0xFE -> u32(in);
            case 0xFF -> in.getLong();
            default -> first;
        };
    }

    private static Bytes32 hash(ByteBuffer in) {
        return Bytes32.wrap(take(in, Bytes32.SIZE));
    }

    private static Bytes update(ByteBuffer in) {
        return Bytes.wrap(take(in, u16(in)));
    }

    private static byte[] rest(ByteBuffer in) {
        return take(in, in.remaining());
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] taken = new byte[length];
        in.get(taken);
        return taken;
    }
}
