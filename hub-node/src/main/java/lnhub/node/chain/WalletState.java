package lnhub.node.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What a wallet cannot find in the chain: which keys it has handed out and which of its transactions are not there yet.
 * No secret is in it. Every change is stored before anything depends on it.
 */
final class WalletState {
    /** Since 2 with the coins kept for fees, which a version 1 knows nothing of and would spend. */
    private static final int VERSION = 2;
    private static final int OLDEST_VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final WalletStore store;
    private final Bytes accountId;

    /** @param publish whether the wallet is to publish it, and not whoever asked for it */
    record Funded(FundedTransaction funded, ChainTransaction tx, boolean publish) {
    }

    /** @param fees the coins kept for the fees of claims, by purpose */
    record Content(int nextExternal, int nextInternal, List<Funded> funded, Map<Bytes32, List<FeeInput>> fees) {
        static final Content NEW = new Content(0, 0, List.of(), Map.of());
    }

    WalletState(WalletStore store, Bytes accountId) {
        this.store = store;
        this.accountId = accountId;
    }

    /**
     * Takes the wallet over from whoever had it.
     *
     * @throws UncheckedIOException when what is kept cannot be read, or is another wallet's: it is never taken for
     *                              nothing
     */
    Content take() {
        return decode(store.take(encode(Content.NEW), this::decode));
    }

    private Content decode(Bytes kept) {
        try {
            return content(MAPPER.readTree(kept.toArray()));
        } catch (IOException | IllegalArgumentException damaged) {
            throw new UncheckedIOException("cannot use what is kept of the wallet",
                    damaged instanceof IOException known ? known : new IOException(damaged));
        }
    }

    /** @throws lnhub.actors.chain.WalletTakenOver when another has taken the wallet over */
    void requireHeld() {
        store.requireHeld();
    }

    private Content content(JsonNode json) throws IOException {
        int version = json.path("version").asInt();
        if (version < OLDEST_VERSION || version > VERSION) {
            throw new IOException("its version is " + json.path("version") + ", expected at most " + VERSION);
        }
        if (!json.path("account").asText().equals(accountId.toHex())) {
            throw new IOException("it belongs to another account key");
        }
        List<Funded> funded = new ArrayList<>();
        for (JsonNode entry : json.path("funded")) {
            Bytes raw = Bytes.fromHex(entry.path("tx").asText());
            ChainTransaction tx = ChainTransaction.parse(raw);
            funded.add(new Funded(new FundedTransaction(
                    raw, tx.txid(), index(entry, "outputIndex"), entry.path("feeSat").asLong()),
                    tx, entry.path("publish").asBoolean()));
        }
        return new Content(index(json, "nextExternal"), index(json, "nextInternal"), funded,
                fees(json));
    }

    private static Map<Bytes32, List<FeeInput>> fees(JsonNode json) throws IOException {
        Map<Bytes32, List<FeeInput>> fees = new LinkedHashMap<>();
        for (JsonNode entry : json.path("fees")) {
            List<FeeInput> coins = new ArrayList<>();
            for (JsonNode coin : entry.path("coins")) {
                coins.add(FeeCoins.of(new OutPoint(Bytes32.fromHex(coin.path("txid").asText()).reversed(),
                        index(coin, "index")), coin.path("amountSat").asLong()));
            }
            fees.put(Bytes32.fromHex(entry.path("purpose").asText()), coins);
        }
        return fees;
    }

    private static int index(JsonNode json, String name) throws IOException {
        if (!json.path(name).canConvertToInt() || json.path(name).asInt() < 0) {
            throw new IOException(name + " is missing or not an index");
        }
        return json.path(name).asInt();
    }

    /**
     * @throws UncheckedIOException               when it is not safely stored
     * @throws lnhub.actors.chain.WalletTakenOver when another has taken the wallet over
     */
    void write(Content content) {
        store.write(encode(content));
    }

    private Bytes encode(Content content) {
        ObjectNode json = MAPPER.createObjectNode().put("version", VERSION).put("account", accountId.toHex())
                .put("nextExternal", content.nextExternal).put("nextInternal", content.nextInternal);
        ArrayNode funded = json.putArray("funded");
        content.funded.forEach(entry -> funded.addObject().put("tx", entry.tx.raw().toHex())
                .put("outputIndex", entry.funded.outputIndex()).put("feeSat", entry.funded.feeSat())
                .put("publish", entry.publish));
        ArrayNode fees = json.putArray("fees");
        content.fees.forEach((purpose, coins) -> {
            ArrayNode array = fees.addObject().put("purpose", purpose.toHex()).putArray("coins");
            coins.forEach(coin -> array.addObject().put("txid", coin.outPoint().txid().reversed().toHex())
                    .put("index", coin.outPoint().index()).put("amountSat", coin.amountSat()));
        });
        try {
            return Bytes.wrap(MAPPER.writeValueAsBytes(json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("numbers and hex can be written as JSON", impossible);
        }
    }
}
