package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Test
    void bitZeroIsTheLowestOfTheLastByte() {
        assertThat(Features.of(0, 9).bits().toHex()).isEqualTo("0201");
        assertThat(Features.of(0, 9).isSet(9)).isTrue();
        assertThat(Features.of(0, 9).isSet(8)).isFalse();
        assertThat(Features.of(9).supports(8)).isTrue();
        assertThat(Features.of(9).isSet(1000)).isFalse();
    }

    @Test
    void leadingZeroesAreKeptButMeanNothing() {
        Features padded = new Features(Bytes.fromHex("00000201"));
        assertThat(padded).isEqualTo(Features.of(0, 9)).hasSameHashCodeAs(Features.of(0, 9));
        assertThat(padded.bits().length()).isEqualTo(4);
    }

    @Test
    void mergeAsBitmapsOfDifferentLength() {
        assertThat(Features.of(0, 21).or(Features.of(3))).isEqualTo(Features.of(0, 3, 21));
        assertThat(Features.of(3).or(Features.of(0, 21))).isEqualTo(Features.of(0, 3, 21));
        assertThat(Features.EMPTY.or(Features.EMPTY)).isEqualTo(Features.EMPTY);
    }

    @Test
    void onlyUnknownEvenBitsAreCompulsory() {
        Features features = Features.of(Features.ANCHORS, 201);
        assertThat(features.hasUnknownCompulsory(Set.of(Features.ANCHORS))).isFalse();
        assertThat(features.unknownCompulsory(Set.of())).hasValue(Features.ANCHORS);
        assertThat(Features.of(Features.ANCHORS, 200).unknownCompulsory(Set.of(Features.ANCHORS))).hasValue(200);
    }

    @Test
    void zeroconfNeedsAliases() {
        assertThat(Features.of(Features.ZEROCONF).missingDependency())
                .contains("option_zeroconf (bit 50) is set without option_scid_alias (bit 46)");
        assertThat(Features.of(Features.ZEROCONF + 1, Features.SCID_ALIAS + 1).missingDependency()).isEmpty();
        assertThat(Features.of(61).missingDependency()).isPresent();
        assertThat(Features.EMPTY.missingDependency()).isEmpty();
    }

    @Test
    void namesForErrors() {
        assertThat(Features.name(23)).isEqualTo("option_anchors (bit 23)");
        assertThat(Features.name(200)).isEqualTo("feature bit 200");
    }
}
