package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KryoRegistryTest {
    /** Today's shape of a record whose stored past is FeeV1 (sat) and FeeV2 (msat, no base). */
    record Fee(long baseMsat, long millionths) {
    }

    record FeeV1(long millionthsOfSat) {
    }

    record FeeV2(long millionths) {
    }

    record Holder(Fee fee) {
    }

    record Numbers(int[] numbers) {
    }

    record ByKey(Map<Fee, Long> fees) {
    }

    enum Side { LOCAL, REMOTE }

    /** As it was written by the build of the time: the same number, the version of then. */
    private static byte[] writtenThen(Class<?> shape, int version, Object value) {
        KryoRegistry.Builder then = KryoRegistry.builder().register(700, shape, version);
        for (int former = 1; former < version; former++) {
            then.former(erased(shape), former, FeeV1.class, any -> null);
        }
        return new KryoCodec(then.build()).encode(value);
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> erased(Class<?> type) {
        return (Class<Object>) type;
    }

    @Test
    void olderVersionsAreBroughtUpToDate() {
        KryoCodec now = new KryoCodec(KryoRegistry.builder().register(700, Fee.class, 3)
                .former(Fee.class, 1, FeeV1.class, old -> new Fee(0, old.millionthsOfSat() * 1000))
                .former(Fee.class, 2, FeeV2.class, old -> new Fee(0, old.millionths())).build());
        assertThat(now.decode(writtenThen(FeeV1.class, 1, new FeeV1(5)))).isEqualTo(new Fee(0, 5_000));
        assertThat(now.decode(writtenThen(FeeV2.class, 2, new FeeV2(5)))).isEqualTo(new Fee(0, 5));
        assertThat(now.decode(now.encode(new Fee(1, 2)))).isEqualTo(new Fee(1, 2));
    }

    @Test
    void aNewerVersionIsRefusedByName() {
        KryoCodec old = new KryoCodec(KryoRegistry.builder().register(700, FeeV1.class, 1).build());
        assertThatThrownBy(() -> old.decode(writtenThen(Fee.class, 3, new Fee(1, 2))))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("FeeV1 is stored in version 3").hasMessageContaining("reads up to 1");
    }

    @Test
    void aVersionNobodyCanReadIsRefusedAtStartUp() {
        KryoRegistry.Builder table = KryoRegistry.builder().register(700, Fee.class, 2);
        assertThatThrownBy(table::build).hasMessageContaining("nothing says how to read version 1");
    }

    @Test
    void whatCannotBeStoredIsRefusedAtStartUp() {
        assertThatThrownBy(() -> KryoRegistry.builder().register(700, Holder.class, 1).build())
                .hasMessageContaining("Holder.fee needs").hasMessageContaining("is not registered");
        assertThatThrownBy(() -> KryoRegistry.builder().register(700, Numbers.class, 1).build())
                .hasMessageContaining("arrays cannot be stored");
        assertThatThrownBy(() -> KryoRegistry.builder().register(700, Fee.class, 1).register(701, ByKey.class, 1)
                .build()).hasMessageContaining("not Comparable");
    }

    @Test
    void numbersAreUniqueAndInRange() {
        KryoRegistry.Builder table = KryoRegistry.builder().register(700, Fee.class, 1);
        assertThatThrownBy(() -> table.register(700, FeeV1.class, 1)).hasMessageContaining("collides with");
        assertThatThrownBy(() -> table.register(701, Fee.class, 1)).hasMessageContaining("its own earlier line");
        assertThatThrownBy(() -> table.register(99, FeeV2.class, 1)).hasMessageContaining("allowed are 100");
        assertThatThrownBy(() -> table.register(702, FeeV2.class, 0)).hasMessageContaining("1 to 255");
        assertThatThrownBy(() -> table.enumeration(703, Side.class, side -> 1))
                .hasMessageContaining("also that of LOCAL");
    }
}
