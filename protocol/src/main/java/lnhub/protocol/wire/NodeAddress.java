package lnhub.protocol.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lnhub.protocol.units.Bytes;
import org.bouncycastle.util.encoders.Base32;

/** Where a node can be reached: an address descriptor of BOLT 7, "The node_announcement Message". */
public sealed interface NodeAddress {

    /** What one would type: dotted, colon-separated, a host name, or an onion address. */
    String host();

    int port();

    /** @param address 4 bytes */
    record IPv4(Bytes address, int port) implements NodeAddress {
        static final int TYPE = 1;

        public IPv4 {
            requireLength(address, 4);
        }

        @Override
        public String host() {
            return numericHost(address);
        }
    }

    /** @param address 16 bytes */
    record IPv6(Bytes address, int port) implements NodeAddress {
        static final int TYPE = 2;

        public IPv6 {
            requireLength(address, 16);
        }

        @Override
        public String host() {
            return numericHost(address);
        }
    }

    /** @param onion 35 bytes: ed25519 key, checksum, version */
    record TorV3(Bytes onion, int port) implements NodeAddress {
        static final int TYPE = 4;

        public TorV3 {
            requireLength(onion, 35);
        }

        @Override
        public String host() {
            return Base32.toBase32String(onion.unsafeArray()).toLowerCase(Locale.ROOT) + ".onion";
        }
    }

    /** @param host ASCII, at most 255 characters */
    record Dns(String host, int port) implements NodeAddress {
        static final int TYPE = 5;

        public Dns {
            if (host.isEmpty() || host.length() > 255 || !host.chars().allMatch(c -> c > 32 && c < 127)) {
                throw new IllegalArgumentException("not a host name of 1 to 255 visible ASCII characters");
            }
        }
    }

    /**
     * The addresses of a node, in the order sent. Ignored, as BOLT 7 wants: Tor v2, zero padding, ports 0, and
     * everything from the first unknown type on. More than one host name is left to the caller to judge.
     *
     * @throws MalformedMessage when the bytes end inside a descriptor of a known type
     */
    static List<NodeAddress> decode(Bytes descriptors) throws MalformedMessage {
        List<NodeAddress> addresses = new ArrayList<>();
        WireReader r = WireReader.of(descriptors);
        while (!r.isAtEnd()) {
            int type = r.u8("address type");
            if (type > Dns.TYPE) {
                break;
            }
            NodeAddress address = read(type, r);
            if (address != null && address.port() != 0) {
                addresses.add(address);
            }
        }
        return List.copyOf(addresses);
    }

    private static NodeAddress read(int type, WireReader r) throws MalformedMessage {
        return switch (type) {
            case IPv4.TYPE -> new IPv4(r.bytes(4, "ipv4_addr"), r.u16("port"));
            case IPv6.TYPE -> new IPv6(r.bytes(16, "ipv6_addr"), r.u16("port"));
            case TorV3.TYPE -> new TorV3(r.bytes(35, "onion_addr"), r.u16("port"));
            case Dns.TYPE -> readDns(r);
            // Tor v2 is dead, but its descriptors are still sent.
            case 3 -> {
                r.skip(12, "Tor v2 address");
                yield null;
            }
            default -> null;
        };
    }

    private static NodeAddress readDns(WireReader r) throws MalformedMessage {
        Bytes name = r.bytes(r.u8("hostname_len"), "hostname");
        int port = r.u16("port");
        try {
            // Latin-1 keeps every byte one character, so that a byte beyond ASCII is seen and refused.
            return new Dns(new String(name.unsafeArray(), StandardCharsets.ISO_8859_1), port);
        } catch (IllegalArgumentException notAHostName) {
            throw r.malformed("hostname: " + notAHostName.getMessage());
        }
    }

    /** The descriptors in ascending order of type, as the origin node must place them. */
    static Bytes encode(List<NodeAddress> addresses) {
        WireWriter w = new WireWriter(64);
        addresses.stream()
                .sorted(Comparator.comparingInt(NodeAddress::type))
                .forEach(address -> address.write(w));
        return w.toBytes();
    }

    private int type() {
        return switch (this) {
            case IPv4 _ -> IPv4.TYPE;
            case IPv6 _ -> IPv6.TYPE;
            case TorV3 _ -> TorV3.TYPE;
            case Dns _ -> Dns.TYPE;
        };
    }

    private void write(WireWriter w) {
        w.u8(type());
        switch (this) {
            case IPv4 ipv4 -> w.bytes(ipv4.address());
            case IPv6 ipv6 -> w.bytes(ipv6.address());
            case TorV3 tor -> w.bytes(tor.onion());
            case Dns dns -> w.u8(dns.host().length()).bytes(dns.host().getBytes(StandardCharsets.US_ASCII));
        }
        w.u16(port());
    }

    private static void requireLength(Bytes address, int length) {
        if (address.length() != length) {
            throw new IllegalArgumentException("address has " + address.length() + " bytes instead of " + length);
        }
    }

    private static String numericHost(Bytes address) {
        try {
            return InetAddress.getByAddress(address.unsafeArray()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of 4 or 16 bytes needs no lookup", impossible);
        }
    }
}
