package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.acinq.bitcoin.Bitcoin;
import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockId;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.utils.Either;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import lnhub.protocol.units.Bytes32;

/** bitcoind's RPC methods over the embedded chain: names, parameters, results and error codes are bitcoind's. */
final class RegtestRpc {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** In bitcoin per 1000 virtual bytes: a transaction that pays more is refused unless the caller says otherwise. */
    private static final BigDecimal DEFAULT_MAX_FEERATE = new BigDecimal("0.10");
    /** The bitcoind whose behaviour this imitates. */
    private static final int VERSION = 290_000;
    private static final int MAX_GENERATED = 10_000;
    private static final int MAX_TESTED = 25;
    private static final Duration MAX_WAIT = Duration.ofMinutes(10);

    private final RegtestChain chain;
    private final long startedNanos = System.nanoTime();
    private final Map<String, Function<RpcParams, JsonNode>> methods;

    RegtestRpc(RegtestChain chain) {
        this.chain = chain;
        this.methods = Map.ofEntries(
                Map.entry("getblockchaininfo", params -> blockchainInfo()),
                Map.entry("getnetworkinfo", params -> JSON.objectNode().put("version", VERSION)
                        .put("subversion", "/lnhub-regtest:29.0.0/").put("networkactive", true)),
                Map.entry("getblockcount", params -> JSON.numberNode(chain.tip().height())),
                Map.entry("getbestblockhash", params -> id(chain.tipNode())),
                Map.entry("getblockhash", params -> id(nodeAt(params.number(0, "height")))),
                Map.entry("getblock", this::block),
                Map.entry("getblockheader", this::blockHeader),
                Map.entry("gettxout", this::txOut),
                Map.entry("sendrawtransaction", this::sendRawTransaction),
                Map.entry("submitpackage", this::submitPackage),
                Map.entry("testmempoolaccept", this::testMempoolAccept),
                Map.entry("gettxspendingprevout", this::txSpendingPrevout),
                Map.entry("getrawtransaction", this::rawTransaction),
                Map.entry("getrawmempool", params -> rawMempool()),
                Map.entry("getmempoolinfo", params -> mempoolInfo()),
                Map.entry("estimatesmartfee", this::estimateSmartFee),
                Map.entry("generatetoaddress", this::generateToAddress),
                Map.entry("waitfornewblock", this::waitForNewBlock),
                Map.entry("waitforblockheight", this::waitForBlockHeight),
                Map.entry("invalidateblock", params -> judge(params, chain::invalidate)),
                Map.entry("reconsiderblock", params -> judge(params, chain::reconsider)),
                Map.entry("uptime", params ->
                        JSON.numberNode(Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds())));
    }

    /** @throws RpcError with bitcoind's code */
    JsonNode call(String method, RpcParams params) {
        Function<RpcParams, JsonNode> implementation = methods.get(method);
        if (implementation == null) {
            throw new RpcError(RpcError.METHOD_NOT_FOUND, "Method not found");
        }
        try {
            return implementation.apply(params);
        } catch (RejectedTransaction rejected) {
            throw new RpcError(rejected.code(), rejected.getMessage());
        }
    }

    private static JsonNode id(BlockTree.Node node) {
        return JSON.textNode(node.block().blockId.value.toHex());
    }

    private BlockTree.Node nodeAt(int height) {
        return chain.nodeAt(height)
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMETER, "Block height out of range"));
    }

    private BlockTree.Node node(RpcParams params, int index) {
        return chain.node(params.blockHash(index))
                .orElseThrow(() -> new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Block not found"));
    }

    private JsonNode blockchainInfo() {
        BlockTree.Node tip = chain.tipNode();
        ObjectNode info = JSON.objectNode();
        info.put("chain", "regtest").put("blocks", tip.height()).put("headers", tip.height());
        info.set("bestblockhash", id(tip));
        info.put("bits", String.format("%08x", BlockAssembler.REGTEST_BITS));
        info.put("time", tip.block().header.time).put("mediantime", tip.medianTimePast());
        info.put("verificationprogress", 1).put("initialblockdownload", chain.isInitialDownload()).put("pruned", false);
        info.putArray("warnings");
        return info;
    }

    private JsonNode block(RpcParams params) {
        BlockTree.Node node = node(params, 0);
        int verbosity = params.verbosity(1, 1);
        return verbosity <= 0 ? JSON.textNode(new ByteVector(Block.write(node.block())).toHex())
                : RegtestJson.block(chain, node, verbosity);
    }

    private JsonNode blockHeader(RpcParams params) {
        BlockTree.Node node = node(params, 0);
        return params.flag(1, true) ? RegtestJson.header(chain, node)
                : JSON.textNode(new ByteVector(BlockHeader.write(node.block().header)).toHex());
    }

    private JsonNode txOut(RpcParams params) {
        OutPoint outPoint = new OutPoint(params.txid(0), Integer.toUnsignedLong(params.number(1, "n")));
        boolean withMempool = params.flag(2, true);
        synchronized (chain) {
            return chain.coin(outPoint, withMempool).map(coin -> unspent(outPoint, coin)).orElse(JSON.nullNode());
        }
    }

    private JsonNode unspent(OutPoint outPoint, Coin coin) {
        BlockTree.Node tip = chain.tipNode();
        boolean unconfirmed = chain.unconfirmed(outPoint.txid).isPresent();
        ObjectNode json = JSON.objectNode();
        json.set("bestblock", id(tip));
        json.put("confirmations", unconfirmed ? 0 : tip.height() - coin.height() + 1);
        json.put("value", RegtestJson.amount(coin.output().amount.toLong()));
        json.set("scriptPubKey", RegtestJson.script(coin.output().publicKeyScript));
        return json.put("coinbase", coin.coinbase());
    }

    private JsonNode sendRawTransaction(RpcParams params) {
        Transaction tx = RpcParams.transaction(params.text(0, "hexstring"));
        synchronized (chain) {
            if (chain.unconfirmed(tx.txid).isEmpty()) {
                checkFee(chain.test(tx), params.bitcoin(1, "maxfeerate", DEFAULT_MAX_FEERATE));
            }
            chain.submit(tx);
        }
        return JSON.textNode(tx.txid.value.toHex());
    }

    private static void checkFee(Mempool.Entry entry, BigDecimal maxBitcoinPerKvb) {
        BigDecimal maxSat = maxBitcoinPerKvb.movePointRight(5).multiply(BigDecimal.valueOf(entry.virtualSize()));
        if (maxBitcoinPerKvb.signum() > 0 && maxSat.compareTo(BigDecimal.valueOf(entry.feeSat())) < 0) {
            throw new RpcError(RejectedTransaction.MISSING,
                    "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");
        }
    }

    /** bitcoind takes several parents; we have the pairs that the hub needs. */
    private JsonNode submitPackage(RpcParams params) {
        JsonNode transactions = params.array().path(0);
        if (!transactions.isArray() || transactions.size() != 2) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Array must contain a parent and its child");
        }
        Transaction parent = RpcParams.transaction(transactions.get(0).asText());
        Transaction child = RpcParams.transaction(transactions.get(1).asText());
        ObjectNode json = JSON.objectNode();
        synchronized (chain) {
            String refused = refusal(parent, child);
            json.put("package_msg", refused.isEmpty() ? "success" : "transaction failed");
            ObjectNode results = json.putObject("tx-results");
            for (Transaction tx : List.of(parent, child)) {
                ByteVector32 wtxid = new ByteVector32(Crypto.hash256(Transaction.write(tx))).reversed();
                ObjectNode result = results.putObject(wtxid.toHex()).put("txid", tx.txid.value.toHex());
                if (chain.unconfirmed(tx.txid).isEmpty()) {
                    result.put("error", refused);
                }
            }
        }
        json.putArray("replaced-transactions");
        return json;
    }

    /** @return why the child is not in the mempool, empty when it is */
    private String refusal(Transaction parent, Transaction child) {
        try {
            chain.submitPackage(parent, child);
            return "";
        } catch (RejectedTransaction rejected) {
            return rejected.getMessage();
        }
    }

    private JsonNode testMempoolAccept(RpcParams params) {
        JsonNode transactions = params.array().path(0);
        if (!transactions.isArray() || transactions.size() != 1) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Array must contain 1 transaction (bitcoind: up to "
                    + MAX_TESTED + "; packages are not tested here)");
        }
        Transaction tx = RpcParams.transaction(transactions.get(0).asText());
        ObjectNode result = JSON.objectNode().put("txid", tx.txid.value.toHex());
        try {
            Mempool.Entry entry = chain.test(tx);
            result.put("allowed", true).put("vsize", entry.virtualSize());
            result.putObject("fees").put("base", RegtestJson.amount(entry.feeSat()));
        } catch (RejectedTransaction rejected) {
            result.put("allowed", false).put("reject-reason", switch (rejected.code()) {
                case RejectedTransaction.MISSING -> "missing-inputs";
                case RejectedTransaction.CONFIRMED -> "txn-already-known";
                default -> rejected.getMessage();
            });
        }
        return JSON.arrayNode().add(result);
    }

    private JsonNode txSpendingPrevout(RpcParams params) {
        JsonNode outputs = params.array().path(0);
        if (!outputs.isArray() || outputs.isEmpty()) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Invalid parameter, outputs are missing");
        }
        ArrayNode spends = JSON.arrayNode();
        for (JsonNode output : outputs) {
            RpcParams place = new RpcParams(JSON.arrayNode().add(output.path("txid")).add(output.path("vout")));
            OutPoint outPoint = new OutPoint(place.txid(0), Integer.toUnsignedLong(place.number(1, "vout")));
            ObjectNode spend = spends.addObject().put("txid", outPoint.txid.value.toHex()).put("vout", outPoint.index);
            chain.unconfirmedSpender(outPoint).ifPresent(txid -> spend.put("spendingtxid", txid.value.toHex()));
        }
        return spends;
    }

    /** Like a bitcoind without -txindex: from the mempool, or from a named block. */
    private JsonNode rawTransaction(RpcParams params) {
        var txid = params.txid(0);
        Transaction found = params.has(2)
                ? node(params, 2).block().tx.stream().filter(tx -> tx.txid.equals(txid)).findFirst().orElse(null)
                : chain.unconfirmed(txid).map(Mempool.Entry::tx).orElse(null);
        if (found == null) {
            throw new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "No such mempool transaction. Use -txindex or provide"
                    + " a block hash to enable blockchain transaction queries. Use gettransaction for wallet"
                    + " transactions.");
        }
        ObjectNode json = RegtestJson.transaction(found);
        return params.verbosity(1, 0) == 0 ? json.get("hex") : json;
    }

    private JsonNode rawMempool() {
        ArrayNode txids = JSON.arrayNode();
        chain.unconfirmed().forEach(entry -> txids.add(entry.tx().txid.value.toHex()));
        return txids;
    }

    private JsonNode mempoolInfo() {
        List<Mempool.Entry> entries = chain.unconfirmed();
        ObjectNode info = JSON.objectNode();
        info.put("loaded", true).put("size", entries.size()).put("bytes", chain.mempoolVirtualSize());
        info.put("total_fee", RegtestJson.amount(entries.stream().mapToLong(Mempool.Entry::feeSat).sum()));
        info.put("maxmempool", Mempool.MAX_VIRTUAL_SIZE);
        var relayFee = RegtestJson.amount(StandardRules.RELAY_SAT_PER_KVB);
        return info.put("mempoolminfee", RegtestJson.amount(chain.mempoolMinimumSatPerKvb()))
                .put("minrelaytxfee", relayFee)
                .put("incrementalrelayfee", relayFee).put("fullrbf", true);
    }

    private JsonNode estimateSmartFee(RpcParams params) {
        int target = params.number(0, "conf_target");
        if (target < 1 || target > 1008) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Invalid conf_target, must be between 1 and 1008");
        }
        OptionalLong feerate = chain.feerateSatPerKvb(target);
        ObjectNode json = JSON.objectNode();
        if (feerate.isPresent()) {
            json.put("feerate", RegtestJson.amount(feerate.getAsLong()));
        } else {
            json.putArray("errors").add("Insufficient data or no feerate found");
        }
        return json.put("blocks", target);
    }

    private JsonNode generateToAddress(RpcParams params) {
        int blocks = params.number(0, "nblocks");
        if (blocks < 0 || blocks > MAX_GENERATED) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "nblocks must be 0 to " + MAX_GENERATED);
        }
        Either<?, List<ScriptElt>> script =
                Bitcoin.addressToPublicKeyScript(Block.RegtestGenesisBlock.hash, params.text(1, "address"));
        if (script.getRight() == null) {
            throw new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Error: Invalid address");
        }
        ByteVector payTo = new ByteVector(Script.write(script.getRight()));
        ArrayNode hashes = JSON.arrayNode();
        for (int i = 0; i < blocks; i++) {
            hashes.add(new BlockId(chain.mine(payTo)).value.toHex());
        }
        return hashes;
    }

    private JsonNode waitForNewBlock(RpcParams params) {
        BlockHash known = params.has(1) ? params.blockHash(1) : chain.tipNode().block().hash;
        return await(tip -> !tip.block().hash.equals(known), params.number(0, "timeout", 0));
    }

    private JsonNode waitForBlockHeight(RpcParams params) {
        int height = params.number(0, "height");
        return await(tip -> tip.height() >= height, params.number(1, "timeout", 0));
    }

    /** @param timeoutMillis 0 for as long as a call may take */
    private JsonNode await(Predicate<BlockTree.Node> reached, int timeoutMillis) {
        try {
            Duration atMost = timeoutMillis == 0 ? MAX_WAIT : Duration.ofMillis(timeoutMillis);
            BlockTree.Node tip = chain.awaitTip(reached, atMost.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : atMost);
            return JSON.objectNode().put("hash", tip.block().blockId.value.toHex()).put("height", tip.height());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new RpcError(RpcError.MISC, "Shutting down");
        }
    }

    private JsonNode judge(RpcParams params, Consumer<Bytes32> verdict) {
        verdict.accept(Bytes32.copyOf(node(params, 0).block().hash.value.toByteArray()));
        return JSON.nullNode();
    }
}
