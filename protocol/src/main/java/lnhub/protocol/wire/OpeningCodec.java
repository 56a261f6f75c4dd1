package lnhub.protocol.wire;

import static lnhub.protocol.wire.ChannelCodec.feerate;
import static lnhub.protocol.wire.ChannelCodec.msat;
import static lnhub.protocol.wire.ChannelCodec.sat;

/** The messages of BOLT 2, "Channel Establishment v1". */
final class OpeningCodec {
    private OpeningCodec() {
    }

    static OpenChannel readOpenChannel(WireReader r) throws MalformedMessage {
        return new OpenChannel(
                r.bytes32("chain_hash"),
                r.bytes32("temporary_channel_id"),
                sat(r, "funding_satoshis"),
                msat(r, "push_msat"),
                sat(r, "dust_limit_satoshis"),
                maxHtlcValueInFlight(r),
                sat(r, "channel_reserve_satoshis"),
                msat(r, "htlc_minimum_msat"),
                feerate(r),
                r.u16("to_self_delay"),
                r.u16("max_accepted_htlcs"),
                r.point("funding_pubkey"),
                r.point("revocation_basepoint"),
                r.point("payment_basepoint"),
                r.point("delayed_payment_basepoint"),
                r.point("htlc_basepoint"),
                r.point("first_per_commitment_point"),
                r.u8("channel_flags"),
                TlvCodec.read(r, ChannelTlvs.OPENING));
    }

    static void write(OpenChannel m, WireWriter w) {
        w.bytes(m.chainHash()).bytes(m.temporaryChannelId())
                .u64(m.fundingSat()).u64(m.pushMsat())
                .u64(m.dustLimitSat()).u64(m.maxHtlcValueInFlightMsat())
                .u64(m.channelReserveSat()).u64(m.htlcMinimumMsat())
                .u32(m.feeratePerKw()).u16(m.toSelfDelay()).u16(m.maxAcceptedHtlcs())
                .bytes(m.fundingPubkey()).bytes(m.revocationBasepoint())
                .bytes(m.paymentBasepoint()).bytes(m.delayedPaymentBasepoint())
                .bytes(m.htlcBasepoint()).bytes(m.firstPerCommitmentPoint())
                .u8(m.channelFlags());
        TlvCodec.write(m.tlvs(), w);
    }

    static AcceptChannel readAcceptChannel(WireReader r) throws MalformedMessage {
        return new AcceptChannel(
                r.bytes32("temporary_channel_id"),
                sat(r, "dust_limit_satoshis"),
                maxHtlcValueInFlight(r),
                sat(r, "channel_reserve_satoshis"),
                msat(r, "htlc_minimum_msat"),
                r.u32("minimum_depth"),
                r.u16("to_self_delay"),
                r.u16("max_accepted_htlcs"),
                r.point("funding_pubkey"),
                r.point("revocation_basepoint"),
                r.point("payment_basepoint"),
                r.point("delayed_payment_basepoint"),
                r.point("htlc_basepoint"),
                r.point("first_per_commitment_point"),
                TlvCodec.read(r, ChannelTlvs.OPENING));
    }

    static void write(AcceptChannel m, WireWriter w) {
        w.bytes(m.temporaryChannelId())
                .u64(m.dustLimitSat()).u64(m.maxHtlcValueInFlightMsat())
                .u64(m.channelReserveSat()).u64(m.htlcMinimumMsat())
                .u32(m.minimumDepth()).u16(m.toSelfDelay()).u16(m.maxAcceptedHtlcs())
                .bytes(m.fundingPubkey()).bytes(m.revocationBasepoint())
                .bytes(m.paymentBasepoint()).bytes(m.delayedPaymentBasepoint())
                .bytes(m.htlcBasepoint()).bytes(m.firstPerCommitmentPoint());
        TlvCodec.write(m.tlvs(), w);
    }

    /** Often the greatest u64, for "no limit": what does not fit a long is the greatest long. */
    private static long maxHtlcValueInFlight(WireReader r) throws MalformedMessage {
        long limit = r.u64("max_htlc_value_in_flight_msat");
        return limit < 0 ? Long.MAX_VALUE : limit;
    }

    static FundingCreated readFundingCreated(WireReader r) throws MalformedMessage {
        return new FundingCreated(
                r.bytes32("temporary_channel_id"),
                r.bytes32("funding_txid"),
                r.u16("funding_output_index"),
                r.signature("signature"),
                TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    static void write(FundingCreated m, WireWriter w) {
        w.bytes(m.temporaryChannelId()).bytes(m.fundingTxid()).u16(m.fundingOutputIndex()).bytes(m.signature());
        TlvCodec.write(m.tlvs(), w);
    }

    static FundingSigned readFundingSigned(WireReader r) throws MalformedMessage {
        return new FundingSigned(
                r.bytes32("channel_id"), r.signature("signature"), TlvCodec.read(r, TlvNamespace.NOTHING));
    }

    static void write(FundingSigned m, WireWriter w) {
        w.bytes(m.channelId()).bytes(m.signature());
        TlvCodec.write(m.tlvs(), w);
    }

    static ChannelReady readChannelReady(WireReader r) throws MalformedMessage {
        return new ChannelReady(
                r.bytes32("channel_id"),
                r.point("second_per_commitment_point"),
                TlvCodec.read(r, ChannelTlvs.CHANNEL_READY));
    }

    static void write(ChannelReady m, WireWriter w) {
        w.bytes(m.channelId()).bytes(m.secondPerCommitmentPoint());
        TlvCodec.write(m.tlvs(), w);
    }
}
