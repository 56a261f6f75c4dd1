package lnhub.actors.node;

import java.util.Arrays;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes32;

/**
 * Which HTLC brought which onion, for the last ones: an onion is remembered for at least as many others as one
 * generation holds. All memory is taken at the start, 16 bytes a slot. Shared secrets are hashes, so 8 bytes of one
 * name it: that two onions agree in them by chance among half a million is less likely than one in ten million.
 */
final class SeenOnions {
    /** A power of two, so that a mask finds the slot. */
    private static final int SLOTS = 1 << 19;
    static final int GENERATION = SLOTS / 2;
    private static final int SHIFT = 32;

    private Generation young = new Generation();
    private Generation old = new Generation();

    /** Open addressing with linear probing; 0 marks a free slot. */
    private static final class Generation {
        private final long[] secrets = new long[SLOTS];
        private final long[] owners = new long[SLOTS];
        private int size;

        private int slot(long secret) {
            int slot = (int) (secret >>> SHIFT) & SLOTS - 1;
            while (secrets[slot] != 0 && secrets[slot] != secret) {
                slot = slot + 1 & SLOTS - 1;
            }
            return slot;
        }

        private void clear() {
            Arrays.fill(secrets, 0);
            size = 0;
        }
    }

    /** Whether another HTLC brought the onion with this shared secret before; else this one is remembered. */
    synchronized boolean isReplay(Bytes32 sharedSecret, ChannelRef incoming, long htlcId) {
        long secret = Math.max(1, bits(sharedSecret) >>> 1);
        long owner = bits(incoming.value()) + htlcId;
        int before = old.slot(secret);
        if (old.secrets[before] != 0) {
            return old.owners[before] != owner;
        }
        int slot = young.slot(secret);
        if (young.secrets[slot] != 0) {
            return young.owners[slot] != owner;
        }
        young.secrets[slot] = secret;
        young.owners[slot] = owner;
        if (++young.size == GENERATION) {
            Generation oldest = old;
            old = young;
            oldest.clear();
            young = oldest;
        }
        return false;
    }

    private static long bits(Bytes32 value) {
        byte[] bytes = value.unsafeArray();
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << Byte.SIZE | bytes[i] & 0xff;
        }
        return bits;
    }
}
