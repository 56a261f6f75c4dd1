package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.ShutdownScript;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.AcceptChannel;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.OpenChannel;

/** The terms of a channel: what we announce, and what of the peer's we refuse (BOLT 2, open_channel). */
final class Opening {
    /** Below it "option_support_large_channel" is not needed. */
    private static final long LARGE_CHANNEL_SAT = 1L << 24;
    private static final int MAX_ACCEPTED_HTLCS = 483;
    private static final long MIN_DUST_LIMIT_SAT = 354;
    private static final int ANNOUNCE_CHANNEL = 1;

    private Opening() {
    }

    static SideParams ours(long fundingSat, long peerDustLimitSat, Command.PeerFeatures features, Context context,
            Bytes closeScript) {
        ChannelPolicy policy = context.policy();
        return new SideParams(context.signer().basepoints(), policy.dustLimitSat(),
                policy.maxHtlcValueInFlightMsat(fundingSat), policy.reserveSat(fundingSat, peerDustLimitSat),
                policy.htlcMinimumMsat(), policy.toSelfDelay(), policy.maxAcceptedHtlcs(),
                features.upfrontShutdown() ? Optional.of(closeScript) : Optional.empty());
    }

    static OpenChannel open(Negotiation terms, Context context) {
        SideParams local = terms.local();
        Basepoints keys = local.basepoints();
        return new OpenChannel(context.chainHash(), terms.temporaryChannelId(), terms.fundingSat(), terms.pushMsat(),
                local.dustLimitSat(), local.maxHtlcValueInFlightMsat(), local.channelReserveSat(),
                local.htlcMinimumMsat(), terms.feeratePerKw(), local.toSelfDelay(), local.maxAcceptedHtlcs(),
                keys.funding(), keys.revocation(), keys.payment(), keys.delayedPayment(), keys.htlc(),
                context.signer().commitmentPoint(0), terms.announce() ? ANNOUNCE_CHANNEL : 0,
                ChannelTlvs.opening(Optional.of(local.upfrontShutdownScript().orElse(Bytes.EMPTY)),
                        channelType(terms.format())));
    }

    static AcceptChannel accept(Negotiation terms, Context context) {
        SideParams local = terms.local();
        Basepoints keys = local.basepoints();
        return new AcceptChannel(terms.temporaryChannelId(), local.dustLimitSat(), local.maxHtlcValueInFlightMsat(),
                local.channelReserveSat(), local.htlcMinimumMsat(), terms.minimumDepth(), local.toSelfDelay(),
                local.maxAcceptedHtlcs(), keys.funding(), keys.revocation(), keys.payment(), keys.delayedPayment(),
                keys.htlc(), context.signer().commitmentPoint(0),
                ChannelTlvs.opening(Optional.of(local.upfrontShutdownScript().orElse(Bytes.EMPTY)),
                        channelType(terms.format())));
    }

    static SideParams theirs(OpenChannel m, boolean anySegwit) {
        return new SideParams(new Basepoints(m.fundingPubkey(), m.revocationBasepoint(), m.paymentBasepoint(),
                m.delayedPaymentBasepoint(), m.htlcBasepoint()), m.dustLimitSat(), m.maxHtlcValueInFlightMsat(),
                m.channelReserveSat(), m.htlcMinimumMsat(), m.toSelfDelay(), m.maxAcceptedHtlcs(),
                upfront(ChannelTlvs.upfrontShutdownScript(m.tlvs()), anySegwit));
    }

    static SideParams theirs(AcceptChannel m, boolean anySegwit) {
        return new SideParams(new Basepoints(m.fundingPubkey(), m.revocationBasepoint(), m.paymentBasepoint(),
                m.delayedPaymentBasepoint(), m.htlcBasepoint()), m.dustLimitSat(), m.maxHtlcValueInFlightMsat(),
                m.channelReserveSat(), m.htlcMinimumMsat(), m.toSelfDelay(), m.maxAcceptedHtlcs(),
                upfront(ChannelTlvs.upfrontShutdownScript(m.tlvs()), anySegwit));
    }

    private static Optional<Bytes> upfront(Optional<Bytes> script, boolean anySegwit) {
        Optional<Bytes> named = script.filter(bytes -> !bytes.isEmpty());
        named.ifPresent(bytes -> Violation.check(ShutdownScript.isAcceptable(bytes, anySegwit),
                "upfront_shutdown_script is not an accepted form"));
        return named;
    }

    /** What a channel of this format must, and may, say in channel_type. Variations with other bits are not ours. */
    static Features channelType(CommitmentFormat format) {
        return switch (format) {
            case STATIC_REMOTE_KEY -> Features.of(Features.STATIC_REMOTEKEY);
            case ANCHORS -> Features.of(Features.STATIC_REMOTEKEY, Features.ANCHORS);
        };
    }

    static CommitmentFormat format(Optional<Features> channelType) {
        Features type = channelType.orElseThrow(() -> Violation.warn("channel_type is missing"));
        for (CommitmentFormat format : CommitmentFormat.values()) {
            if (channelType(format).equals(type)) {
                return format;
            }
        }
        throw Violation.warn("channel_type " + type.bits().toHex() + " is not one of static_remotekey, anchors");
    }

    static void check(OpenChannel m, Command.PeerFeatures features, Context context) {
        ChannelPolicy policy = context.policy();
        Violation.check(m.chainHash().equals(context.chainHash()), "unknown chain " + m.chainHash());
        Violation.check(m.fundingSat() >= policy.minFundingSat() && m.fundingSat() <= policy.maxFundingSat(),
                "funding_satoshis " + Long.toUnsignedString(m.fundingSat()) + " is not between "
                        + policy.minFundingSat() + " and " + policy.maxFundingSat());
        Violation.check(m.fundingSat() < LARGE_CHANNEL_SAT || features.largeChannels(),
                "funding_satoshis of 2^24 and more needs option_support_large_channel");
        Violation.check(m.pushMsat() >= 0 && m.pushMsat() <= m.fundingSat() * 1000,
                "push_msat is more than the funding");
        Violation.check(m.feeratePerKw() >= policy.minFeeratePerKw() && m.feeratePerKw() <= policy.maxFeeratePerKw(),
                "feerate_per_kw " + Integer.toUnsignedString(m.feeratePerKw()) + " is not between "
                        + policy.minFeeratePerKw() + " and " + policy.maxFeeratePerKw());
        check(theirs(m, features.anySegwit()), m.fundingSat(), policy);
    }

    /** The limits that bind either side's message. */
    static void check(SideParams theirs, long fundingSat, ChannelPolicy policy) {
        Violation.check(theirs.toSelfDelay() <= policy.maxToSelfDelay(), "to_self_delay " + theirs.toSelfDelay()
                + " is more than " + policy.maxToSelfDelay());
        Violation.check(theirs.maxAcceptedHtlcs() > 0 && theirs.maxAcceptedHtlcs() <= MAX_ACCEPTED_HTLCS,
                "max_accepted_htlcs " + theirs.maxAcceptedHtlcs() + " is not between 1 and " + MAX_ACCEPTED_HTLCS);
        Violation.check(theirs.dustLimitSat() >= MIN_DUST_LIMIT_SAT
                && theirs.dustLimitSat() <= ChannelPolicy.MAX_DUST_LIMIT_SAT, "dust_limit_satoshis is not between "
                + MIN_DUST_LIMIT_SAT + " and " + ChannelPolicy.MAX_DUST_LIMIT_SAT);
        Violation.check(theirs.channelReserveSat() >= theirs.dustLimitSat(),
                "channel_reserve_satoshis is below dust_limit_satoshis");
        Violation.check(theirs.channelReserveSat() <= fundingSat / 5,
                "channel_reserve_satoshis is more than a fifth of the funding");
        Violation.check(theirs.htlcMinimumMsat() >= 0 && theirs.htlcMinimumMsat() <= fundingSat * 10,
                "htlc_minimum_msat is more than a hundredth of the funding");
        Violation.check(theirs.maxHtlcValueInFlightMsat() < 0
                || theirs.maxHtlcValueInFlightMsat() >= theirs.htlcMinimumMsat(),
                "max_htlc_value_in_flight_msat is below htlc_minimum_msat");
    }

    /** Commitment 0 must be payable, and give at least one side more than its reserve. */
    static void checkFirstCommitment(Negotiation terms) {
        long feesMsat = Limits.feesMsat(terms.format(), terms.feeratePerKw(), 0, 1);
        long funderMsat = terms.funder() ? terms.localMsat() : terms.remoteMsat();
        Violation.check(funderMsat >= feesMsat, "the funder cannot pay the fee of the first commitment");
        long localReserve = terms.remote().orElseThrow().channelReserveSat() * 1000;
        long remoteReserve = terms.local().channelReserveSat() * 1000;
        Violation.check(terms.localMsat() - (terms.funder() ? feesMsat : 0) > localReserve
                || terms.remoteMsat() - (terms.funder() ? 0 : feesMsat) > remoteReserve,
                "neither side has more than its channel reserve");
    }
}
