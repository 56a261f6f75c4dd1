package lnhub.protocol.wire;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.Signature;

/** The messages of BOLT 2 on a channel that is open, closing or reconnecting. */
final class ChannelCodec {
    /** All the bitcoin there will be (BOLT 1, "Fundamental Types"); sums of four such amounts still fit a long. */
    static final long MAX_SAT = 0x000775f05a074000L;
    static final long MAX_MSAT = 0x1d24b2dfac520000L;

    private ChannelCodec() {
    }

    static void write(ChannelMessage message, WireWriter w) {
        switch (message) {
            case UpdateMessage update -> write(update, w);
            case CommitmentSigned m -> write(m, w);
            case RevokeAndAck m -> write(m, w);
            case ChannelReestablish m -> write(m, w);
            case Shutdown m -> write(m, w);
            case ClosingSigned m -> write(m, w);
            case AnnouncementSignatures m -> write(m, w);
            case OpenChannel m -> OpeningCodec.write(m, w);
            case AcceptChannel m -> OpeningCodec.write(m, w);
            case FundingCreated m -> OpeningCodec.write(m, w);
            case FundingSigned m -> OpeningCodec.write(m, w);
            case ChannelReady m -> OpeningCodec.write(m, w);
        }
    }

    private static void write(UpdateMessage message, WireWriter w) {
        switch (message) {
            case UpdateAddHtlc m -> write(m, w);
            case UpdateFulfillHtlc m -> write(m, w);
            case UpdateFailHtlc m -> write(m, w);
            case UpdateFailMalformedHtlc m -> write(m, w);
            case UpdateFee m -> write(m, w);
        }
    }

    /** An amount in satoshi: more than exists is malformed, so that no arithmetic meets a negative or huge one. */
    static long sat(WireReader r, String field) throws MalformedMessage {
        return atMost(MAX_SAT, r.u64(field), r, field);
    }

    /** An amount in millisatoshi, limited in the same way. */
    static long msat(WireReader r, String field) throws MalformedMessage {
        return atMost(MAX_MSAT, r.u64(field), r, field);
    }

    /** Satoshi per 1000 weight; 2^31 (21 bitcoin) and more is malformed rather than negative. */
    static int feerate(WireReader r) throws MalformedMessage {
        return (int) atMost(Integer.MAX_VALUE, r.u32("feerate_per_kw"), r, "feerate_per_kw");
    }

    private static long atMost(long greatest, long value, WireReader r, String field) throws MalformedMessage {
        if (Long.compareUnsigned(value, greatest) > 0) {
            throw r.malformed(field + ": " + Long.toUnsignedString(value) + " is more than " + greatest);
        }
        return value;
    }

    static UpdateAddHtlc readUpdateAddHtlc(WireReader r) throws MalformedMessage {
        return new UpdateAddHtlc(
                r.bytes32("channel_id"),
                r.u64("id"),
                msat(r, "amount_msat"),
                r.bytes32("payment_hash"),
                r.u32("cltv_expiry"),
                r.bytes(UpdateAddHtlc.ONION_SIZE, "onion_routing_packet"),
                TlvCodec.read(r, ChannelTlvs.UPDATE_ADD_HTLC));
    }

    private static void write(UpdateAddHtlc m, WireWriter w) {
        w.bytes(m.channelId()).u64(m.id()).u64(m.amountMsat()).bytes(m.paymentHash()).u32(m.cltvExpiry())
                .bytes(m.onion(), UpdateAddHtlc.ONION_SIZE, "onion_routing_packet");
        TlvCodec.write(m.tlvs(), w);
    }

    static UpdateFulfillHtlc readUpdateFulfillHtlc(WireReader r) throws MalformedMessage {
        return new UpdateFulfillHtlc(
                r.bytes32("channel_id"),
                r.u64("id"),
                r.bytes32("payment_preimage"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(UpdateFulfillHtlc m, WireWriter w) {
        w.bytes(m.channelId()).u64(m.id()).bytes(m.preimage());
        TlvCodec.write(m.tlvs(), w);
    }

    static UpdateFailHtlc readUpdateFailHtlc(WireReader r) throws MalformedMessage {
        return new UpdateFailHtlc(
                r.bytes32("channel_id"),
                r.u64("id"),
                r.bytesWithLength("reason"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(UpdateFailHtlc m, WireWriter w) {
        w.bytes(m.channelId()).u64(m.id()).bytesWithLength(m.reason());
        TlvCodec.write(m.tlvs(), w);
    }

    static UpdateFailMalformedHtlc readUpdateFailMalformedHtlc(WireReader r) throws MalformedMessage {
        return new UpdateFailMalformedHtlc(
                r.bytes32("channel_id"),
                r.u64("id"),
                r.bytes32("sha256_of_onion"),
                r.u16("failure_code"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(UpdateFailMalformedHtlc m, WireWriter w) {
        w.bytes(m.channelId()).u64(m.id()).bytes(m.sha256OfOnion()).u16(m.failureCode());
        TlvCodec.write(m.tlvs(), w);
    }

    static UpdateFee readUpdateFee(WireReader r) throws MalformedMessage {
        return new UpdateFee(r.bytes32("channel_id"), feerate(r), TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(UpdateFee m, WireWriter w) {
        w.bytes(m.channelId()).u32(m.feeratePerKw());
        TlvCodec.write(m.tlvs(), w);
    }

    static CommitmentSigned readCommitmentSigned(WireReader r) throws MalformedMessage {
        return new CommitmentSigned(
                r.bytes32("channel_id"),
                r.signature("signature"),
                htlcSignatures(r),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static List<Signature> htlcSignatures(WireReader r) throws MalformedMessage {
        int count = r.u16("num_htlcs");
        if (count > r.remaining() / Signature.SIZE) {
            throw r.malformed("htlc_signature: " + count * Signature.SIZE + " bytes needed, "
                    + r.remaining() + " left");
        }
        List<Signature> signatures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            signatures.add(r.signature("htlc_signature"));
        }
        return List.copyOf(signatures);
    }

    private static void write(CommitmentSigned m, WireWriter w) {
        w.bytes(m.channelId()).bytes(m.signature()).u16(m.htlcSignatures().size());
        m.htlcSignatures().forEach(w::bytes);
        TlvCodec.write(m.tlvs(), w);
    }

    static RevokeAndAck readRevokeAndAck(WireReader r) throws MalformedMessage {
        return new RevokeAndAck(
                r.bytes32("channel_id"),
                r.bytes32("per_commitment_secret"),
                r.point("next_per_commitment_point"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(RevokeAndAck m, WireWriter w) {
        w.bytes(m.channelId()).bytes(m.perCommitmentSecret()).bytes(m.nextPerCommitmentPoint());
        TlvCodec.write(m.tlvs(), w);
    }

    static ChannelReestablish readChannelReestablish(WireReader r) throws MalformedMessage {
        return new ChannelReestablish(
                r.bytes32("channel_id"),
                r.u64("next_commitment_number"),
                r.u64("next_revocation_number"),
                r.bytes32("your_last_per_commitment_secret"),
                r.point("my_current_per_commitment_point"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(ChannelReestablish m, WireWriter w) {
        w.bytes(m.channelId()).u64(m.nextCommitmentNumber()).u64(m.nextRevocationNumber())
                .bytes(m.yourLastPerCommitmentSecret()).bytes(m.myCurrentPerCommitmentPoint());
        TlvCodec.write(m.tlvs(), w);
    }

    static Shutdown readShutdown(WireReader r) throws MalformedMessage {
        return new Shutdown(
                r.bytes32("channel_id"),
                r.bytesWithLength("scriptpubkey"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(Shutdown m, WireWriter w) {
        w.bytes(m.channelId()).bytesWithLength(m.scriptPubkey());
        TlvCodec.write(m.tlvs(), w);
    }

    static ClosingSigned readClosingSigned(WireReader r) throws MalformedMessage {
        return new ClosingSigned(
                r.bytes32("channel_id"),
                sat(r, "fee_satoshis"),
                r.signature("signature"),
                TlvCodec.read(r, ChannelTlvs.CLOSING_SIGNED));
    }

    private static void write(ClosingSigned m, WireWriter w) {
        w.bytes(m.channelId()).u64(m.feeSat()).bytes(m.signature());
        TlvCodec.write(m.tlvs(), w);
    }

    static AnnouncementSignatures readAnnouncementSignatures(WireReader r) throws MalformedMessage {
        return new AnnouncementSignatures(
                r.bytes32("channel_id"),
                r.shortChannelId("short_channel_id"),
                r.signature("node_signature"),
                r.signature("bitcoin_signature"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    private static void write(AnnouncementSignatures m, WireWriter w) {
        w.bytes(m.channelId()).shortChannelId(m.shortChannelId())
                .bytes(m.nodeSignature()).bytes(m.bitcoinSignature());
        TlvCodec.write(m.tlvs(), w);
    }
}
