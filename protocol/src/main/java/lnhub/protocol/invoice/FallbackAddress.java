package lnhub.protocol.invoice;

import lnhub.protocol.units.Bytes;

/**
 * Where to pay on chain when Lightning fails.
 *
 * @param version 0 to 16: a witness version; 17: a P2PKH hash; 18: a P2SH hash
 * @param program the witness program or hash: 2 to 40 bytes, 20 or 32 for version 0, 20 for 17 and 18
 */
public record FallbackAddress(int version, Bytes program) {
    public static final int P2PKH = 17;
    public static final int P2SH = 18;

    public FallbackAddress {
        if (!isValid(version, program.length())) {
            throw new IllegalArgumentException("no fallback address has version " + version + " and "
                    + program.length() + " bytes");
        }
    }

    /** Witness programs as BIP 141 defines them; hashes are RIPEMD-160's. */
    static boolean isValid(int version, int length) {
        return switch (version) {
            case 0 -> length == 20 || length == 32;
            case P2PKH, P2SH -> length == 20;
            default -> version > 0 && version < P2PKH && length >= 2 && length <= 40;
        };
    }
}
