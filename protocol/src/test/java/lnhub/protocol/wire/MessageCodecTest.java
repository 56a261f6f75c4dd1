package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MessageCodecTest {
    private static final Bytes32 ID = Bytes32.fromHex("11".repeat(32));
    private static final Signature SIGNATURE = Signature.fromHex("22".repeat(64));
    private static final PublicKey POINT = PrivateKey.wrap(ID.toArray()).publicKey();

    @Provide
    Arbitrary<Message> bare() {
        return Messages.bare();
    }

    @Provide
    Arbitrary<Message> extended() {
        return Messages.extended();
    }

    @Property(tries = 2000)
    void everyMessageComesBack(@ForAll("extended") Message message) throws MalformedMessage {
        byte[] bytes = MessageCodec.encode(message);
        Message decoded = MessageCodec.decode(bytes);
        assertThat(decoded).isEqualTo(message);
        assertThat(MessageCodec.encode(decoded)).isEqualTo(bytes);
    }

    @Property(tries = 400)
    void aMessageWithoutExtensionIsMalformedWhereverItIsCut(@ForAll("bare") Message message) {
        byte[] bytes = MessageCodec.encode(message);
        if (message instanceof Init init && !init.networks().isEmpty()) {
            return;
        }
        for (int length = 0; length < Math.min(bytes.length, 2000); length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> MessageCodec.decode(cut))
                    .as("%s cut at %d", message, length).isInstanceOf(MalformedMessage.class);
        }
    }

    @Property(tries = 400)
    void aMessageCutAnywhereIsMalformedOrAMessage(@ForAll("extended") Message message) {
        byte[] bytes = MessageCodec.encode(message);
        for (int length = 0; length < Math.min(bytes.length, 2000); length++) {
            decodesOrIsMalformed(Arrays.copyOf(bytes, length));
        }
    }

    @Property(tries = 4000)
    void corruptedMessagesAreMalformedOrMessages(
            @ForAll("extended") Message message, @ForAll int position, @ForAll byte value) {
        byte[] bytes = MessageCodec.encode(message);
        bytes[2 + Math.floorMod(position, bytes.length - 2)] = value;
        decodesOrIsMalformed(bytes);
    }

    @Property(tries = 4000)
    void anyBytesAreMalformedOrAMessage(@ForAll byte[] bytes) {
        decodesOrIsMalformed(bytes);
    }

    private static void decodesOrIsMalformed(byte[] bytes) {
        try {
            assertThat(MessageCodec.encode(MessageCodec.decode(bytes))).isNotNull();
        } catch (MalformedMessage allowed) {
            assertThat(allowed).hasMessageNotContaining("null");
        }
    }

    @Example
    void decodesAPartOfALargerArray() throws MalformedMessage {
        UpdateFee fee = new UpdateFee(ID, 253, TlvStream.EMPTY);
        byte[] bytes = MessageCodec.encode(fee);
        byte[] larger = new byte[bytes.length + 10];
        System.arraycopy(bytes, 0, larger, 4, bytes.length);
        assertThat(MessageCodec.decode(larger, 4, bytes.length)).isEqualTo(fee);
    }

    @Example
    void unknownTypesAreKept() throws MalformedMessage {
        assertThat(MessageCodec.decode(HexFormat.of().parseHex("80010203")))
                .isEqualTo(new UnknownMessage(0x8001, Bytes.fromHex("0203")));
    }

    @Example
    void nothingLongerThanAFrame() {
        assertThatThrownBy(() -> MessageCodec.decode(new byte[65536])).isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> MessageCodec.encode(new UpdateFailHtlc(ID, 0, Bytes.wrap(new byte[65500]),
                TlvStream.EMPTY))).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void mergesBothFeatureBitmapsOfInit() throws MalformedMessage {
        Init init = (Init) MessageCodec.decode(HexFormat.of().parseHex("0010" + "0001" + "02" + "0002" + "8000"
                + "0120" + "11".repeat(32)));
        assertThat(init.features()).isEqualTo(Features.of(1, 15));
        assertThat(init.networks()).containsExactly(ID);
        assertThat(init.tlvs().isEmpty()).isTrue();
    }

    @Example
    void refusesPointsThatAreNotOnTheCurve() {
        // x = 5 has no point on secp256k1.
        byte[] bytes = HexFormat.of().parseHex(
                "0085" + "11".repeat(32) + "33".repeat(32) + "02" + "00".repeat(31) + "05");
        assertThatThrownBy(() -> MessageCodec.decode(bytes))
                .isInstanceOf(MalformedMessage.class)
                .hasMessage("message type 133: next_per_commitment_point: not a point on the curve");
    }

    @Example
    void refusesMoreMoneyThanThereIs() {
        UpdateAddHtlc add = new UpdateAddHtlc(ID, 0, ChannelCodec.MAX_MSAT + 1, ID, 500, onion(), TlvStream.EMPTY);
        assertThatThrownBy(() -> MessageCodec.decode(MessageCodec.encode(add)))
                .isInstanceOf(MalformedMessage.class).hasMessageContaining("amount_msat");
        UpdateAddHtlc negative = new UpdateAddHtlc(ID, 0, -1, ID, 500, onion(), TlvStream.EMPTY);
        assertThatThrownBy(() -> MessageCodec.decode(MessageCodec.encode(negative)))
                .isInstanceOf(MalformedMessage.class).hasMessageContaining("18446744073709551615 is more than");
    }

    @Example
    void aLimitBeyondAllMoneyIsJustHigh() throws MalformedMessage {
        AcceptChannel accept = new AcceptChannel(ID, 354, -1, 0, 0, 3, 144, 30, POINT, POINT, POINT, POINT, POINT,
                POINT, TlvStream.EMPTY);
        AcceptChannel decoded = (AcceptChannel) MessageCodec.decode(MessageCodec.encode(accept));
        assertThat(decoded.maxHtlcValueInFlightMsat()).isEqualTo(Long.MAX_VALUE);
    }

    @Example
    void checksTheKnownRecordsOfExtensions() throws MalformedMessage {
        UpdateAddHtlc add = new UpdateAddHtlc(ID, 0, 1, ID, 500, onion(), ChannelTlvs.ofPathKey(POINT));
        UpdateAddHtlc decoded = (UpdateAddHtlc) MessageCodec.decode(MessageCodec.encode(add));
        assertThat(ChannelTlvs.pathKey(decoded.tlvs())).contains(POINT);

        refuses(new ChannelReady(ID, POINT, TlvStream.of(1, Bytes.fromHex("00000000000000"))));
        refuses(new ChannelReady(ID, POINT, TlvStream.of(2, Bytes.EMPTY)));
        refuses(new ClosingSigned(ID, 1, SIGNATURE, TlvStream.of(1, Bytes.wrap(new byte[17]))));
        refuses(new UpdateAddHtlc(ID, 0, 1, ID, 5, onion(), TlvStream.of(0, Bytes.wrap(new byte[33]))));
        refuses(new QueryChannelRange(ID, 0, 1, TlvStream.of(1, Bytes.fromHex("fd0001"))));
        refuses(new ReplyChannelRange(ID, 0, 1, true, Bytes.EMPTY, TlvStream.of(3, Bytes.fromHex("01"))));
        refuses(new QueryShortChannelIds(ID, Bytes.EMPTY, TlvStream.of(1, Bytes.EMPTY)));
    }

    private static void refuses(Message message) {
        assertThatThrownBy(() -> MessageCodec.decode(MessageCodec.encode(message)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Example
    void typedViewsOfExtensions() {
        ShortChannelId alias = ShortChannelId.of(600_000, 3, 1);
        assertThat(ChannelTlvs.alias(ChannelTlvs.ofAlias(alias))).contains(alias);
        assertThat(ChannelTlvs.alias(TlvStream.EMPTY)).isEmpty();

        TlvStream opening = ChannelTlvs.opening(Optional.of(Bytes.EMPTY), Features.of(Features.ANCHORS));
        assertThat(ChannelTlvs.upfrontShutdownScript(opening)).contains(Bytes.EMPTY);
        assertThat(ChannelTlvs.channelType(opening)).contains(Features.of(Features.ANCHORS));

        ChannelTlvs.FeeRange range = new ChannelTlvs.FeeRange(100, 20_000);
        assertThat(ChannelTlvs.feeRange(ChannelTlvs.ofFeeRange(range))).contains(range);
        assertThat(ChannelTlvs.feeRange(ChannelTlvs.ofFeeRange(new ChannelTlvs.FeeRange(1, -1))))
                .contains(new ChannelTlvs.FeeRange(1, Long.MAX_VALUE));

        NodeAddress seen = new NodeAddress.IPv4(Bytes.fromHex("7f000001"), 9735);
        Init init = new Init(Features.EMPTY, List.of(), InitTlvs.ofRemoteAddress(seen));
        assertThat(InitTlvs.remoteAddress(init)).contains(seen);
    }

    private static Bytes onion() {
        return Bytes.wrap(new byte[UpdateAddHtlc.ONION_SIZE]);
    }
}
