package lnhub.protocol.invoice;

import java.util.Optional;

/** The chain that an invoice is for, by its BIP 173 currency prefix. */
public enum InvoiceNetwork {
    MAINNET("bc"), TESTNET("tb"), SIGNET("tbs"), REGTEST("bcrt");

    private final String prefix;

    InvoiceNetwork(String prefix) {
        this.prefix = prefix;
    }

    /** What follows "ln" in an invoice. */
    public String prefix() {
        return prefix;
    }

    static Optional<InvoiceNetwork> ofPrefix(String prefix) {
        for (InvoiceNetwork network : values()) {
            if (network.prefix.equals(prefix)) {
                return Optional.of(network);
            }
        }
        return Optional.empty();
    }
}
