package lnhub.routing.graph;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import lnhub.routing.forward.RelayPolicy;

/**
 * Reads Core Lightning's compressed gossip (GOSSMAP_COMPRESSv1): a real network without signatures, node ids or short
 * channel ids. BigSize integers throughout: the ends of the channels, the disabled halves up to a value beyond the
 * last, then six sections, each a table and an index into it per channel or half.
 */
public final class CompressedGossip {
    private static final String MAGIC = "GOSSMAP_COMPRESSv1\0";

    private final DataInputStream in;

    private CompressedGossip(DataInputStream in) {
        this.in = in;
    }

    public static Graph read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
            String magic = new String(in.readNBytes(MAGIC.length()), StandardCharsets.US_ASCII);
            if (!magic.equals(MAGIC)) {
                throw new IOException("not a compressed gossip file: " + file);
            }
            return new CompressedGossip(in).graph();
        }
    }

    private Graph graph() throws IOException {
        int channels = (int) bigSize();
        long[] ends = new long[2 * channels];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = bigSize();
        }
        boolean[] disabled = disabledHalves(2 * channels);
        long[] capacitySat = section(channels);
        long[] minimum = section(2 * channels);
        long[] maximum = section(2 * channels);
        long[] base = section(2 * channels);
        long[] millionths = section(2 * channels);
        long[] delta = section(2 * channels);
        Graph graph = Graph.EMPTY;
        for (int i = 0; i < channels; i++) {
            Channel channel = Channel.announced(RandomNetwork.announcement((i + 1L) << 16,
                    RandomNetwork.nodeId((int) ends[i]), RandomNetwork.nodeId((int) ends[channels + i])),
                    capacitySat[i]);
            for (int direction = 0; direction < 2; direction++) {
                int half = 2 * i + direction;
                // Unlike the file's, the ends of an announcement are in the order of their ids.
                int announced = ends[i] < ends[channels + i] ? direction : 1 - direction;
                channel = RandomNetwork.with(channel, announced, new RelayPolicy(base[half], millionths[half],
                        (int) delta[half], minimum[half], maximumMsat(maximum[half], channel.capacityMsat())),
                        !disabled[half]);
            }
            graph = graph.with(channel);
        }
        return graph;
    }

    private static long maximumMsat(long value, long capacityMsat) {
        return value == 0 ? capacityMsat : value == 1 ? capacityMsat / 100 * 99 : value;
    }

    private boolean[] disabledHalves(int halves) throws IOException {
        boolean[] disabled = new boolean[halves];
        for (long half = bigSize(); half < halves; half = bigSize()) {
            disabled[(int) half] = true;
        }
        return disabled;
    }

    private long[] section(int entries) throws IOException {
        long[] table = new long[(int) bigSize()];
        for (int i = 0; i < table.length; i++) {
            table[i] = bigSize();
        }
        long[] values = new long[entries];
        for (int i = 0; i < entries; i++) {
            values[i] = table[(int) bigSize()];
        }
        return values;
    }

    private long bigSize() throws IOException {
        int first = in.readUnsignedByte();
        return switch (first) {
            case 0xFD -> in.readUnsignedShort();
            case 0xFE -> in.readInt() & 0xFFFF_FFFFL;
            case 0xFF -> in.readLong();
            default -> first;
        };
    }
}
