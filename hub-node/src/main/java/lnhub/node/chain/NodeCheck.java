package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.core.NetworkParameters;

/** Whether the bitcoind that answers is one that a hub can rely on. Asked at first, and whenever it was away. */
final class NodeCheck {
    /** Version 25.0, in bitcoind's own numbering: older ones get no fixes any more and are not tested here. */
    static final int MIN_VERSION = BitcoindBinary.MIN_MAJOR * 10_000;

    private final BitcoindConfig config;
    private final BitcoindRpc rpc;

    NodeCheck(BitcoindConfig config, BitcoindRpc rpc) {
        this.config = config;
        this.rpc = rpc;
    }

    /**
     * @return bitcoind's version, in its own numbering
     * @throws ChainException WRONG_CHAIN; REFUSED when it is too old; BUSY when it has not caught up with its chain, so
     *                        that its tip, and what it holds for unspent, is long out of date
     */
    int verify() throws InterruptedException {
        JsonNode info = rpc.call("getblockchaininfo");
        checkChain(info.path("chain").asText());
        JsonNode network = rpc.call("getnetworkinfo");
        int version = network.path("version").asInt();
        if (version < MIN_VERSION) {
            throw new ChainException(Kind.REFUSED, "bitcoind at " + config.uri() + " is too old: "
                    + network.path("subversion").asText() + " has version number " + version + ", at least "
                    + MIN_VERSION + " (" + BitcoindBinary.MIN_MAJOR + ".0) is needed");
        }
        checkSynced(info);
        return version;
    }

    private void checkChain(String name) throws InterruptedException {
        String genesis = rpc.call("getblockhash", 0).asText();
        String expected = NetworkParameters.of(config.network()).getGenesisBlock().getHashAsString();
        if (!name.equals(config.chainName()) || !genesis.equals(expected)) {
            throw new ChainException(Kind.WRONG_CHAIN, "bitcoind at " + config.uri() + " is on the chain " + name
                    + " that begins with " + genesis + "; we are configured for " + config.chainName()
                    + " that begins with " + expected);
        }
    }

    /** On regtest blocks come when somebody wants one: an old tip means nothing. */
    private void checkSynced(JsonNode info) {
        if (info.path("initialblockdownload").asBoolean() && config.network() != BitcoinNetwork.REGTEST) {
            throw new ChainException(Kind.BUSY, String.format(Locale.ROOT,
                    "bitcoind at %s is still catching up with the chain: block %d of at least %d, about %.2f %%",
                    config.uri(), info.path("blocks").asInt(), info.path("headers").asInt(),
                    100 * info.path("verificationprogress").asDouble()));
        }
    }
}
