package lnhub.protocol.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopPayloadTest {
    private static final String SCID = "06080000000000000001";

    @Property
    void forwardRoundTrip(@ForAll long channel, @ForAll @LongRange(max = Long.MAX_VALUE) long amountMsat,
            @ForAll @LongRange(max = 0xFFFF_FFFFL) long cltv) {
        HopPayload payload = new HopPayload.Forward(new ShortChannelId(channel), amountMsat, cltv);
        assertThat(HopPayload.decode(payload.encode(), false)).isEqualTo(new PayloadResult.Valid(payload));
    }

    @Property
    void finalRoundTrip(@ForAll @LongRange(max = Long.MAX_VALUE) long amountMsat,
            @ForAll @LongRange(max = Long.MAX_VALUE) long totalMsat,
            @ForAll @LongRange(max = 0xFFFF_FFFFL) long cltv, @ForAll Optional<@Size(32) byte[]> secret,
            @ForAll Optional<@Size(max = 300) byte[]> metadata, @ForAll Optional<@Size(32) byte[]> keysend) {
        HopPayload payload = new HopPayload.Final(amountMsat, cltv, secret.map(Bytes32::wrap),
                secret.isPresent() ? totalMsat : amountMsat, metadata.map(Bytes::wrap), keysend.map(Bytes32::wrap));
        assertThat(HopPayload.decode(payload.encode(), true)).isEqualTo(new PayloadResult.Valid(payload));
    }

    @Property(tries = 5_000)
    void garbageNeverThrows(@ForAll @Size(max = 80) byte[] payload, @ForAll boolean last) {
        assertThat(HopPayload.decode(Bytes.copyOf(payload), last)).isNotNull();
    }

    @Property
    void everyTruncationIsRefused(@ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long amountMsat,
            @ForAll boolean last) {
        HopPayload payload = new HopPayload.Forward(new ShortChannelId(1), amountMsat, 1);
        Bytes encoded = payload.encode();
        for (int end = 0; end < encoded.length() - (last ? 10 : 0); end++) {
            assertThat(HopPayload.decode(encoded.slice(0, end), last)).isInstanceOf(PayloadResult.Invalid.class);
        }
    }

    @Test
    void unknownOddTypesAreIgnored() {
        assertThat(decode("0100" + "020101" + "0300" + "040102" + SCID + "fd01010122", false)).isEqualTo(
                new PayloadResult.Valid(new HopPayload.Forward(new ShortChannelId(1), 1, 2)));
    }

    @Test
    void totalIsTheAmountWithoutPaymentData() {
        assertThat(decode("020105" + "040102", true)).isEqualTo(new PayloadResult.Valid(new HopPayload.Final(
                5, 2, Optional.empty(), 5, Optional.empty(), Optional.empty())));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "'', true, 2, 0, nothing at all",
        "040102, true, 2, 0, no amount",
        "020101, true, 4, 0, no expiry",
        "020101040102, false, 6, 0, no channel for a hop between",
        "0201010401020a0101, true, 10, 6, encrypted_recipient_data",
        "0201010401020c00, true, 12, 6, current_path_key",
        "020101040102120101, true, 18, 6, total_amount_msat",
        "0201010401021400, true, 20, 6, unknown even type",
        "02020001040102, true, 2, 0, amount with a leading zero",
        "0201010405010101010101, true, 4, 3, expiry too long",
        "02088000000000000000040102, true, 2, 0, amount above 2^63",
        "02010104010206070000000000000000, false, 6, 6, channel id too short",
        "0201010401020801ff, true, 8, 6, payment_data too short",
        "040102020101, true, 2, 3, types not increasing",
        "020101020101, true, 2, 3, type twice",
        "02010104020102ff, true, 0, 7, type cut off",
        "0201010405, true, 4, 3, value cut off",
        "020101040102fd000900, true, 0, 6, type not minimal",
        "02fd000101040102, true, 2, 0, length not minimal",
        "02ffffffffffffffffff01, true, 2, 0, length above 2^63",
        "020101040102fe000001, true, 0, 6, type longer than the payload"
    })
    void invalidPayloads(String hex, boolean last, long type, int offset, String why) {
        assertThat(decode(hex, last)).isEqualTo(
                new PayloadResult.Invalid(new FailureMessage.InvalidOnionPayload(type, offset)));
    }

    @Test
    void recordsHoldOnlyWhatCanBeSent() {
        assertThatThrownBy(() -> new HopPayload.Forward(new ShortChannelId(1), -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HopPayload.Forward(new ShortChannelId(1), 1, 1L << 32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HopPayload.Final(
                1, 1, Optional.empty(), 2, Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PayloadResult decode(String hex, boolean last) {
        return HopPayload.decode(Bytes.fromHex(hex), last);
    }
}
