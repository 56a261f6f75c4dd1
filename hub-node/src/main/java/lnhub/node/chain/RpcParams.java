package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockId;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.math.BigDecimal;
import java.util.HexFormat;

/** A call's positional parameters, checked as bitcoind checks them. */
record RpcParams(JsonNode array) {

    boolean has(int index) {
        return index < array.size() && !array.get(index).isNull();
    }

    private JsonNode required(int index, String name) {
        if (!has(index)) {
            throw new RpcError(RpcError.MISC, "parameter " + (index + 1) + " (" + name + ") is missing");
        }
        return array.get(index);
    }

    private static RpcError wrongType(JsonNode value, String name, String expected) {
        return new RpcError(RpcError.TYPE,
                "JSON value of type " + value.getNodeType() + " for " + name + ", expected " + expected);
    }

    String text(int index, String name) {
        JsonNode value = required(index, name);
        if (!value.isTextual()) {
            throw wrongType(value, name, "a string");
        }
        return value.textValue();
    }

    int number(int index, String name) {
        JsonNode value = required(index, name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrongType(value, name, "a number");
        }
        return value.intValue();
    }

    int number(int index, String name, int otherwise) {
        return has(index) ? number(index, name) : otherwise;
    }

    /** An amount or a rate in bitcoin: a number or a text. */
    BigDecimal bitcoin(int index, String name, BigDecimal otherwise) {
        if (!has(index)) {
            return otherwise;
        }
        try {
            return new BigDecimal(array.get(index).asText());
        } catch (NumberFormatException notANumber) {
            throw wrongType(array.get(index), name, "a number");
        }
    }

    boolean flag(int index, boolean otherwise) {
        return has(index) ? array.get(index).asBoolean() : otherwise;
    }

    /** 0, 1 or 2, where true is 1 and false is 0. */
    int verbosity(int index, int otherwise) {
        return has(index) && array.get(index).isBoolean()
                ? (array.get(index).booleanValue() ? 1 : 0) : number(index, "verbosity", otherwise);
    }

    private String hash(int index, String name) {
        String hex = text(index, name);
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new RpcError(RpcError.INVALID_PARAMETER, name + " must be of length 64 (not " + hex.length()
                    + ") and hexadecimal");
        }
        return hex;
    }

    BlockHash blockHash(int index) {
        return new BlockHash(new BlockId(hash(index, "blockhash")));
    }

    TxId txid(int index) {
        return new TxId(hash(index, "txid"));
    }

    static Transaction transaction(String hex) {
        try {
            byte[] raw = HexFormat.of().parseHex(hex);
            Transaction tx = Transaction.read(raw);
            if (Transaction.write(tx).length != raw.length) {
                throw new RpcError(RpcError.DESERIALIZATION, "TX decode failed. Bytes after its end.");
            }
            return tx;
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            throw decodeFailed();
        } catch (RuntimeException malformed) {
            throw malformed instanceof RpcError known ? known : decodeFailed();
        }
    }

    private static RpcError decodeFailed() {
        return new RpcError(RpcError.DESERIALIZATION,
                "TX decode failed. Make sure the tx has at least one input.");
    }
}
