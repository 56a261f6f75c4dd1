package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The calls to one named wallet of a bitcoind, which is made when it is missing and loaded when it is not. */
final class BitcoindWalletRpc implements AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_CONFIRMATIONS = 9_999_999;

    private final BitcoindConfig config;
    private final String name;
    private final BitcoindRpc node;
    private final BitcoindRpc wallet;

    /** A transaction that bitcoind made and signed. */
    record Made(Bytes rawTransaction, long feeSat) {
    }

    /** @param confirmations 0 while only the mempool has it */
    record Listed(OutPoint outPoint, long amountSat, Bytes script, String address, int confirmations) {
    }

    BitcoindWalletRpc(BitcoindConfig config, String name) {
        this.config = config;
        this.name = name;
        this.node = new BitcoindRpc(config);
        this.wallet = new BitcoindRpc(config.withUri(config.uri().resolve("/wallet/" + name)));
    }

    private JsonNode call(String method, Object... params) throws InterruptedException {
        try {
            return wallet.call(method, params);
        } catch (RpcError error) {
            if (error.code() != RpcError.WALLET_NOT_FOUND) {
                throw error;
            }
            load();
            return wallet.call(method, params);
        }
    }

    /** @throws ChainException when bitcoind has no wallets, or this one cannot sign */
    void load() throws InterruptedException {
        try {
            node.call("loadwallet", name, true);
        } catch (RpcError error) {
            switch (error.code()) {
                case RpcError.WALLET_ALREADY_LOADED -> { }
                case RpcError.WALLET_NOT_FOUND ->
                    node.call("createwallet", name, false, false, "", false, true, true);
                case RpcError.METHOD_NOT_FOUND -> throw new ChainException(Kind.REFUSED, "bitcoind at " + config.uri()
                        + " has no wallets: it was built or started without them (-disablewallet)", error);
                default -> throw error;
            }
        }
        JsonNode info = wallet.call("getwalletinfo");
        if (!info.path("descriptors").asBoolean() || !info.path("private_keys_enabled").asBoolean()) {
            throw new ChainException(Kind.REFUSED, "bitcoind's wallet " + name + " cannot be used: it must be a"
                    + " descriptor wallet with private keys");
        }
    }

    String newAddress() throws InterruptedException {
        return call("getnewaddress", "", "bech32").asText();
    }

    /** In a wallet that only we use, called by one thread at a time, what it chose is free until we lock it. */
    Made make(String address, long amountSat, int feeratePerKw) throws InterruptedException {
        ArrayNode outputs = JSON.arrayNode();
        outputs.addObject().put(address, bitcoin(amountSat));
        ObjectNode options = JSON.objectNode()
                .put("fee_rate", BigDecimal.valueOf(feeratePerKw * 4L, 3)).put("minconf", 1)
                .put("include_unsafe", false).put("replaceable", true).put("change_type", "bech32");
        JsonNode made = call("walletcreatefundedpsbt", JSON.arrayNode(), outputs, 0, options);
        String signed = call("walletprocesspsbt", made.path("psbt").asText()).path("psbt").asText();
        JsonNode whole = call("finalizepsbt", signed);
        if (!whole.path("complete").asBoolean()) {
            throw new ChainException(Kind.REFUSED, "bitcoind's wallet " + name + " did not sign: are keys missing?");
        }
        return new Made(Bytes.fromHex(whole.path("hex").asText()), sat(made.path("fee")));
    }

    /**
     * The transaction with the signatures that the wallet can add. Inputs that neither the chain nor the mempool nor
     * the wallet knows stay as they are.
     */
    Bytes sign(Bytes transaction) throws InterruptedException {
        return Bytes.fromHex(call("signrawtransactionwithwallet", transaction.toHex()).path("hex").asText());
    }

    /** Locks coins, so that a restart of bitcoind does not free them. What is locked already stays so. */
    void lock(Collection<OutPoint> coins) throws InterruptedException {
        if (!coins.isEmpty()) {
            call("lockunspent", false, json(coins), true);
        }
    }

    /** What is not locked, or spent, is passed over. */
    void unlock(Collection<OutPoint> coins) throws InterruptedException {
        Set<OutPoint> locked = new HashSet<>(locked());
        locked.retainAll(coins);
        if (!locked.isEmpty()) {
            call("lockunspent", true, json(locked));
        }
    }

    private static ArrayNode json(Collection<OutPoint> coins) {
        ArrayNode array = JSON.arrayNode();
        coins.forEach(coin -> array.addObject().put("txid", coin.txid().reversed().toHex())
                .put("vout", Integer.toUnsignedLong(coin.index())));
        return array;
    }

    Set<OutPoint> locked() throws InterruptedException {
        Set<OutPoint> locked = new HashSet<>();
        call("listlockunspent").forEach(coin -> locked.add(outPoint(coin)));
        return locked;
    }

    private static OutPoint outPoint(JsonNode coin) {
        return new OutPoint(Bytes32.fromHex(coin.path("txid").asText()).reversed(), (int) coin.path("vout").asLong());
    }

    /** All unspent and unlocked outputs, immature rewards and what is only in the mempool included. */
    List<Listed> unlocked(boolean immature) throws InterruptedException {
        JsonNode coins = call("listunspent", 0, MOST_CONFIRMATIONS, JSON.arrayNode(), true,
                JSON.objectNode().put("include_immature_coinbase", immature));
        return coins.valueStream().map(coin -> new Listed(outPoint(coin), sat(coin.path("amount")),
                Bytes.fromHex(coin.path("scriptPubKey").asText()), coin.path("address").asText(),
                coin.path("confirmations").asInt())).toList();
    }

    /** How many confirmations a transaction has that the wallet has seen, in the mempool or a block; else empty. */
    OptionalInt confirmations(Bytes32 txid) throws InterruptedException {
        try {
            return OptionalInt.of(call("gettransaction", txid.reversed().toHex()).path("confirmations").asInt());
        } catch (RpcError error) {
            if (error.code() == RpcError.INVALID_ADDRESS_OR_KEY) {
                return OptionalInt.empty();
            }
            throw error;
        }
    }

    private static BigDecimal bitcoin(long sat) {
        return BigDecimal.valueOf(sat, 8);
    }

    private static long sat(JsonNode bitcoin) {
        return bitcoin.decimalValue().movePointRight(8).longValueExact();
    }

    @Override
    public void close() {
        node.close();
        wallet.close();
    }
}
