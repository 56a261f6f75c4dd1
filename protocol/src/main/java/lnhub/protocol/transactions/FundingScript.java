package lnhub.protocol.transactions;

import java.nio.ByteBuffer;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;

/**
 * The 2-of-2 of the funding output (BOLT 3, "Funding Transaction Output"): the lesser of the two keys comes first,
 * whoever opened the channel.
 */
public final class FundingScript {
    private FundingScript() {
    }

    /** The witness script, 71 bytes: 2 pubkey1 pubkey2 2 OP_CHECKMULTISIG. */
    public static Bytes witnessScript(PublicKey a, PublicKey b) {
        boolean ordered = a.compareTo(b) <= 0;
        return Bytes.wrap(ByteBuffer.allocate(71)
                .put(Op.TWO).put((byte) 33).put((ordered ? a : b).unsafeArray())
                .put((byte) 33).put((ordered ? b : a).unsafeArray())
                .put(Op.TWO).put(Op.CHECKMULTISIG)
                .array());
    }

    /** The P2WSH scriptPubKey of the funding output, 34 bytes. */
    public static Bytes scriptPubkey(PublicKey a, PublicKey b) {
        return Op.p2wsh(witnessScript(a, b));
    }

    /** The witness that spends the funding output; signatures stand in the order of their keys. */
    static byte[][] witness(PublicKey a, Signature signatureOfA, PublicKey b, Signature signatureOfB) {
        boolean ordered = a.compareTo(b) <= 0;
        return new byte[][] {
            SingleInputTransaction.EMPTY,
            DerSignature.encode(ordered ? signatureOfA : signatureOfB, SingleInputTransaction.SIGHASH_ALL),
            DerSignature.encode(ordered ? signatureOfB : signatureOfA, SingleInputTransaction.SIGHASH_ALL),
            witnessScript(a, b).unsafeArray()
        };
    }
}
