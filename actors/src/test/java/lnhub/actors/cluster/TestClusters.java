package lnhub.actors.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** Clusters of actor systems in one JVM, without a database. */
public final class TestClusters {
    private TestClusters() {
    }

    /** As in production, but that nobody decides who is dead: the test does. @param more settings before these */
    public static Config config(String more) {
        return ConfigFactory.parseString(more)
                .withFallback(ConfigFactory.parseString("akka.cluster.downing-provider-class = \"\""))
                .withFallback(ConfigFactory.parseResources(TestClusters.class.getClassLoader(),
                        "lnhub/actors/cluster.conf"))
                .withFallback(ConfigFactory.load()).resolve();
    }
}
