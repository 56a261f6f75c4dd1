package lnhub.actors.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import lnhub.protocol.crypto.Hashes;

/**
 * Which process hosts which shard: rendezvous hashing with a bound. Every shard goes to the process with the highest
 * hash of both that is not full; full is one that has its share. It follows from the processes alone, so that whoever
 * asks, for whatever kind of entity, gets the same answer; and few shards move when a process comes or goes.
 */
final class Placement {
    private final List<String> hosts;

    private Placement(List<String> hosts) {
        this.hosts = hosts;
    }

    /**
     * @param processes at least one, by whatever names them uniquely
     * @param shards numbered from 0
     */
    static Placement of(Collection<String> processes, int shards) {
        SortedSet<String> ordered = new TreeSet<>(processes);
        int share = (shards + ordered.size() - 1) / ordered.size();
        Map<String, Integer> load = new HashMap<>();
        List<String> hosts = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            String host = highest(ordered, shard, load, share);
            load.merge(host, 1, Integer::sum);
            hosts.add(host);
        }
        return new Placement(List.copyOf(hosts));
    }

    private static String highest(SortedSet<String> processes, int shard, Map<String, Integer> load, int share) {
        String best = null;
        for (String process : processes) {
            if (load.getOrDefault(process, 0) < share
                    && (best == null || score(process, shard) > score(best, shard))) {
                best = process;
            }
        }
        return best;
    }

    private static long score(String process, int shard) {
        byte[] text = (shard + "@" + process).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Hashes.sha256(text).unsafeArray()).getLong();
    }

    String host(int shard) {
        return hosts.get(shard);
    }
}
