package lnhub.protocol.transactions;

import java.nio.ByteBuffer;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;

/** The script opcodes BOLT 3 uses, and the two output scripts that wrap a script or key. */
public final class Op {
    static final byte ZERO = 0;
    static final byte ONE = 0x51;
    static final byte TWO = 0x52;
    static final byte SIXTEEN = 0x60;
    static final byte IF = 0x63;
    static final byte NOTIF = 0x64;
    static final byte ELSE = 0x67;
    static final byte ENDIF = 0x68;
    static final byte RETURN = 0x6a;
    static final byte IFDUP = 0x73;
    static final byte DROP = 0x75;
    static final byte DUP = 0x76;
    static final byte SWAP = 0x7c;
    static final byte SIZE = (byte) 0x82;
    static final byte EQUAL = (byte) 0x87;
    static final byte EQUALVERIFY = (byte) 0x88;
    static final byte HASH160 = (byte) 0xa9;
    static final byte CHECKSIG = (byte) 0xac;
    static final byte CHECKSIGVERIFY = (byte) 0xad;
    static final byte CHECKMULTISIG = (byte) 0xae;
    static final byte CHECKLOCKTIMEVERIFY = (byte) 0xb1;
    static final byte CHECKSEQUENCEVERIFY = (byte) 0xb2;

    private Op() {
    }

    /** OP_0 SHA256(script), 34 bytes. */
    public static Bytes p2wsh(Bytes script) {
        return Bytes.wrap(ByteBuffer.allocate(34).put(ZERO).put((byte) 32)
                .put(Hashes.sha256(script.unsafeArray()).unsafeArray()).array());
    }

    /** OP_0 HASH160(key), 22 bytes. */
    public static Bytes p2wpkh(PublicKey key) {
        return Bytes.wrap(ByteBuffer.allocate(22).put(ZERO).put((byte) 20)
                .put(Hashes.hash160(key.unsafeArray())).array());
    }

    /** The minimal push of a number that is not negative: interpreters refuse any other (BIP 62, rule 4). */
    static byte[] number(long value) {
        if (value <= 16) {
            return new byte[] {value == 0 ? ZERO : (byte) (ONE + value - 1)};
        }
        // Little-endian, and one byte more when the highest bit is taken, because it is the sign.
        int size = (64 - Long.numberOfLeadingZeros(value)) / 8 + 1;
        byte[] push = new byte[1 + size];
        push[0] = (byte) size;
        for (int i = 0; i < size; i++) {
            push[1 + i] = (byte) (value >>> (8 * i));
        }
        return push;
    }
}
