package lnhub.protocol.transactions;

import lnhub.protocol.crypto.Signature;

/** Signatures as a witness holds them: strict DER (BIP 66) and the sighash type in a last byte. */
public final class DerSignature {
    private DerSignature() {
    }

    /** At most 73 bytes. */
    public static byte[] encode(Signature signature, int sighashType) {
        byte[] compact = signature.unsafeArray();
        int rStart = firstSignificant(compact, 0);
        int sStart = firstSignificant(compact, 32);
        int rLength = integerLength(compact, rStart, 32);
        int sLength = integerLength(compact, sStart, 64);
        byte[] der = new byte[7 + rLength + sLength];
        der[0] = 0x30;
        der[1] = (byte) (4 + rLength + sLength);
        int position = putInteger(der, 2, compact, rStart, 32, rLength);
        position = putInteger(der, position, compact, sStart, 64, sLength);
        der[position] = (byte) sighashType;
        return der;
    }

    private static int firstSignificant(byte[] compact, int start) {
        int first = start;
        while (first < start + 31 && compact[first] == 0) {
            first++;
        }
        return first;
    }

    /** With a zero byte in front when the highest bit is set, because DER integers have a sign. */
    private static int integerLength(byte[] compact, int start, int end) {
        return end - start + (compact[start] < 0 ? 1 : 0);
    }

    private static int putInteger(byte[] der, int position, byte[] compact, int start, int end, int length) {
        der[position] = 0x02;
        der[position + 1] = (byte) length;
        int next = position + 2 + length;
        System.arraycopy(compact, start, der, next - (end - start), end - start);
        return next;
    }
}
