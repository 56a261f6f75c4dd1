package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Ping;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UpdateAddHtlc;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KryoCodecTest {
    enum Side { LOCAL, REMOTE }

    sealed interface Shape permits Dot, Line {
    }

    record Dot() implements Shape {
    }

    record Line(Shape from, Optional<Shape> to) implements Shape {
    }

    record Everything(long l, int i, boolean b, double d, String s, Side side, List<Shape> shapes, Set<Bytes32> hashes,
            Map<Long, Bytes> map, SortedMap<String, Side> sorted, OptionalLong optional, Shape shape, Bytes bytes) {
    }

    private static final KryoRegistry REGISTRY = KryoRegistry.builder().with(Registrations::protocol)
            .enumeration(900, Side.class, side -> switch (side) {
                case LOCAL -> 7;
                case REMOTE -> 3;
            })
            .register(901, Dot.class, 1).register(902, Line.class, 1).register(903, Everything.class, 1).build();
    private static final KryoCodec CODEC = new KryoCodec(REGISTRY);

    /** Lines of lines, but no deeper than is stored: chance alone makes some that are. */
    private static Samples samples(Random random) {
        return new Samples(REGISTRY, random, Map.of(Line.class, chance -> new Line(
                chance.nextBoolean() ? new Dot() : new Line(new Dot(), Optional.of(new Dot())),
                chance.nextBoolean() ? Optional.empty() : Optional.of(new Line(new Dot(), Optional.empty())))));
    }

    @Property(tries = 300)
    void everyRegisteredClassIsReadBackEqualAndWrittenTheSame(@ForAll long seed) {
        Samples samples = samples(new Random(seed));
        for (KryoRegistry.Entry entry : REGISTRY.entries()) {
            Object value = samples.of(entry.type());
            byte[] bytes = CODEC.encode(value);
            Object read = CODEC.decode(bytes);
            assertThat(read).isEqualTo(value);
            assertThat(CODEC.encode(read)).isEqualTo(bytes);
        }
    }

    @Property(tries = 2000)
    void damagedBytesAreRefusedPreciselyOrReadAsSomeValue(@ForAll long seed, @ForAll @IntRange(max = 3) int damages) {
        Random random = new Random(seed);
        List<KryoRegistry.Entry> entries = List.copyOf(REGISTRY.entries());
        Object value = samples(random).of(entries.get(random.nextInt(entries.size())).type());
        byte[] bytes = CODEC.encode(value);
        for (int i = 0; i <= damages; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try {
            assertThat(CODEC.decode(bytes)).isNotNull();
        } catch (StoredFormatException e) {
            assertThat(e).hasMessageMatching("(?s).{15,}");
        }
    }

    /** Kryo's mark of a class by name, then the length of a text of two billion characters. */
    @Test
    void aClassByNameIsRefusedBeforeItIsRead() {
        byte[] named = Bytes.fromHex("01" + "00" + "ffffffff07" + "41").toArray();
        assertThatThrownBy(() -> CODEC.decode(named)).isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("by its name");
    }

    @Test
    void equalMapsAndSetsHaveEqualBytesWhateverTheirOrder() {
        Bytes32 a = Bytes32.fromHex("11".repeat(32));
        Bytes32 b = Bytes32.fromHex("22".repeat(32));
        Map<Long, Bytes> up = new java.util.LinkedHashMap<>(Map.of(1L, Bytes.EMPTY));
        up.put(2L, Bytes.EMPTY);
        Map<Long, Bytes> down = new java.util.LinkedHashMap<>(Map.of(2L, Bytes.EMPTY));
        down.put(1L, Bytes.EMPTY);
        SortedMap<String, Side> reversed = new TreeMap<>(java.util.Comparator.reverseOrder());
        reversed.putAll(Map.of("x", Side.LOCAL, "y", Side.REMOTE));
        Everything one = everything(Set.of(a, b), up, new TreeMap<>(reversed));
        Everything two = everything(new java.util.LinkedHashSet<>(List.of(b, a)), down, reversed);
        assertThat(CODEC.encode(one)).isEqualTo(CODEC.encode(two));
        assertThat(CODEC.decode(CODEC.encode(two))).isEqualTo(one);
    }

    private static Everything everything(Set<Bytes32> hashes, Map<Long, Bytes> map, SortedMap<String, Side> sorted) {
        return new Everything(1, 2, true, 0.5, "s", Side.REMOTE, List.of(new Dot()), hashes, map, sorted,
                OptionalLong.of(3), new Line(new Dot(), Optional.empty()), Bytes.EMPTY);
    }

    @Test
    void readsAndWritesFromManyThreads() throws InterruptedException, ExecutionException {
        UpdateAddHtlc htlc = new UpdateAddHtlc(Bytes32.ZEROES, 1, 2, Bytes32.ZEROES, 3,
                Bytes.wrap(new byte[1366]), TlvStream.EMPTY);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> done = IntStream.range(0, 64).mapToObj(n -> threads.submit(() -> {
                Object mine = n % 2 == 0 ? htlc : new Ping(n, n);
                for (int i = 0; i < 200; i++) {
                    assertThat(CODEC.decode(CODEC.encode(mine))).isEqualTo(mine);
                }
                return true;
            })).toList();
            for (Future<Boolean> each : done) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    @Test
    void sizesAreBounded() {
        KryoCodec small = new KryoCodec(REGISTRY, 3_000);
        assertThatThrownBy(() -> small.encode(Bytes.wrap(new byte[4_000])))
                .isInstanceOf(StoredFormatException.class).hasMessageContaining("3000 bytes");
        assertThat(small.decode(small.encode(Bytes.wrap(new byte[2_900])))).isEqualTo(Bytes.wrap(new byte[2_900]));
        assertThatThrownBy(() -> small.decode(new byte[3_001])).hasMessageContaining("allowed are 3000");
        // Bytes (number 100, stored as 102) with a length of 2^31-1 and nothing behind.
        assertThatThrownBy(() -> CODEC.decode(new byte[] {102, -1, -1, -1, -1, 7}))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("2147483647").hasMessageContaining("0 bytes are left");
    }

    @Test
    void nestingIsBounded() {
        Shape deep = new Dot();
        for (int i = 0; i < 100; i++) {
            deep = new Line(deep, Optional.empty());
        }
        Shape tooDeep = deep;
        assertThatThrownBy(() -> CODEC.encode(tooDeep)).isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("Max depth exceeded");
    }

    @Test
    void trailingBytesOtherClassesAndNullsAreRefused() {
        byte[] ping = CODEC.encode(new Ping(1, 2));
        byte[] longer = java.util.Arrays.copyOf(ping, ping.length + 2);
        assertThatThrownBy(() -> CODEC.decode(longer)).hasMessageContaining("2 bytes follow a " + Ping.class.getName());
        assertThatThrownBy(() -> CODEC.decode(ping, Bytes.class)).hasMessageContaining("expected a")
                .hasMessageContaining(Ping.class.getName());
        assertThatThrownBy(() -> CODEC.encode(new Line(null, Optional.empty())))
                .hasMessageContaining("Line.from is null");
        assertThatThrownBy(() -> CODEC.encode("text")).hasMessageContaining("java.lang.String is not registered");
        assertThatThrownBy(() -> CODEC.decode(new byte[0])).isInstanceOf(StoredFormatException.class);
        assertThatThrownBy(() -> CODEC.decode(new byte[] {0})).hasMessageContaining("no registered class");
    }

    @Test
    void enumsAreStoredByTheirDeclaredNumber() {
        assertThat(CODEC.encode(Side.LOCAL)).endsWith(7);
        assertThat(CODEC.decode(CODEC.encode(Side.REMOTE))).isEqualTo(Side.REMOTE);
        byte[] unknown = CODEC.encode(Side.LOCAL);
        unknown[unknown.length - 1] = 9;
        assertThatThrownBy(() -> CODEC.decode(unknown)).hasMessageContaining("no constant with the stored number 9");
    }
}
