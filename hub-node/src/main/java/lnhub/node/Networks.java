package lnhub.node;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import lnhub.actors.node.NodeSettings;
import lnhub.node.chain.BitcoindConfig;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.forward.ForwardLimits;
import lnhub.routing.forward.RelayPolicy;
import org.bitcoinj.base.BitcoinNetwork;

/** What differs from one chain to another. The chain hash is the genesis block's, in internal byte order (BOLT 0). */
enum Networks {
    MAINNET(BitcoinNetwork.MAINNET, InvoiceNetwork.MAINNET,
            "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"),
    TESTNET(BitcoinNetwork.TESTNET, InvoiceNetwork.TESTNET,
            "43497fd7f826957108f4a30fd9cec3aeba79972084e90ead01ea330900000000"),
    SIGNET(BitcoinNetwork.SIGNET, InvoiceNetwork.SIGNET,
            "f61eee3b63a380a477a063af32b2bbc97c9ff9f01f2c4225e973988108000000"),
    REGTEST(BitcoinNetwork.REGTEST, InvoiceNetwork.REGTEST,
            "06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    private static final Duration TICK = Duration.ofSeconds(5);
    /** With 300 HTLCs in a channel, updates gather for 0.3 s at most. */
    private static final Duration SIGN_DELAY = Duration.ofMillis(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    /** What must be left of an HTLC's time when it is offered on: as much as claiming it on chain may take. */
    private static final int MINIMUM_BLOCKS_LEFT = 18;

    private final BitcoinNetwork bitcoin;
    private final InvoiceNetwork invoice;
    private final Bytes32 chainHash;

    Networks(BitcoinNetwork bitcoin, InvoiceNetwork invoice, String chainHash) {
        this.bitcoin = bitcoin;
        this.invoice = invoice;
        this.chainHash = Bytes32.fromHex(chainHash);
    }

    static Networks of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    BitcoinNetwork bitcoin() {
        return bitcoin;
    }

    Bytes32 chainHash() {
        return chainHash;
    }

    BitcoindConfig chainConfig(NodeConfig.Chain chain) {
        BitcoindConfig.Credentials credentials = chain.cookieFile().map(BitcoindConfig.Credentials::cookie)
                .orElseGet(() -> BitcoindConfig.Credentials.of(chain.user(), chain.password()));
        BitcoindConfig config = BitcoindConfig.of(chain.rpcUrl(), credentials, bitcoin);
        return config.withFeerates(chain.feerateFloorPerKw(), chain.feerateCeilingPerKw())
                .withZmq(new BitcoindConfig.Zmq(chain.zmqBlock(), chain.zmqTx(), config.zmq().silence()));
    }

    NodeSettings settings(NodeConfig config) {
        NodeConfig.Relay relay = config.relay();
        return new NodeSettings(config.alias(), config.rgbColor(), config.announceAddresses(), chainHash, invoice,
                channels(config.channel()), new RelayPolicy(relay.feeBaseMsat(), relay.feeProportionalMillionths(),
                        relay.cltvExpiryDelta(), relay.htlcMinimumMsat(), Long.MAX_VALUE),
                new ForwardLimits(MINIMUM_BLOCKS_LEFT, ForwardLimits.MAX_HTLC_CLTV),
                TICK, SIGN_DELAY, HEARTBEAT,
                isPrivate() ? Duration.ofMillis(100) : Duration.ofSeconds(60), Clock.systemUTC());
    }

    /** A chain of our own, where nobody waits for strangers. */
    private boolean isPrivate() {
        return this == REGTEST;
    }

    boolean isMainnet() {
        return this == MAINNET;
    }

    private ChannelPolicy channels(NodeConfig.Channel channel) {
        ChannelPolicy d = ChannelPolicy.DEFAULT;
        return new ChannelPolicy(channel.dustLimitSat(), channel.reserveMillionths(),
                channel.maxHtlcValueInFlightPercent() * 10_000, channel.htlcMinimumMsat(), channel.toSelfDelay(),
                d.maxToSelfDelay(), channel.maxAcceptedHtlcs(), channel.minimumDepth(), channel.minCapacitySat(),
                channel.maxCapacitySat(), channel.maxDustExposureSat() * 1000, d.fulfillSafetyBlocks(),
                d.offeredGraceBlocks(), d.failUpstreamBlocks(), channel.buriedDepth(), d.minFeeratePerKw(),
                d.maxFeeratePerKw(),
                d.announceDepth());
    }
}
