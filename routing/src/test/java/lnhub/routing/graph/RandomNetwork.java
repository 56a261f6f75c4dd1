package lnhub.routing.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.routing.forward.RelayPolicy;

/**
 * Graphs with the statistics of the public network of February 2026: a heavy-tailed degree (preferential attachment),
 * capacities, fees and deltas drawn from its quantiles, one third of the channels with no enabled direction. The node
 * ids have the form of keys but are not on the curve, and the signatures are zeroes: nothing here checks them.
 */
public final class RandomNetwork {
    public static final long TIMESTAMP = 1_770_000_000L;
    private static final Bytes32 CHAIN = Bytes32.ZEROES;
    private static final int[] DELTAS = {80, 80, 80, 144, 144, 40, 40, 100, 34};
    private static final double[] CAPACITY_AT = {0, .5, .9, .99, 1};
    private static final double[] CAPACITY_SAT = {20_000, 1_280_000, 15_700_000, 200_000_000, 1_000_000_000};
    private static final double[] PPM_AT = {0, .25, .5, .75, .9, .99, 1};
    private static final double[] PPM = {1, 1, 100, 569, 2_000, 10_000, 50_000};

    private final SplittableRandom random;

    private RandomNetwork(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The same seed and sizes give the same graph. */
    public static Graph of(long seed, int nodes, int channels) {
        return new RandomNetwork(seed).build(nodes, channels);
    }

    /** A node id with the form of a key. @param number not negative */
    public static PublicKey nodeId(int number) {
        byte[] key = new byte[PublicKey.SIZE];
        key[0] = 2;
        for (int i = 0; i < 4; i++) {
            key[1 + i] = (byte) (number >>> (24 - 8 * i));
        }
        return PublicKey.wrap(key);
    }

    /** An unsigned announcement between the two nodes, whichever id is the lesser. */
    public static ChannelAnnouncement announcement(long shortChannelId, PublicKey one, PublicKey other) {
        boolean ordered = one.compareTo(other) < 0;
        PublicKey first = ordered ? one : other;
        PublicKey second = ordered ? other : one;
        return new ChannelAnnouncement(unsigned(), unsigned(), unsigned(), unsigned(), Features.EMPTY, CHAIN,
                new ShortChannelId(shortChannelId), first, second,
                PublicKey.wrap(first.toArray()), PublicKey.wrap(second.toArray()), Bytes.EMPTY);
    }

    /** This channel with an unsigned update of one direction. */
    public static Channel with(Channel channel, int direction, RelayPolicy policy, boolean enabled) {
        ChannelUpdate update = new ChannelUpdate(unsigned(), CHAIN, channel.shortChannelId(), TIMESTAMP, 1,
                direction | (enabled ? 0 : 2), policy.cltvExpiryDelta(), policy.htlcMinimumMsat(),
                policy.feeBaseMsat(), policy.feeProportionalMillionths(), policy.htlcMaximumMsat(), Bytes.EMPTY);
        return channel.with(direction, new Direction(update, UpdateBudget.full(4, TIMESTAMP)));
    }

    private static Signature unsigned() {
        return Signature.wrap(new byte[Signature.SIZE]);
    }

    private Graph build(int nodes, int channels) {
        PublicKey[] ids = new PublicKey[nodes];
        for (int i = 0; i < nodes; i++) {
            ids[i] = nodeId(i);
        }
        List<Integer> ends = new ArrayList<>();
        Graph graph = Graph.EMPTY;
        for (int i = 0; i < channels; i++) {
            // The first channels connect every node; later ones prefer nodes that have many already.
            int one = i + 1 < nodes ? i + 1 : ends.get(random.nextInt(ends.size()));
            int other = ends.isEmpty() ? 0 : ends.get(random.nextInt(ends.size()));
            if (one == other) {
                other = (one + 1) % nodes;
            }
            ends.add(one);
            ends.add(other);
            graph = graph.with(channel((1L + i) << 16, ids[one], ids[other]));
        }
        return graph;
    }

    private Channel channel(long shortChannelId, PublicKey one, PublicKey other) {
        long capacitySat = (long) quantile(CAPACITY_AT, CAPACITY_SAT);
        Channel channel = Channel.announced(announcement(shortChannelId, one, other), capacitySat);
        boolean dead = random.nextInt(100) < 33;
        for (int direction = 0; direction < 2; direction++) {
            boolean enabled = !dead && random.nextInt(100) < 96;
            channel = with(channel, direction, policy(capacitySat * 1000), enabled);
        }
        return channel;
    }

    private RelayPolicy policy(long capacityMsat) {
        long base = random.nextInt(100) < 45 ? 0 : random.nextInt(100) < 90 ? 1_000 : random.nextLong(10_001);
        long maximum = random.nextBoolean() ? capacityMsat : capacityMsat / 100 * 99;
        long minimum = random.nextInt(100) < 80 ? random.nextLong(1_001) : random.nextLong(10_000_001);
        return new RelayPolicy(base, (long) quantile(PPM_AT, PPM), DELTAS[random.nextInt(DELTAS.length)],
                Math.min(minimum, maximum), maximum);
    }

    /** A sample of the distribution with these quantiles, geometric in between. */
    private double quantile(double[] at, double[] value) {
        double p = random.nextDouble();
        int i = 1;
        while (p > at[i]) {
            i++;
        }
        double share = (p - at[i - 1]) / (at[i] - at[i - 1]);
        return value[i - 1] * Math.pow(value[i] / value[i - 1], share);
    }
}
