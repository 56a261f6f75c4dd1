package lnhub.protocol.onion;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * Why a payment failed (BOLT 4, "Failure Messages"), one record per failure code with exactly its data.
 * A {@code channelUpdate} is the channel_update message with its type, or empty: nodes need not send one any more,
 * and must not apply one to their graph, since doing so shows who made the payment.
 */
public sealed interface FailureMessage {
    /** Unparsable onion; answered by update_fail_malformed_htlc. */
    int BADONION = 0x8000;
    /** Permanent; transient without it. */
    int PERM = 0x4000;
    /** The node failed; a channel without it. */
    int NODE = 0x2000;
    /** A channel's forwarding parameters were violated. */
    int UPDATE = 0x1000;

    int INVALID_ONION_VERSION = BADONION | PERM | 4;
    int INVALID_ONION_HMAC = BADONION | PERM | 5;
    int INVALID_ONION_KEY = BADONION | PERM | 6;
    int INVALID_ONION_BLINDING = BADONION | PERM | 24;

    record TemporaryNodeFailure() implements FailureMessage {
    }

    record PermanentNodeFailure() implements FailureMessage {
    }

    record RequiredNodeFeatureMissing() implements FailureMessage {
    }

    record InvalidOnionVersion(Bytes32 sha256OfOnion) implements FailureMessage {
    }

    record InvalidOnionHmac(Bytes32 sha256OfOnion) implements FailureMessage {
    }

    record InvalidOnionKey(Bytes32 sha256OfOnion) implements FailureMessage {
    }

    record TemporaryChannelFailure(Bytes channelUpdate) implements FailureMessage {
    }

    record PermanentChannelFailure() implements FailureMessage {
    }

    record RequiredChannelFeatureMissing() implements FailureMessage {
    }

    record UnknownNextPeer() implements FailureMessage {
    }

    /** @param htlcMsat the outgoing HTLC's amount */
    record AmountBelowMinimum(long htlcMsat, Bytes channelUpdate) implements FailureMessage {
    }

    /** @param htlcMsat the incoming HTLC's amount */
    record FeeInsufficient(long htlcMsat, Bytes channelUpdate) implements FailureMessage {
    }

    /** @param cltvExpiry the outgoing HTLC's, a block height (unsigned 32-bit) */
    record IncorrectCltvExpiry(long cltvExpiry, Bytes channelUpdate) implements FailureMessage {
    }

    record ExpiryTooSoon(Bytes channelUpdate) implements FailureMessage {
    }

    /** @param height the final node's best block (unsigned 32-bit) */
    record IncorrectOrUnknownPaymentDetails(long htlcMsat, long height) implements FailureMessage {
    }

    /** @param cltvExpiry the incoming HTLC's, a block height (unsigned 32-bit) */
    record FinalIncorrectCltvExpiry(long cltvExpiry) implements FailureMessage {
    }

    record FinalIncorrectHtlcAmount(long incomingHtlcMsat) implements FailureMessage {
    }

    /** @param disabledFlags no flag is defined, so 0 */
    record ChannelDisabled(int disabledFlags, Bytes channelUpdate) implements FailureMessage {
    }

    record ExpiryTooFar() implements FailureMessage {
    }

    /**
     * @param tlvType the offending TLV type (unsigned 64-bit)
     * @param offset where that record starts, counted from the first byte of the payload's TLV stream; 0 when missing
     */
    record InvalidOnionPayload(long tlvType, int offset) implements FailureMessage {
    }

    record MppTimeout() implements FailureMessage {
    }

    record InvalidOnionBlinding(Bytes32 sha256OfOnion) implements FailureMessage {
    }

    /** A code we do not know, or a known one whose data is too short. Its flags still say how to go on. */
    record UnknownFailure(int unknownCode, Bytes data) implements FailureMessage {
        public UnknownFailure {
            if (unknownCode >>> 16 != 0) {
                throw new IllegalArgumentException("a failure code has 16 bits, got " + unknownCode);
            }
        }
    }

    /** The code on the wire, flags included: 16 bits. */
    default int code() {
        return FailureMessageCodec.code(this);
    }

    default boolean isBadOnion() {
        return (code() & BADONION) != 0;
    }

    default boolean isPermanent() {
        return (code() & PERM) != 0;
    }

    default boolean isNodeFailure() {
        return (code() & NODE) != 0;
    }

    default boolean isUpdate() {
        return (code() & UPDATE) != 0;
    }

    /** The code, then its data. */
    default Bytes encode() {
        return FailureMessageCodec.encode(this);
    }

    /**
     * Never fails: what we cannot read is an {@link UnknownFailure}, and extra bytes after the data are ignored
     * (BOLT 4, "Receiving Failure Codes").
     */
    static FailureMessage decode(Bytes message) {
        return FailureMessageCodec.decode(message);
    }

    /**
     * The failure to report upstream for an update_fail_malformed_htlc from downstream (BOLT 2, "Removing an HTLC").
     *
     * @throws IllegalArgumentException when the code lacks BADONION; the peer that sent it broke the protocol
     */
    static FailureMessage ofMalformed(int failureCode, Bytes32 sha256OfOnion) {
        if ((failureCode & BADONION) == 0) {
            throw new IllegalArgumentException("failure_code 0x" + Integer.toHexString(failureCode)
                    + " lacks BADONION");
        }
        return switch (failureCode) {
            case INVALID_ONION_VERSION -> new InvalidOnionVersion(sha256OfOnion);
            case INVALID_ONION_HMAC -> new InvalidOnionHmac(sha256OfOnion);
            case INVALID_ONION_KEY -> new InvalidOnionKey(sha256OfOnion);
            case INVALID_ONION_BLINDING -> new InvalidOnionBlinding(sha256OfOnion);
            default -> new UnknownFailure(failureCode, sha256OfOnion.toBytes());
        };
    }
}
