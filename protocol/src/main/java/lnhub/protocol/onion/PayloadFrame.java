package lnhub.protocol.onion;

/**
 * Where a hop's payload lies in the decrypted hop payloads: a BigSize length, the payload, the next HMAC
 * (BOLT 4, "Packet Structure"). Lengths 0 and 1 are reserved.
 *
 * @param start offset of the payload's first byte
 * @param end offset after its last one, where the next HMAC begins
 */
record PayloadFrame(int start, int end) {
    private static final int TWO_BYTES = 0xFD;

    /** The first frame, or null when the length is malformed, reserved, or leaves no room for payload and HMAC. */
    static PayloadFrame first(byte[] payloads) {
        int first = payloads[0] & 0xFF;
        int start = 1;
        int length = first;
        if (first == TWO_BYTES) {
            start = 3;
            length = (payloads[1] & 0xFF) << 8 | payloads[2] & 0xFF;
        }
        // a longer BigSize could only announce more than 65535 bytes
        if (first > TWO_BYTES || length < 2 || first == TWO_BYTES && length < TWO_BYTES
                || start + length + Sphinx.MAC_SIZE > Sphinx.PAYLOADS_SIZE) {
            return null;
        }
        return new PayloadFrame(start, start + length);
    }

    /** Bytes that a payload takes in the onion, with length prefix and HMAC. */
    static int sizeOf(int payloadLength) {
        return prefixSize(payloadLength) + payloadLength + Sphinx.MAC_SIZE;
    }

    static int prefixSize(int payloadLength) {
        return payloadLength < TWO_BYTES ? 1 : 3;
    }

    static void writePrefix(int payloadLength, byte[] target) {
        if (payloadLength < TWO_BYTES) {
            target[0] = (byte) payloadLength;
            return;
        }
        target[0] = (byte) TWO_BYTES;
        target[1] = (byte) (payloadLength >>> 8);
        target[2] = (byte) payloadLength;
    }
}
