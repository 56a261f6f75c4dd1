package lnhub.ops.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.Feature;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;

/** How values that occur everywhere look in lnd's messages. */
final class Messages {
    /** lnd's names for features, by the even bit. */
    private static final Map<Integer, String> FEATURE_NAMES = Map.ofEntries(
            Map.entry(0, "data-loss-protect"), Map.entry(4, "upfront-shutdown-script"), Map.entry(6, "gossip-queries"),
            Map.entry(8, "tlv-onion"), Map.entry(12, "static-remote-key"), Map.entry(14, "payment-addr"),
            Map.entry(16, "multi-path-payments"), Map.entry(18, "wumbo-channels"), Map.entry(20, "anchor-commitments"),
            Map.entry(22, "anchors-zero-fee-htlc-tx"), Map.entry(24, "route-blinding"),
            Map.entry(26, "shutdown-any-segwit"), Map.entry(30, "amp"), Map.entry(34, "quiescence"),
            Map.entry(38, "onion-messages"), Map.entry(44, "explicit-commitment-type"), Map.entry(46, "scid-alias"),
            Map.entry(48, "payment-metadata"), Map.entry(50, "zero-conf"), Map.entry(54, "keysend"));

    private Messages() {
    }

    static ByteString bytes(Bytes32 value) {
        return UnsafeByteOperations.unsafeWrap(value.unsafeArray());
    }

    static ByteString bytes(PublicKey value) {
        return UnsafeByteOperations.unsafeWrap(value.unsafeArray());
    }

    /** As explorers show it: the bytes backwards. */
    static String txid(Bytes32 txid) {
        return txid.reversed().toHex();
    }

    static String outPoint(OutPoint point) {
        return txid(point.txid()) + ":" + Integer.toUnsignedString(point.index());
    }

    static ChannelPoint channelPoint(OutPoint point) {
        return ChannelPoint.newBuilder().setFundingTxidBytes(bytes(point.txid())).setOutputIndex(point.index()).build();
    }

    static String color(int rgb) {
        return String.format("#%06x", rgb & 0xFFFFFF);
    }

    static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    static Map<Integer, Feature> features(Features features) {
        Map<Integer, Feature> set = new TreeMap<>();
        for (int bit = 0; bit < features.bitLength(); bit++) {
            if (features.isSet(bit)) {
                String name = FEATURE_NAMES.get(bit & ~1);
                set.put(bit, Feature.newBuilder().setName(name == null ? "unknown" : name).setIsKnown(name != null)
                        .setIsRequired((bit & 1) == 0).build());
            }
        }
        return set;
    }
}
