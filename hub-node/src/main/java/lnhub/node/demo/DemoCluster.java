package lnhub.node.demo;

import java.util.Optional;
import lnhub.node.cluster.LocalCluster;

/**
 * That the hub is to be a cluster.
 *
 * @param processes how many, 1 to {@value #MOST}
 * @param database  where their journal is; else a PostgreSQL is started for it
 */
public record DemoCluster(int processes, Optional<LocalCluster.Database> database) {
    /** Each takes some hundred megabytes of memory. */
    public static final int MOST = 16;

    public DemoCluster {
        if (processes < 1 || processes > MOST) {
            throw new IllegalArgumentException("--nodes must be 1 to " + MOST + ", got " + processes);
        }
    }
}
