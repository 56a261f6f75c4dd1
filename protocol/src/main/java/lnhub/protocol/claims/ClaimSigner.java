package lnhub.protocol.claims;

import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;

/** The private side of claims: data in, signature out. */
@FunctionalInterface
public interface ClaimSigner {
    /** A low-s signature of a BIP 143 hash. */
    Signature sign(Bytes32 sighash, SigningKey key);
}
