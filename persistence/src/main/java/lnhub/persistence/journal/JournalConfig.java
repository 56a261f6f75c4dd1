package lnhub.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Map;

/**
 * Configuration of akka-persistence-jdbc for the two databases; put it above {@code ConfigFactory.load()} with
 * {@code withFallback}. The journal's pool is its own, so that a slow listing cannot hold up an append.
 * The configuration contains the password: it must not be logged.
 */
public final class JournalConfig {
    private static final String DB = "akka-persistence-jdbc.shared-databases.slick.db.";

    private JournalConfig() {
    }

    /**
     * An embedded database in {@code folder/hub.mv.db}. It survives the death of the process but not, for certain,
     * a loss of power: {@link Durability} says so, and a node with real money should not start on it.
     */
    public static Config h2(Path folder) {
        String file = folder.toAbsolutePath().resolve("hub").toString();
        if (file.contains(";")) {
            throw new IllegalArgumentException("the folder of an H2 database cannot contain a semicolon: " + folder);
        }
        // The journal is written, and hardly read: a larger cache would only fill up.
        // The actor system and the pools close the database in order; H2's own shutdown hook would come in between.
        return config("slick.jdbc.H2Profile$", "org.h2.Driver",
                "jdbc:h2:file:" + file + ";WRITE_DELAY=0;CACHE_SIZE=8192;RETENTION_TIME=5000;DB_CLOSE_ON_EXIT=FALSE",
                "sa", "");
    }

    /**
     * @param url {@code jdbc:postgresql://host:port/database}; its own parameters win over ours
     */
    public static Config postgres(String url, String user, String password) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("expected a URL that starts with jdbc:postgresql: and got " + url);
        }
        String withDefaults = parameter(parameter(parameter(url, "reWriteBatchedInserts", "true"),
                "prepareThreshold", "1"), "tcpKeepAlive", "true");
        // Else the text of a failed insert has the event in it, and with it secrets, and goes to the log.
        withDefaults = parameter(withDefaults, "logServerErrorDetail", "false");
        return config("slick.jdbc.PostgresProfile$", "org.postgresql.Driver", withDefaults, user, password);
    }

    private static String parameter(String url, String name, String value) {
        if (url.contains("?" + name + "=") || url.contains("&" + name + "=")) {
            return url;
        }
        return url + (url.contains("?") ? "&" : "?") + name + "=" + value;
    }

    private static Config config(String profile, String driver, String url, String user, String password) {
        Config own = ConfigFactory.parseMap(Map.of(
                "akka-persistence-jdbc.shared-databases.slick.profile", profile,
                DB + "driver", driver,
                DB + "url", url,
                DB + "user", user,
                DB + "password", password));
        return own.withFallback(ConfigFactory.parseResourcesAnySyntax(
                JournalConfig.class.getClassLoader(), "lnhub/persistence/journal.conf"));
    }

    /**
     * A second, small pool on the same database for our own tables.
     *
     * @param config what {@link #h2} or {@link #postgres} made, with whatever was laid above it
     */
    public static HikariDataSource dataSource(Config config, int maxConnections) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("hub-tables");
        pool.setDriverClassName(config.getString(DB + "driver"));
        pool.setJdbcUrl(config.getString(DB + "url"));
        pool.setUsername(config.getString(DB + "user"));
        pool.setPassword(config.getString(DB + "password"));
        pool.setMaximumPoolSize(maxConnections);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(config.getLong(DB + "connectionTimeout"));
        return new HikariDataSource(pool);
    }
}
