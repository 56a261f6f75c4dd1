package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lnhub.actors.chain.ChainView;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.AcceptChannel;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.FundingCreated;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.protocol.wire.OpenChannel;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.Warning;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Channels that nobody should agree to (BOLT 2, "The open_channel Message"). */
@Timeout(300)
class BadOpenIT {
    private static final long CAPACITY_SAT = 1_000_000;
    /** Above what a node pays where nobody has an estimate, below what no peer would agree to. */
    private static final long MINIMUM_SAT_PER_KVB = 20_000;
    private static final Bytes SCRIPT = Bytes.fromHex("0014" + "22".repeat(20));
    private static final Features ANCHORS = Features.of(Features.STATIC_REMOTEKEY, Features.ANCHORS);
    private static HostileNetwork hostile;
    private static int opened;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hostile = new HostileNetwork(folder);
    }

    @AfterAll
    static void stop() {
        hostile.close();
    }

    @AfterEach
    void honestIsServed() {
        hostile.requireHonestServed();
        assertThat(Balances.live(hostile.hub)).as("channels of the hub").hasSize(1);
    }

    /** What a decent peer would say, with an id of its own. */
    private static OpenChannel decent(TestPeer peer) {
        Bytes32 id = Hashes.sha256(new byte[] {(byte) opened, (byte) (opened++ >> 8)});
        List<Message> sent = new ArrayList<>();
        TestChannel side = new TestChannel(peer.context(new ChannelRef(id)), sent::add);
        side.run(new Command.Connected(TestChannel.FEATURES));
        side.run(new Command.Open(new ChannelRef(id), hostile.hub.nodeId(), id, CAPACITY_SAT, 0, true,
                CommitmentFormat.ANCHORS, SCRIPT));
        return (OpenChannel) sent.getFirst();
    }

    /** The message with one field changed. */
    private static OpenChannel with(OpenChannel message, String field, Object value) {
        try {
            RecordComponent[] fields = OpenChannel.class.getRecordComponents();
            Object[] values = new Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                values[i] = fields[i].getName().equals(field) ? value : fields[i].getAccessor().invoke(message);
            }
            Constructor<OpenChannel> constructor = OpenChannel.class.getDeclaredConstructor(
                    Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(field, e);
        }
    }

    private record Absurd(String field, Object value, String reason) {
        boolean isBeyondMoney() {
            return value instanceof Long number && (number < 0 || number > 21_000_000L * 100_000_000L);
        }
    }

    private static List<Absurd> absurd() {
        return List.of(
                new Absurd("chainHash", Bytes32.ZEROES, "chain"),
                new Absurd("fundingSat", 0L, "funding_satoshis"),
                new Absurd("fundingSat", 19_999L, "funding_satoshis"),
                new Absurd("fundingSat", 1_000_000_001L, "funding_satoshis"),
                new Absurd("fundingSat", Long.MAX_VALUE, "funding_satoshis"),
                new Absurd("fundingSat", -1L, "funding_satoshis"),
                new Absurd("fundingSat", Long.MIN_VALUE, "funding_satoshis"),
                new Absurd("pushMsat", CAPACITY_SAT * 1000 + 1, "push_msat"),
                new Absurd("pushMsat", -1L, "push_msat"),
                new Absurd("pushMsat", CAPACITY_SAT * 1000, "fee"),
                new Absurd("dustLimitSat", 353L, "dust_limit_satoshis"),
                new Absurd("dustLimitSat", 0L, "dust_limit_satoshis"),
                new Absurd("dustLimitSat", 10_001L, "dust_limit_satoshis"),
                new Absurd("dustLimitSat", -1L, "dust_limit_satoshis"),
                new Absurd("channelReserveSat", 353L, "channel_reserve_satoshis"),
                new Absurd("channelReserveSat", CAPACITY_SAT, "channel_reserve_satoshis"),
                new Absurd("channelReserveSat", -1L, "channel_reserve_satoshis"),
                new Absurd("htlcMinimumMsat", CAPACITY_SAT * 1000, "htlc_minimum_msat"),
                new Absurd("htlcMinimumMsat", -1L, "htlc_minimum_msat"),
                new Absurd("maxHtlcValueInFlightMsat", 0L, "max_htlc_value_in_flight_msat"),
                new Absurd("feeratePerKw", 0, "feerate_per_kw"),
                new Absurd("feeratePerKw", 252, "feerate_per_kw"),
                new Absurd("feeratePerKw", 100_001, "feerate_per_kw"),
                new Absurd("feeratePerKw", Integer.MAX_VALUE, "feerate_per_kw"),
                new Absurd("toSelfDelay", 2_017, "to_self_delay"),
                new Absurd("toSelfDelay", 0xFFFF, "to_self_delay"),
                new Absurd("maxAcceptedHtlcs", 0, "max_accepted_htlcs"),
                new Absurd("maxAcceptedHtlcs", 484, "max_accepted_htlcs"),
                new Absurd("maxAcceptedHtlcs", 0xFFFF, "max_accepted_htlcs"),
                new Absurd("tlvs", TlvStream.EMPTY, "channel_type"),
                new Absurd("tlvs", ChannelTlvs.opening(Optional.of(Bytes.EMPTY), Features.EMPTY), "channel_type"),
                new Absurd("tlvs", ChannelTlvs.opening(Optional.of(Bytes.EMPTY), Features.of(Features.ANCHORS)),
                        "channel_type"),
                new Absurd("tlvs", ChannelTlvs.opening(Optional.of(Bytes.EMPTY),
                        ANCHORS.or(Features.of(Features.ZEROCONF))), "channel_type"),
                new Absurd("tlvs", ChannelTlvs.opening(Optional.of(Bytes.fromHex("6a")), ANCHORS),
                        "upfront_shutdown_script"));
    }

    /** The error names the channel by its temporary id and the field; the peer may try again, any number of times. */
    @Test
    void everyAbsurdFieldIsRefusedWithItsReason() {
        TestPeer peer = hostile.connected();
        for (Absurd absurd : absurd()) {
            OpenChannel message = with(decent(peer), absurd.field, absurd.value);
            peer.send(message);
            Message answer = peer.expectAny(ErrorMessage.class, Warning.class);
            assertThat(TestPeer.text(answer)).as(absurd.toString()).contains(absurd.reason);
            if (absurd.isBeyondMoney() && answer instanceof Warning) {
                // More than all bitcoin there will be is no amount: such a message is malformed.
                peer.expectEnd();
                peer = hostile.connected();
            } else {
                assertThat(answer).as(absurd.toString()).isInstanceOf(ErrorMessage.class);
                assertThat(((ErrorMessage) answer).channelId()).as(absurd.toString())
                        .isEqualTo(message.temporaryChannelId());
            }
        }
        OpenChannel fine = decent(peer);
        peer.send(fine);
        assertThat(peer.expect(AcceptChannel.class).temporaryChannelId()).isEqualTo(fine.temporaryChannelId());
    }

    /** BOLT 2: the basepoints must be valid public keys. */
    @Test
    void pointsOffTheCurveAreRefused() {
        byte[] whole = MessageCodec.encode(decent(hostile.connected()));
        int firstPoint = 2 + 32 + 32 + 6 * 8 + 4 + 2 + 2;
        for (int i = 0; i < 6; i++) {
            for (String point : List.of("00".repeat(33), "02" + "ff".repeat(32), "05" + "11".repeat(32))) {
                TestPeer peer = hostile.connected();
                byte[] bad = whole.clone();
                System.arraycopy(Bytes.fromHex(point).toArray(), 0, bad, firstPoint + 33 * i, 33);
                peer.sendBytes(bad);
                Message answer = peer.expectAny(ErrorMessage.class, Warning.class);
                assertThat(answer).as("point " + i + " " + point).isNotNull();
            }
        }
    }

    /** The largest number of four bytes is not a small one. */
    @Test
    void theHighestFeeRateIsRefused() {
        TestPeer peer = hostile.connected();
        byte[] bytes = MessageCodec.encode(decent(peer));
        int feerate = 2 + 32 + 32 + 6 * 8;
        Arrays.fill(bytes, feerate, feerate + 4, (byte) 0xFF);
        peer.sendBytes(bytes);
        assertThat(TestPeer.text(peer.expectAny(ErrorMessage.class, Warning.class))).contains("feerate_per_kw");
    }

    /** The first commitment's signature is checked before anything is kept. */
    @Test
    void aWrongSignatureOfTheFirstCommitmentMakesNoChannel() {
        TestPeer peer = hostile.connected();
        OpenChannel open = decent(peer);
        peer.send(open);
        peer.expect(AcceptChannel.class);
        peer.send(new FundingCreated(open.temporaryChannelId(), Hashes.sha256(new byte[] {9}), 0,
                Signature.wrap(new byte[Signature.SIZE]), TlvStream.EMPTY));
        assertThat(peer.expect(ErrorMessage.class).channelId()).isEqualTo(open.temporaryChannelId());
        peer.expectAlive();
    }

    @Test
    void aTemporaryIdIsUsedOnce() {
        TestPeer peer = hostile.connected();
        OpenChannel open = decent(peer);
        peer.send(open);
        peer.expect(AcceptChannel.class);
        peer.send(open);
        assertThat(peer.expectAny(ErrorMessage.class, Warning.class)).isNotNull();
    }

    /** Fees rise between two blocks: the peer must not wait for a funding transaction that does not come. */
    @Test
    void aFundingTransactionThatTheMempoolWouldRefuseIsCalledOff() {
        TestPeer peer = hostile.connected();
        ChainView view = hostile.hub.assembly().view();
        hostile.network.mempoolMinimum(MINIMUM_SAT_PER_KVB);
        hostile.network.mine(1);
        Await.until("the hub to know what fees are", () -> view.feeratePerKw() == MINIMUM_SAT_PER_KVB / 4);
        hostile.network.mempoolMinimum(2 * MINIMUM_SAT_PER_KVB);
        assertThatThrownBy(() -> hostile.network.open(hostile.hub, peer.nodeId(), CAPACITY_SAT, 0))
                .hasMessageContaining("mempool min fee not met").hasMessageContaining("try again after the next");
        assertThat(TestPeer.text(peer.expect(ErrorMessage.class)))
                .isEqualTo("error: the funding transaction cannot be made");
        Await.until("its coins to be free", () ->
                Await.get(hostile.hub.assembly().wallet().balance()).lockedSat() == 0);
        hostile.network.mempoolMinimum(0);
        hostile.network.mine(1);
        peer.expectAlive();
    }

    /** A thousand at once: so many as are allowed are answered, the others refused, and no memory is kept of them. */
    @Test
    void aFloodOfOpenChannelsIsRefusedAfterTheFirstFew() {
        TestPeer peer = hostile.connected();
        int flood = 1_000;
        OpenChannel open = decent(peer);
        for (int i = 0; i < flood; i++) {
            peer.send(with(open, "temporaryChannelId", Hashes.sha256(new byte[] {(byte) i, (byte) (i >> 8), 7})));
        }
        int accepted = 0;
        int refused = 0;
        while (accepted + refused < flood) {
            switch (peer.expectAny(AcceptChannel.class, ErrorMessage.class)) {
                case AcceptChannel accept -> accepted++;
                default -> refused++;
            }
        }
        assertThat(accepted).isEqualTo(8);
        peer.expectAlive();
    }
}
