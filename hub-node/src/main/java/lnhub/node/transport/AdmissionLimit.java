package lnhub.node.transport;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.units.Bytes;

/**
 * How many strangers may be in the middle of a handshake: a handshake costs us curve operations and memory, and
 * anyone who reaches the port can start one.
 */
final class AdmissionLimit {
    private final int total;
    private final int perAddress;
    private final Map<Bytes, Integer> byAddress = new HashMap<>();
    private int admitted;

    AdmissionLimit(int total, int perAddress) {
        this.total = total;
        this.perAddress = perAddress;
    }

    /** One stranger's place, to be given back exactly when the handshake is over, however it ended. */
    final class Admission {
        private final Bytes address;
        private boolean released;

        private Admission(Bytes address) {
            this.address = address;
        }

        /** Any call after the first does nothing. */
        void release() {
            synchronized (AdmissionLimit.this) {
                if (!released) {
                    released = true;
                    admitted--;
                    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    /** Empty when the limits are reached. */
    synchronized Optional<Admission> admit(InetAddress remote) {
        Bytes address = network(remote);
        int already = byAddress.getOrDefault(address, 0);
        if (admitted >= total || already >= perAddress) {
            return Optional.empty();
        }
        admitted++;
        byAddress.put(address, already + 1);
        return Optional.of(new Admission(address));
    }

    /** An IPv4 address, or the /64 that one IPv6 subscriber usually has for himself. */
    private static Bytes network(InetAddress remote) {
        byte[] address = remote.getAddress();
        return Bytes.wrap(address.length == 16 ? Arrays.copyOf(address, 8) : address);
    }
}
