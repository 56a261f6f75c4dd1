package lnhub.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.TlvStream.Tlv;

/**
 * Typed views of the records that BOLT 2 defines in the extensions of channel messages. The views expect streams that
 * {@link MessageCodec} decoded (and so checked) or that were built here; of others they throw
 * {@link IllegalArgumentException}.
 */
public final class ChannelTlvs {
    private static final long UPFRONT_SHUTDOWN_SCRIPT = 0;
    private static final long CHANNEL_TYPE = 1;
    private static final long ALIAS = 1;
    private static final long PATH_KEY = 0;
    private static final long FEE_RANGE = 1;

    /** {@code open_channel_tlvs} and {@code accept_channel_tlvs}. */
    static final TlvNamespace OPENING = new TlvNamespace(Map.of(
            UPFRONT_SHUTDOWN_SCRIPT, TlvNamespace.ANY,
            CHANNEL_TYPE, TlvNamespace.ANY));

    static final TlvNamespace CHANNEL_READY = new TlvNamespace(Map.of(
            ALIAS, value -> value.shortChannelId("short_channel_id")));

    static final TlvNamespace UPDATE_ADD_HTLC = new TlvNamespace(Map.of(
            PATH_KEY, value -> value.point("path_key")));

    static final TlvNamespace CLOSING_SIGNED = new TlvNamespace(Map.of(
            FEE_RANGE, value -> value.skip(16, "fee_range")));

    private ChannelTlvs() {
    }

    /** The script a mutual close must pay; present but empty means that the peer binds itself to none. */
    public static Optional<Bytes> upfrontShutdownScript(TlvStream opening) {
        return opening.get(UPFRONT_SHUTDOWN_SCRIPT);
    }

    public static Optional<Features> channelType(TlvStream opening) {
        return opening.get(CHANNEL_TYPE).map(Features::new);
    }

    /** @param upfrontShutdownScript empty bytes to bind ourselves to none, which must be said when negotiated */
    public static TlvStream opening(Optional<Bytes> upfrontShutdownScript, Features channelType) {
        List<Tlv> records = new ArrayList<>(2);
        upfrontShutdownScript.ifPresent(script -> records.add(new Tlv(UPFRONT_SHUTDOWN_SCRIPT, script)));
        records.add(new Tlv(CHANNEL_TYPE, channelType.bits()));
        return new TlvStream(records);
    }

    /** The alias under which the peer will accept HTLCs for this channel. */
    public static Optional<ShortChannelId> alias(TlvStream channelReady) {
        return channelReady.get(ALIAS).map(value -> new ShortChannelId(u64(value, 0, 8)));
    }

    public static TlvStream ofAlias(ShortChannelId alias) {
        return TlvStream.of(ALIAS, new WireWriter(8).shortChannelId(alias).toBytes());
    }

    /** The path key of an HTLC inside a blinded path (BOLT 4, "Route Blinding"). */
    public static Optional<PublicKey> pathKey(TlvStream updateAddHtlc) {
        return updateAddHtlc.get(PATH_KEY).map(value -> PublicKey.wrap(value.toArray()));
    }

    public static TlvStream ofPathKey(PublicKey pathKey) {
        return TlvStream.of(PATH_KEY, Bytes.copyOf(pathKey.unsafeArray()));
    }

    /**
     * What a side would pay for a mutual close, in satoshi. Some senders set the greatest u64 for "any fee", so what
     * does not fit a long reads as {@link Long#MAX_VALUE}.
     */
    public record FeeRange(long minFeeSat, long maxFeeSat) {
    }

    public static Optional<FeeRange> feeRange(TlvStream closingSigned) {
        return closingSigned.get(FEE_RANGE)
                .map(value -> new FeeRange(saturated(u64(value, 0, 16)), saturated(u64(value, 8, 16))));
    }

    public static TlvStream ofFeeRange(FeeRange range) {
        return TlvStream.of(FEE_RANGE, new WireWriter(16).u64(range.minFeeSat()).u64(range.maxFeeSat()).toBytes());
    }

    private static long saturated(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    private static long u64(Bytes value, int offset, int length) {
        if (value.length() != length) {
            throw new IllegalArgumentException("TLV value has " + value.length() + " bytes instead of " + length);
        }
        long read = 0;
        for (int i = offset; i < offset + 8; i++) {
            read = read << 8 | value.at(i) & 0xFF;
        }
        return read;
    }
}
