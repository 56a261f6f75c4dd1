package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Published.Cause;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the hub asks bitcoind, in the hub's types; each call waits for the answer. Before the first, and again after it
 * could not be reached, bitcoind must pass {@link NodeCheck}.
 */
final class BitcoindNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BitcoindNode.class);
    private static final List<Integer> TARGETS = List.of(2, 6, 12, 144, 1008);
    /** A mempool with more transactions is not watched: asking for each of them would be all that we do. */
    private static final int MAX_WATCHED_MEMPOOL = 5_000;

    private static final int ANY_FEERATE = 0;
    /** Since 26 there is submitpackage, since 27 it can be told to mind no fee rate. */
    private static final int PACKAGE_FEERATE_VERSION = 270_000;

    private final BitcoindConfig config;
    private final BitcoindRpc rpc;
    private volatile boolean verified;
    private volatile int version;

    /**
     * A block's header as the active chain has it.
     *
     * @param active whether the block is on the active chain
     * @param next   the hash of the block after it, if there is one on the active chain
     */
    record Header(Tip tip, boolean active, Optional<Bytes32> next) {
    }

    BitcoindNode(BitcoindConfig config) {
        this.config = config;
        this.rpc = new BitcoindRpc(config);
    }

    private JsonNode ask(String method, Object... params) throws InterruptedException {
        return ask(Duration.ZERO, method, params);
    }

    private JsonNode ask(Duration longer, String method, Object... params) throws InterruptedException {
        try {
            if (!verified) {
                version = new NodeCheck(config, rpc).verify();
                verified = true;
            }
            return rpc.call(longer, method, params);
        } catch (ChainException failed) {
            verified = false;
            throw failed;
        }
    }

    Tip tip() throws InterruptedException {
        JsonNode info = ask("getblockchaininfo");
        return new Tip(info.path("blocks").asInt(), hash(info.path("bestblockhash")));
    }

    /** The hash of the active chain's block at a height; empty above the tip. */
    Optional<Bytes32> blockHash(int height) throws InterruptedException {
        try {
            return Optional.of(hash(ask("getblockhash", height)));
        } catch (RpcError error) {
            if (error.code() == RpcError.INVALID_PARAMETER) {
                return Optional.empty();
            }
            throw error;
        }
    }

    Header header(Bytes32 hash) throws InterruptedException {
        JsonNode header = known(hash, "getblockheader", true);
        return new Header(new Tip(header.path("height").asInt(), hash), header.path("confirmations").asInt() > 0,
                Optional.of(header.path("nextblockhash")).filter(JsonNode::isTextual).map(BitcoindNode::hash));
    }

    Block block(Tip tip) throws InterruptedException {
        Block block = Block.parse(tip.height(), Bytes.fromHex(known(tip.hash(), "getblock", 0).asText()));
        if (!block.hash().equals(tip.hash())) {
            throw new ChainException(Kind.REFUSED, "bitcoind answered with block " + block.hash().reversed()
                    + " when asked for " + tip.hash().reversed());
        }
        return block;
    }

    private JsonNode known(Bytes32 hash, String method, Object parameter) throws InterruptedException {
        try {
            return ask(method, hash.reversed().toHex(), parameter);
        } catch (RpcError error) {
            if (error.code() == RpcError.MISC && error.getMessage().contains("pruned")) {
                throw pruned(hash, error);
            }
            if (error.code() == RpcError.INVALID_ADDRESS_OR_KEY || error.code() == RpcError.MISC) {
                throw new ChainException(Kind.UNKNOWN_BLOCK, "bitcoind does not have block "
                        + hash.reversed() + " that we saw (" + error.getMessage()
                        + "): is its data directory another one, or pruned?", error);
            }
            throw error;
        }
    }

    private ChainException pruned(Bytes32 hash, RpcError error) throws InterruptedException {
        JsonNode info = ask("getblockchaininfo");
        int height = ask("getblockheader", hash.reversed().toHex()).path("height").asInt();
        return new ChainException(Kind.UNKNOWN_BLOCK, "bitcoind at " + config.uri()
                + " is pruned and no longer has block " + height + " (" + hash.reversed()
                + "), which is needed: its blocks begin at "
                + info.path("pruneheight").asInt() + ". It must keep more (-prune with a larger size, or 0) and fetch"
                + " them again (-reindex)", error);
    }

    Duration pollInterval() {
        return config.pollInterval();
    }

    /** Waits until the chain is at least so high, or for the poll interval. */
    void awaitHeight(int height) throws InterruptedException {
        Duration interval = config.pollInterval();
        try {
            ask(interval, "waitforblockheight", height, (int) interval.toMillis());
        } catch (RpcError unsupported) {
            if (unsupported.code() != RpcError.METHOD_NOT_FOUND) {
                throw unsupported;
            }
            Thread.sleep(interval);
        }
    }

    /** The mempool's transaction ids; none when there are too many to watch. */
    List<Bytes32> mempool() throws InterruptedException {
        List<Bytes32> txids = new ArrayList<>();
        if (ask("getmempoolinfo").path("size").asInt() <= MAX_WATCHED_MEMPOOL) {
            ask("getrawmempool").forEach(txid -> txids.add(hash(txid)));
        }
        return txids;
    }

    /** A transaction of the mempool, if it is still there. */
    Optional<ChainTransaction> unconfirmed(Bytes32 txid) throws InterruptedException {
        try {
            String hex = ask("getrawtransaction", txid.reversed().toHex()).asText();
            return Optional.of(ChainTransaction.parse(Bytes.fromHex(hex)));
        } catch (RpcError error) {
            if (error.code() == RpcError.INVALID_ADDRESS_OR_KEY) {
                return Optional.empty();
            }
            throw error;
        }
    }

    Published publish(Bytes rawTransaction) throws InterruptedException {
        try {
            // What to pay is decided before: against a cheat it may be nearly all there is, and must go out.
            ask("sendrawtransaction", rawTransaction.toHex(), ANY_FEERATE);
            return new Published.Accepted();
        } catch (RpcError error) {
            return PublishError.outcome(error);
        }
    }

    /** A transaction that is gone again when it is asked for is left out. */
    List<ChainTransaction> unconfirmedSpends(Set<OutPoint> outputs) throws InterruptedException {
        if (outputs.isEmpty()) {
            return List.of();
        }
        ArrayNode wanted = JsonNodeFactory.instance.arrayNode();
        outputs.forEach(output -> wanted.addObject().put("txid", output.txid().reversed().toHex())
                .put("vout", Integer.toUnsignedLong(output.index())));
        Set<Bytes32> spenders = new LinkedHashSet<>();
        ask("gettxspendingprevout", wanted).forEach(spend ->
                Optional.of(spend.path("spendingtxid")).filter(JsonNode::isTextual).ifPresent(txid ->
                        spenders.add(hash(txid))));
        List<ChainTransaction> found = new ArrayList<>();
        for (Bytes32 spender : spenders) {
            unconfirmed(spender).ifPresent(found::add);
        }
        return found;
    }

    /** Asks only. What is in the mempool, or in a block, is not refused. */
    Optional<Published.Rejected> refusal(Bytes rawTransaction) throws InterruptedException {
        ArrayNode one = JsonNodeFactory.instance.arrayNode().add(rawTransaction.toHex());
        try {
            JsonNode answer = ask("testmempoolaccept", one, ANY_FEERATE).path(0);
            return answer.path("allowed").asBoolean() ? Optional.empty()
                    : PublishError.refusal(answer.path("reject-reason").asText());
        } catch (RpcError error) {
            return PublishError.outcome(error) instanceof Published.Rejected rejected ? Optional.of(rejected)
                    : Optional.empty();
        }
    }

    /**
     * When bitcoind refuses the package, its parts go out one by one: what is acceptable alone is then in the mempool,
     * as after submitpackage, and the reasons are those of {@link #publish}. Where both are refused the parent's is
     * told, unless bitcoind had looked at the child and found what no fee can mend.
     */
    Published publishPackage(Bytes parent, Bytes child) throws InterruptedException {
        Published together = submitPackage(parent, child);
        if (together instanceof Published.Accepted) {
            return together;
        }
        Published first = publish(parent);
        Published second = publish(child);
        if (!(first instanceof Published.Rejected) || !(second instanceof Published.Rejected)) {
            return second;
        }
        return together instanceof Published.Rejected rejected && rejected.cause() != Cause.FEE_TOO_LOW
                && rejected.cause() != Cause.INPUTS_MISSING_OR_SPENT ? together : first;
    }

    /** What became of the child; as if it paid too little where bitcoind did not look at it or has no such method. */
    private Published submitPackage(Bytes parent, Bytes child) throws InterruptedException {
        ArrayNode both = JsonNodeFactory.instance.arrayNode().add(parent.toHex()).add(child.toHex());
        try {
            JsonNode answer = knowsVersion() < PACKAGE_FEERATE_VERSION ? ask("submitpackage", both)
                    : ask("submitpackage", both, ANY_FEERATE);
            String wtxid = Hashes.doubleSha256(child.unsafeArray()).reversed().toHex();
            JsonNode result = answer.path("tx-results").path(wtxid);
            return result.isObject() ? PublishError.ofPackage(result.path("error").asText())
                    : notTaken(answer.toString());
        } catch (RpcError refusedOrUnknown) {
            return notTaken(refusedOrUnknown.getMessage());
        }
    }

    private static Published notTaken(String reason) {
        LOG.debug("bitcoind did not take a package: {}", reason);
        return new Published.Rejected(Cause.FEE_TOO_LOW, reason);
    }

    /** @return bitcoind's version, in its own numbering */
    private int knowsVersion() throws InterruptedException {
        if (version == 0) {
            ask("getblockcount");
        }
        return version;
    }

    FeeRates feeRates() throws InterruptedException {
        JsonNode info = ask("getmempoolinfo");
        int minimum = Math.max(perKw(info.path("mempoolminfee")), perKw(info.path("minrelaytxfee")));
        NavigableMap<Integer, Integer> byTarget = new TreeMap<>();
        for (int target : TARGETS) {
            JsonNode feerate = ask("estimatesmartfee", target).path("feerate");
            OptionalInt estimate = feerate.isNumber() ? OptionalInt.of(perKw(feerate)) : config.fees().fallbackPerKw();
            estimate.ifPresent(perKw -> byTarget.put(target, config.fees().bounded(perKw)));
        }
        if (byTarget.isEmpty()) {
            throw new ChainException(Kind.BUSY, "bitcoind has no fee estimates yet (it needs to see some blocks)");
        }
        return new FeeRates(byTarget, minimum);
    }

    /** From bitcoin per 1000 virtual bytes to satoshi per 1000 weight units, rounded up. */
    private static int perKw(JsonNode bitcoinPerKvb) {
        return Math.toIntExact(Math.ceilDiv(sat(bitcoinPerKvb), 4L));
    }

    private static long sat(JsonNode bitcoin) {
        return bitcoin.decimalValue().movePointRight(8).longValueExact();
    }

    Optional<Unspent> unspent(OutPoint outPoint, boolean withMempool) throws InterruptedException {
        JsonNode txOut = ask("gettxout", outPoint.txid().reversed().toHex(),
                Integer.toUnsignedLong(outPoint.index()), withMempool);
        if (txOut.isNull()) {
            return Optional.empty();
        }
        int confirmations = txOut.path("confirmations").asInt();
        int height = confirmations == 0 ? 0
                : header(hash(txOut.path("bestblock"))).tip().height() - confirmations + 1;
        return Optional.of(new Unspent(outPoint, sat(txOut.path("value")),
                Bytes.fromHex(txOut.path("scriptPubKey").path("hex").asText()), height, confirmations));
    }

    Optional<Unspent> unspent(ShortChannelId place) throws InterruptedException {
        Optional<Bytes32> hash = blockHash(place.blockHeight());
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        JsonNode txid = known(hash.get(), "getblock", 1).path("tx").path(place.txIndex());
        if (!txid.isTextual()) {
            return Optional.empty();
        }
        return unspent(new OutPoint(hash(txid), place.outputIndex()), false)
                .filter(unspent -> unspent.height() == place.blockHeight());
    }

    private static Bytes32 hash(JsonNode hex) {
        try {
            return Bytes32.fromHex(hex.asText()).reversed();
        } catch (IllegalArgumentException notAHash) {
            throw new ChainException(Kind.REFUSED, "bitcoind answered with something that is not a hash", notAHash);
        }
    }

    @Override
    public void close() {
        rpc.close();
    }
}
