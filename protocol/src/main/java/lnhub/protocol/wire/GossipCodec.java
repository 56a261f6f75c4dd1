package lnhub.protocol.wire;

import java.util.Map;

/**
 * The messages of BOLT 7. Amounts of a {@code channel_update} are passed on with all their 64 bits: a third party
 * signed them, so an absurd one makes the update useless but is no fault of the peer that relays it.
 */
final class GossipCodec {
    /** {@code query_short_channel_ids_tlvs}: an encoding byte and flags. */
    private static final TlvNamespace QUERY_SHORT_CHANNEL_IDS = new TlvNamespace(Map.of(
            1L, GossipCodec::readEncoded));
    private static final TlvNamespace QUERY_CHANNEL_RANGE = new TlvNamespace(Map.of(
            1L, value -> value.bigSize("query_option_flags")));
    /** Timestamps with their encoding byte, and checksums, two of four bytes for each channel. */
    private static final TlvNamespace REPLY_CHANNEL_RANGE = new TlvNamespace(Map.of(
            1L, GossipCodec::readEncoded,
            3L, GossipCodec::readChecksums));

    private GossipCodec() {
    }

    private static void readEncoded(WireReader value) throws MalformedMessage {
        value.u8("encoding_type");
        value.rest();
    }

    private static void readChecksums(WireReader value) throws MalformedMessage {
        if (value.remaining() % 8 != 0) {
            throw value.malformed("checksums: " + value.remaining() + " bytes are not pairs of u32");
        }
        value.rest();
    }

    static void write(GossipMessage message, WireWriter w) {
        switch (message) {
            case ChannelAnnouncement m -> write(m, w);
            case NodeAnnouncement m -> write(m, w);
            case ChannelUpdate m -> write(m, w);
            case QueryShortChannelIds m -> write(m, w);
            case ReplyShortChannelIdsEnd m -> write(m, w);
            case QueryChannelRange m -> write(m, w);
            case ReplyChannelRange m -> write(m, w);
            case GossipTimestampFilter m -> write(m, w);
        }
    }

    static ChannelAnnouncement readChannelAnnouncement(WireReader r) throws MalformedMessage {
        return new ChannelAnnouncement(
                r.signature("node_signature_1"),
                r.signature("node_signature_2"),
                r.signature("bitcoin_signature_1"),
                r.signature("bitcoin_signature_2"),
                new Features(r.bytesWithLength("features")),
                r.bytes32("chain_hash"),
                r.shortChannelId("short_channel_id"),
                r.key("node_id_1"),
                r.key("node_id_2"),
                r.key("bitcoin_key_1"),
                r.key("bitcoin_key_2"),
                r.rest());
    }

    private static void write(ChannelAnnouncement m, WireWriter w) {
        w.bytes(m.nodeSignature1()).bytes(m.nodeSignature2())
                .bytes(m.bitcoinSignature1()).bytes(m.bitcoinSignature2());
        writeSigned(m, w);
    }

    /** What the four signatures cover (BOLT 7, "The channel_announcement Message": from offset 256 on). */
    static void writeSigned(ChannelAnnouncement m, WireWriter w) {
        w.bytesWithLength(m.features().bits()).bytes(m.chainHash()).shortChannelId(m.shortChannelId())
                .bytes(m.nodeId1()).bytes(m.nodeId2()).bytes(m.bitcoinKey1()).bytes(m.bitcoinKey2())
                .bytes(m.extra());
    }

    static NodeAnnouncement readNodeAnnouncement(WireReader r) throws MalformedMessage {
        return new NodeAnnouncement(
                r.signature("signature"),
                new Features(r.bytesWithLength("features")),
                r.u32("timestamp"),
                r.key("node_id"),
                r.bytes(3, "rgb_color"),
                r.bytes32("alias"),
                r.bytesWithLength("addresses"),
                r.rest());
    }

    private static void write(NodeAnnouncement m, WireWriter w) {
        w.bytes(m.signature());
        writeSigned(m, w);
    }

    static void writeSigned(NodeAnnouncement m, WireWriter w) {
        w.bytesWithLength(m.features().bits()).u32(m.timestamp()).bytes(m.nodeId())
                .bytes(m.rgbColor(), 3, "rgb_color").bytes(m.alias()).bytesWithLength(m.addresses())
                .bytes(m.extra());
    }

    static ChannelUpdate readChannelUpdate(WireReader r) throws MalformedMessage {
        return new ChannelUpdate(
                r.signature("signature"),
                r.bytes32("chain_hash"),
                r.shortChannelId("short_channel_id"),
                r.u32("timestamp"),
                r.u8("message_flags"),
                r.u8("channel_flags"),
                r.u16("cltv_expiry_delta"),
                r.u64("htlc_minimum_msat"),
                r.u32("fee_base_msat"),
                r.u32("fee_proportional_millionths"),
                r.u64("htlc_maximum_msat"),
                r.rest());
    }

    private static void write(ChannelUpdate m, WireWriter w) {
        w.bytes(m.signature());
        writeSigned(m, w);
    }

    static void writeSigned(ChannelUpdate m, WireWriter w) {
        w.bytes(m.chainHash()).shortChannelId(m.shortChannelId()).u32(m.timestamp())
                .u8(m.messageFlags()).u8(m.channelFlags()).u16(m.cltvExpiryDelta()).u64(m.htlcMinimumMsat())
                .u32(m.feeBaseMsat()).u32(m.feeProportionalMillionths()).u64(m.htlcMaximumMsat())
                .bytes(m.extra());
    }

    static QueryShortChannelIds readQueryShortChannelIds(WireReader r) throws MalformedMessage {
        return new QueryShortChannelIds(
                r.bytes32("chain_hash"),
                r.bytesWithLength("encoded_short_ids"),
                TlvCodec.read(r, QUERY_SHORT_CHANNEL_IDS));
    }

    private static void write(QueryShortChannelIds m, WireWriter w) {
        w.bytes(m.chainHash()).bytesWithLength(m.encodedShortIds());
        TlvCodec.write(m.tlvs(), w);
    }

    static ReplyShortChannelIdsEnd readReplyShortChannelIdsEnd(WireReader r) throws MalformedMessage {
        return new ReplyShortChannelIdsEnd(
                r.bytes32("chain_hash"),
                r.u8("full_information") != 0,
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(ReplyShortChannelIdsEnd m, WireWriter w) {
        w.bytes(m.chainHash()).u8(m.fullInformation() ? 1 : 0);
        TlvCodec.write(m.tlvs(), w);
    }

    static QueryChannelRange readQueryChannelRange(WireReader r) throws MalformedMessage {
        return new QueryChannelRange(
                r.bytes32("chain_hash"),
                r.u32("first_blocknum"),
                r.u32("number_of_blocks"),
                TlvCodec.read(r, QUERY_CHANNEL_RANGE));
    }

    private static void write(QueryChannelRange m, WireWriter w) {
        w.bytes(m.chainHash()).u32(m.firstBlocknum()).u32(m.numberOfBlocks());
        TlvCodec.write(m.tlvs(), w);
    }

    static ReplyChannelRange readReplyChannelRange(WireReader r) throws MalformedMessage {
        return new ReplyChannelRange(
                r.bytes32("chain_hash"),
                r.u32("first_blocknum"),
                r.u32("number_of_blocks"),
                r.u8("sync_complete") != 0,
                r.bytesWithLength("encoded_short_ids"),
                TlvCodec.read(r, REPLY_CHANNEL_RANGE));
    }

    private static void write(ReplyChannelRange m, WireWriter w) {
        w.bytes(m.chainHash()).u32(m.firstBlocknum()).u32(m.numberOfBlocks()).u8(m.syncComplete() ? 1 : 0)
                .bytesWithLength(m.encodedShortIds());
        TlvCodec.write(m.tlvs(), w);
    }

    static GossipTimestampFilter readGossipTimestampFilter(WireReader r) throws MalformedMessage {
        return new GossipTimestampFilter(
                r.bytes32("chain_hash"),
                r.u32("first_timestamp"),
                r.u32("timestamp_range"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(GossipTimestampFilter m, WireWriter w) {
        w.bytes(m.chainHash()).u32(m.firstTimestamp()).u32(m.timestampRange());
        TlvCodec.write(m.tlvs(), w);
    }
}
