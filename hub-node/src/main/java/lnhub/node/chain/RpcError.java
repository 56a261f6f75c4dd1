package lnhub.node.chain;

/** An error as bitcoind's JSON-RPC tells it: one of its codes and a text. */
final class RpcError extends RuntimeException {
    static final int MISC = -1;
    static final int TYPE = -3;
    static final int INVALID_ADDRESS_OR_KEY = -5;
    static final int INVALID_PARAMETER = -8;
    static final int WALLET_NOT_FOUND = -18;
    static final int WALLET_ALREADY_LOADED = -35;
    static final int DESERIALIZATION = -22;
    static final int IN_WARMUP = -28;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int PARSE = -32700;

    private final int code;

    RpcError(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
