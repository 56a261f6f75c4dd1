package lnhub.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.node.NodeActors;
import lnhub.node.chain.zmq.ZmqSubscriber;

/**
 * The settings of a node, read and checked. What each means, its unit and its default are in reference.conf.
 *
 * @param rgbColor 0xRRGGBB
 */
public record NodeConfig(
        String network,
        String alias,
        int rgbColor,
        Path dataFolder,
        InetSocketAddress listen,
        List<String> announceAddresses,
        InetSocketAddress rpc,
        Members cluster,
        Chain chain,
        Journal journal,
        Relay relay,
        Channel channel) {

    /** 3R + 2G + 2S blocks with R = 2, G = 2, S = 12 (BOLT 2, "cltv_expiry_delta Selection"). */
    private static final int MIN_CLTV_EXPIRY_DELTA = 34;
    private static final Map<String, Integer> BITCOIN_RPC_PORTS =
            Map.of("mainnet", 8332, "testnet", 18332, "signet", 38332, "regtest", 18443);
    private static final int MAX_ALIAS_BYTES = 32;
    /** 10,000 satoshi per virtual byte: beyond it there is a slip of units. */
    private static final int MAX_FEERATE_PER_KW = 2_500_000;
    private static final long MAX_FEE_RESERVE_PER_CHANNEL_SAT = 10_000_000;
    private static final long U32 = 0xFFFF_FFFFL;
    private static final long MAX_SAT = 21_000_000L * 100_000_000L;

    /** Who keeps the coins that are in no channel: our own seed, or the Bitcoin node's wallet. */
    public enum WalletKind { SEED, BITCOIND }

    /**
     * How the Bitcoin node is asked: by its cookie when that is given, else by user and password.
     *
     * @param zmqBlock   where it publishes hashblock, if it does
     * @param zmqTx      where it publishes rawtx, if it does
     * @param walletName of the Bitcoin node's wallet, for the wallet of that kind
     * @param longestOutage after so long without an answer nothing is forwarded any more
     */
    public record Chain(URI rpcUrl, Optional<Path> cookieFile, String user, String password, Optional<URI> zmqBlock,
            Optional<URI> zmqTx, int feerateFloorPerKw, int feerateCeilingPerKw, WalletKind wallet,
            String walletName, Duration longestOutage, long feeReservePerChannelSat, long feeReserveMostSat) {
        /** What the wallet keeps for the fees of closing so many channels by force, in satoshi. */
        long feeReserveSat(int channels) {
            return Math.min(channels * feeReservePerChannelSat, feeReserveMostSat);
        }

        /** Without the password, which must not be logged. */
        @Override
        public String toString() {
            return "Chain[" + rpcUrl + "]";
        }
    }

    /**
     * Whether other processes may run this node too.
     *
     * @param listen where they reach this one; port 0 for any free one
     * @param tls    how they know each other; without it the address is a loopback one
     */
    public record Members(boolean enabled, InetSocketAddress listen, Optional<ClusterTls> tls) {
    }

    public enum JournalKind { H2, POSTGRES }

    /** See {@link DatabaseEpoch}. */
    public enum OlderDatabase { REFUSE, RECOVER, TRUST }

    /**
     * @param url empty for H2, whose place is the data folder
     * @param olderDatabase what to do when the database turns out to be older than this node has seen it
     */
    public record Journal(JournalKind kind, String url, String user, String password, OlderDatabase olderDatabase) {
        /** Without the password, which must not be logged. */
        @Override
        public String toString() {
            return "Journal[" + kind + " " + url + "]";
        }
    }

    public record Relay(long feeBaseMsat, long feeProportionalMillionths, int cltvExpiryDelta, long htlcMinimumMsat) {
    }

    public record Channel(long dustLimitSat, int reserveMillionths, int toSelfDelay, int maxAcceptedHtlcs,
            int maxHtlcValueInFlightPercent, long htlcMinimumMsat, int minimumDepth, int buriedDepth,
            long minCapacitySat, long maxCapacitySat, long maxDustExposureSat) {
    }

    /**
     * The file, with the defaults of everything below it.
     *
     * @throws IllegalArgumentException when it is not there or not HOCON
     */
    public static Config read(Path file) {
        try {
            return ConfigFactory.parseFile(file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .withFallback(ConfigFactory.parseResourcesAnySyntax(NodeActors.class.getClassLoader(),
                            "lnhub/actors/cluster.conf"))
                    .withFallback(ConfigFactory.defaultReference()).resolve();
        } catch (ConfigException e) {
            throw new IllegalArgumentException("cannot read the configuration " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * @param config with reference.conf below it
     * @throws IllegalArgumentException naming the setting that is wrong or unknown, and what is allowed
     */
    public static NodeConfig of(Config config) {
        refuseUnknown(config);
        Settings hub = Settings.at(config, "hub");
        String network = hub.oneOf("network", BITCOIN_RPC_PORTS.keySet());
        return new NodeConfig(
                network,
                hub.parsed("alias", "1 to " + MAX_ALIAS_BYTES + " bytes of UTF-8", NodeConfig::alias),
                hub.parsed("color", "#rrggbb in hexadecimal", NodeConfig::color),
                hub.parsed("data-folder", "a folder", NodeConfig::path),
                address(hub.section("listen")),
                hub.texts("announce-addresses"),
                loopback(hub.section("rpc"), "the API has no authentication yet"),
                cluster(hub.section("cluster"), hub.section("journal")),
                chain(hub.section("chain"), network),
                journal(hub.section("journal"), network),
                relay(hub.section("relay")),
                channel(hub.section("channel")));
    }

    /** A misspelt setting would otherwise leave its default in force without a word. */
    private static void refuseUnknown(Config config) {
        Config known = ConfigFactory.defaultReference();
        for (Map.Entry<String, ConfigValue> setting : Settings.entries(config, "hub")) {
            String path = "hub." + setting.getKey();
            if (!known.hasPathOrNull(path)) {
                throw new Settings.InvalidSetting(path + " is not a setting ("
                        + setting.getValue().origin().description() + "); reference.conf lists them all");
            }
        }
    }

    private static Chain chain(Settings chain, String network) {
        String standard = "http://127.0.0.1:" + BITCOIN_RPC_PORTS.get(network);
        URI url = chain.parsed("rpc-url", "empty or like " + standard,
                text -> text.isEmpty() ? URI.create(standard) : http(text));
        Optional<Path> cookie = chain.parsed("cookie-file", "empty or a file",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(path(text)));
        String user = chain.text("user");
        if (cookie.isPresent() != user.isEmpty()) {
            throw chain.wrong("user", cookie.isPresent() ? "empty when hub.chain.cookie-file is given"
                    : "given, with hub.chain.password, when hub.chain.cookie-file is not");
        }
        int floor = (int) chain.integer("feerate-floor-per-kw", FeeRates.FLOOR_PER_KW, MAX_FEERATE_PER_KW);
        return new Chain(url, cookie, user, chain.text("password"),
                zmq(chain, "zmq-block"), zmq(chain, "zmq-tx"), floor,
                (int) chain.integer("feerate-ceiling-per-kw", floor, MAX_FEERATE_PER_KW),
                WalletKind.valueOf(chain.oneOf("wallet", Set.of("seed", "bitcoind")).toUpperCase(Locale.ROOT)),
                chain.parsed("wallet-name", "1 to 64 letters, digits, dots, dashes or underscores",
                        NodeConfig::walletName),
                Duration.ofMinutes(chain.integer("longest-outage-minutes", 10, 1_440)),
                chain.integer("fee-reserve-per-channel-sat", 0, MAX_FEE_RESERVE_PER_CHANNEL_SAT),
                chain.integer("fee-reserve-most-sat", 0, MAX_SAT));
    }

    private static Optional<URI> zmq(Settings chain, String name) {
        return chain.parsed(name, "empty or like tcp://127.0.0.1:28332", text -> {
            Optional<URI> address = text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
            address.ifPresent(ZmqSubscriber::check);
            return address;
        });
    }

    /** bitcoind takes it for a folder's name: nothing that leads out of its own folder. */
    private static String walletName(String text) {
        if (!text.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("not a wallet's name");
        }
        return text;
    }

    private static Members cluster(Settings cluster, Settings journal) {
        boolean enabled = cluster.flag("enabled");
        if (enabled && !journal.text("kind").equals("postgres")) {
            throw journal.wrong("kind", "postgres when hub.cluster.enabled is true: only one process can use h2");
        }
        Optional<ClusterTls> tls = ClusterTls.read(cluster.section("tls"));
        InetSocketAddress listen = enabled && tls.isEmpty()
                ? loopback(cluster, "without hub.cluster.tls whoever reaches it can take the node's money")
                : address(cluster);
        if (listen.getAddress().isAnyLocalAddress()) {
            throw cluster.wrong("host", "an address that the other processes can connect to");
        }
        return new Members(enabled, listen, tls);
    }

    private static Journal journal(Settings journal, String network) {
        JournalKind kind = JournalKind.valueOf(
                journal.oneOf("kind", Set.of("h2", "postgres")).toUpperCase(Locale.ROOT));
        if (kind == JournalKind.H2 && network.equals("mainnet") && !journal.flag("h2-with-real-money")) {
            throw journal.wrong("kind", "postgres on mainnet: h2 can forget what it has stored when the power fails,"
                    + " and then money is lost (hub.journal.h2-with-real-money = true accepts that)");
        }
        String url = journal.text("url");
        if (kind == JournalKind.H2 != url.isEmpty() || !url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw journal.wrong("url", kind == JournalKind.H2 ? "empty for the journal of kind h2"
                    : "like jdbc:postgresql://host:5432/database");
        }
        OlderDatabase older = OlderDatabase.valueOf(
                journal.oneOf("older-database", Set.of("refuse", "recover", "trust")).toUpperCase(Locale.ROOT));
        return new Journal(kind, url, journal.text("user"), journal.text("password"), older);
    }

    private static Relay relay(Settings relay) {
        return new Relay(relay.integer("fee-base-msat", 0, U32), relay.integer("fee-proportional-millionths", 0, U32),
                (int) relay.integer("cltv-expiry-delta", MIN_CLTV_EXPIRY_DELTA, 2016),
                relay.integer("htlc-minimum-msat", 0, MAX_SAT * 1000));
    }

    private static Channel channel(Settings channel) {
        long min = channel.integer("min-capacity-sat", 1_000, MAX_SAT);
        return new Channel(channel.integer("dust-limit-sat", 354, 10_000),
                (int) channel.integer("reserve-millionths", 0, 100_000),
                (int) channel.integer("to-self-delay", 1, 2016),
                (int) channel.integer("max-accepted-htlcs", 1, 483),
                (int) channel.integer("max-htlc-value-in-flight-percent", 1, 100),
                channel.integer("htlc-minimum-msat", 0, MAX_SAT * 1000),
                (int) channel.integer("minimum-depth", 1, 100), (int) channel.integer("buried-depth", 1, 100), min,
                channel.integer("max-capacity-sat", min, MAX_SAT),
                channel.integer("max-dust-exposure-sat", 0, MAX_SAT));
    }

    private static InetSocketAddress address(Settings section) {
        InetAddress host = section.parsed("host", "an address of this machine", NodeConfig::host);
        return new InetSocketAddress(host, (int) section.integer("port", 0, 65_535));
    }

    private static InetSocketAddress loopback(Settings section, String why) {
        InetSocketAddress address = address(section);
        if (!address.getAddress().isLoopbackAddress()) {
            throw section.wrong("host", "a loopback address such as 127.0.0.1: " + why);
        }
        return address;
    }

    private static InetAddress host(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String alias(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_ALIAS_BYTES) {
            throw new IllegalArgumentException("alias of " + length + " bytes");
        }
        return text;
    }

    private static int color(String text) {
        if (!text.matches("#[0-9a-fA-F]{6}")) {
            throw new IllegalArgumentException("not a colour");
        }
        return Integer.parseInt(text.substring(1), 16);
    }

    static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty path");
        }
        return Path.of(text).toAbsolutePath().normalize();
    }

    private static URI http(String text) {
        URI uri = URI.create(text);
        if (!Set.of("http", "https").contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("not an HTTP address");
        }
        return uri;
    }
}
