package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.AcceptChannel;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.OpenChannel;
import lnhub.protocol.wire.TlvStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** BOLT 2, requirements of the receivers of open_channel and accept_channel. */
class RefusedOpeningTest {
    private static final long HUGE = Long.MAX_VALUE;
    private static final long NEGATIVE = -1;
    private static final Bytes P2PKH = Bytes.fromHex("76a914" + "00".repeat(20) + "88ac");
    private static final Bytes NO_SCRIPT = Bytes.EMPTY;

    private static TlvStream type(Features features) {
        return ChannelTlvs.opening(Optional.of(NO_SCRIPT), features);
    }

    private static Stream<Arguments> inBoth() {
        return Stream.of(
                arguments("toSelfDelay", 2017, "to_self_delay"),
                arguments("maxAcceptedHtlcs", 0, "max_accepted_htlcs"),
                arguments("maxAcceptedHtlcs", 484, "max_accepted_htlcs"),
                arguments("dustLimitSat", 353L, "dust_limit_satoshis"),
                arguments("dustLimitSat", 2_001L, "dust_limit_satoshis"),
                arguments("dustLimitSat", NEGATIVE, "dust_limit_satoshis"),
                arguments("channelReserveSat", 353L, "channel_reserve_satoshis"),
                arguments("channelReserveSat", Pair.CAPACITY_SAT / 5 + 1, "channel_reserve_satoshis"),
                arguments("channelReserveSat", HUGE, "channel_reserve_satoshis"),
                arguments("channelReserveSat", NEGATIVE, "channel_reserve_satoshis"),
                arguments("htlcMinimumMsat", Pair.CAPACITY_SAT * 10 + 1, "htlc_minimum_msat"),
                arguments("htlcMinimumMsat", HUGE, "htlc_minimum_msat"),
                arguments("htlcMinimumMsat", NEGATIVE, "htlc_minimum_msat"),
                arguments("maxHtlcValueInFlightMsat", 0L, "max_htlc_value_in_flight_msat"),
                arguments("tlvs", TlvStream.EMPTY, "channel_type is missing"),
                arguments("tlvs", type(Features.of(Features.ANCHORS)), "channel_type"),
                arguments("tlvs", type(Features.EMPTY), "channel_type"),
                arguments("tlvs", ChannelTlvs.opening(Optional.of(P2PKH),
                        Features.of(Features.STATIC_REMOTEKEY, Features.ANCHORS)), "upfront_shutdown_script"));
    }

    static Stream<Arguments> openings() {
        return Stream.concat(inBoth(), Stream.of(
                arguments("chainHash", Bytes32.ZEROES, "unknown chain"),
                arguments("fundingSat", 19_999L, "funding_satoshis"),
                arguments("fundingSat", 1_000_000_001L, "funding_satoshis"),
                arguments("fundingSat", HUGE, "funding_satoshis"),
                arguments("fundingSat", NEGATIVE, "funding_satoshis"),
                arguments("pushMsat", Pair.CAPACITY_SAT * 1000 + 1, "push_msat"),
                arguments("pushMsat", NEGATIVE, "push_msat"),
                arguments("pushMsat", Pair.CAPACITY_SAT * 1000, "cannot pay the fee"),
                arguments("feeratePerKw", 252, "feerate_per_kw"),
                arguments("feeratePerKw", 100_001, "feerate_per_kw"),
                arguments("feeratePerKw", -1, "feerate_per_kw")));
    }

    static Stream<Arguments> acceptances() {
        return Stream.concat(inBoth(), Stream.of(
                arguments("minimumDepth", 145L, "minimum_depth"),
                arguments("minimumDepth", 0xFFFFFFFFL, "minimum_depth"),
                arguments("tlvs", type(Features.of(Features.STATIC_REMOTEKEY)), "channel_type")));
    }

    @ParameterizedTest
    @MethodSource("openings")
    void refusesToTakePart(String component, Object value, String reason) {
        Pair pair = new Pair();
        pair.negotiate(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 500,
                message -> Records.with((OpenChannel) message, component, value));
        assertRefused(pair.bob, reason);
        assertThat(((ErrorMessage) pair.bob.sent.getLast()).channelId())
                .isEqualTo(pair.alice.sent(OpenChannel.class).getFirst().temporaryChannelId());
    }

    @ParameterizedTest
    @MethodSource("acceptances")
    void refusesTheAnswer(String component, Object value, String reason) {
        Pair pair = new Pair();
        pair.negotiate(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 500,
                UnaryOperator.identity());
        AcceptChannel accept = (AcceptChannel) End.decode(pair.bob.wire.remove());
        pair.alice.receive(Records.with(accept, component, value));
        assertRefused(pair.alice, reason);
        assertThat(pair.alice.effects(Effect.FundChannel.class)).isEmpty();
    }

    private static void assertRefused(End end, String reason) {
        assertThat(end.sent.getLast()).isInstanceOf(ErrorMessage.class);
        assertThat(Expect.text(end.sent.getLast())).contains(reason);
        assertThat(end.journal.size()).isZero();
        assertThat(end.entity.link.negotiation()).isEmpty();
        assertThat(((Effect.Outcome.Refused) end.last(Effect.Answer.class).orElseThrow().outcome()).reason())
                .contains(reason);
    }

    /** A large channel needs its feature. */
    @Test
    void refusesALargeChannelWithoutTheFeature() {
        Pair pair = new Pair();
        pair.negotiate(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, 0, UnaryOperator.identity());
        OpenChannel open = Records.with(pair.alice.sent(OpenChannel.class).getFirst(), "fundingSat", 1L << 24);
        End bob = new Pair().bob;
        bob.tell(new Command.Connected(new Command.PeerFeatures(true, true, false, true)));
        bob.receive(open);
        assertRefused(bob, "option_support_large_channel");
    }

    @Test
    void doesNotAskForWhatThePeerCannot() {
        Pair pair = new Pair();
        pair.alice.tell(new Command.Connected(new Command.PeerFeatures(true, true, true, false)));
        pair.alice.tell(open(pair, CommitmentFormat.ANCHORS, 100_000, 0));
        assertThat(pair.alice.sent).isEmpty();
        pair.alice.tell(open(pair, CommitmentFormat.STATIC_REMOTE_KEY, 100_000, 0));
        assertThat(pair.alice.sent).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("absurdities")
    void doesNotAskForTheAbsurd(long fundingSat, long pushMsat) {
        Pair pair = new Pair();
        pair.alice.tell(new Command.Connected(TestNode.FEATURES));
        pair.alice.tell(open(pair, CommitmentFormat.ANCHORS, fundingSat, pushMsat));
        assertThat(pair.alice.sent).isEmpty();
        assertThat(pair.alice.effects(Effect.Answer.class)).hasSize(1);
    }

    static Stream<Arguments> absurdities() {
        return Stream.of(arguments(0, 0), arguments(NEGATIVE, 0), arguments(HUGE, 0), arguments(100_000, NEGATIVE),
                arguments(100_000, 100_000_001), arguments(100_000, HUGE));
    }

    private static Command.Open open(Pair pair, CommitmentFormat format, long fundingSat, long pushMsat) {
        return new Command.Open(pair.alice.ref, pair.bob.node.id, Bytes32.ZEROES, fundingSat, pushMsat, false, format,
                pair.alice.node.closeScript(pair.alice.ref));
    }
}
