package lnhub.node.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.math.BigDecimal;

/** Blocks and transactions in the JSON of bitcoind's RPC. Hashes are in the order explorers show. */
final class RegtestJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RegtestJson() {
    }

    /** In bitcoin, with eight decimals. */
    static BigDecimal amount(long sat) {
        return BigDecimal.valueOf(sat, 8);
    }

    static ObjectNode header(RegtestChain chain, BlockTree.Node node) {
        BlockHeader header = node.block().header;
        boolean active = chain.isActive(node);
        ObjectNode json = JSON.objectNode();
        json.put("hash", node.block().blockId.value.toHex());
        json.put("confirmations", active ? chain.tipNode().height() - node.height() + 1 : -1);
        json.put("height", node.height());
        json.put("version", header.version);
        json.put("versionHex", String.format("%08x", header.version));
        json.put("merkleroot", header.hashMerkleRoot.reversed().toHex());
        json.put("time", header.time);
        json.put("mediantime", node.medianTimePast());
        json.put("nonce", header.nonce);
        json.put("bits", String.format("%08x", header.bits));
        json.put("difficulty", 4.656542373906925e-10);
        json.put("nTx", node.block().tx.size());
        if (node.parent() != null) {
            json.put("previousblockhash", node.parent().block().blockId.value.toHex());
        }
        if (active) {
            chain.nodeAt(node.height() + 1)
                    .ifPresent(next -> json.put("nextblockhash", next.block().blockId.value.toHex()));
        }
        return json;
    }

    /** @param verbosity 1 lists the transactions' ids, 2 the transactions */
    static ObjectNode block(RegtestChain chain, BlockTree.Node node, int verbosity) {
        ObjectNode json = header(chain, node);
        Block block = node.block();
        json.put("size", Block.write(block).length);
        ArrayNode transactions = json.putArray("tx");
        for (Transaction tx : block.tx) {
            if (verbosity == 1) {
                transactions.add(tx.txid.value.toHex());
            } else {
                transactions.add(transaction(tx));
            }
        }
        return json;
    }

    static ObjectNode transaction(Transaction tx) {
        byte[] raw = Transaction.write(tx);
        ObjectNode json = JSON.objectNode();
        json.put("txid", tx.txid.value.toHex());
        json.put("hash", new ByteVector(Crypto.hash256(raw)).reversed().toHex());
        json.put("version", tx.version);
        json.put("size", raw.length);
        json.put("vsize", StandardRules.virtualSize(tx));
        json.put("weight", tx.weight());
        json.put("locktime", tx.lockTime);
        ArrayNode inputs = json.putArray("vin");
        tx.txIn.forEach(input -> inputs.add(input(tx, input)));
        ArrayNode outputs = json.putArray("vout");
        for (int i = 0; i < tx.txOut.size(); i++) {
            TxOut output = tx.txOut.get(i);
            ObjectNode entry = outputs.addObject();
            entry.put("value", amount(output.amount.toLong()));
            entry.put("n", i);
            entry.set("scriptPubKey", script(output.publicKeyScript));
        }
        json.put("hex", new ByteVector(raw).toHex());
        return json;
    }

    private static ObjectNode input(Transaction tx, TxIn input) {
        ObjectNode json = JSON.objectNode();
        if (tx.isCoinbase()) {
            json.put("coinbase", input.signatureScript.toHex());
        } else {
            json.put("txid", input.outPoint.txid.value.toHex());
            json.put("vout", input.outPoint.index);
            json.putObject("scriptSig").put("hex", input.signatureScript.toHex());
        }
        if (input.getHasWitness()) {
            ArrayNode witness = json.putArray("txinwitness");
            input.witness.stack.forEach(element -> witness.add(element.toHex()));
        }
        return json.put("sequence", input.sequence);
    }

    static ObjectNode script(ByteVector script) {
        return JSON.objectNode().put("hex", script.toHex());
    }
}
