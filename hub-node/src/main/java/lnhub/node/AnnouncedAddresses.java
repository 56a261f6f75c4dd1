package lnhub.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.NodeAddress;
import org.bouncycastle.util.encoders.Base32;

/** The addresses of the configuration, "host:port", as descriptors of a node_announcement (BOLT 7). */
final class AnnouncedAddresses {
    private static final String ONION = ".onion";
    private static final int ONION_CHARACTERS = 56;

    private AnnouncedAddresses() {
    }

    /** In ascending order of their type, as BOLT 7 wants. @throws IllegalArgumentException naming the wrong one */
    static Bytes encode(List<String> addresses) {
        List<NodeAddress> parsed = new ArrayList<>();
        addresses.forEach(text -> parsed.add(parse(text)));
        parsed.sort(Comparator.comparingInt(AnnouncedAddresses::type));
        return NodeAddress.encode(parsed);
    }

    private static NodeAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = text.substring(0, colon).replace("[", "").replace("]", "");
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port " + port);
            }
            return address(host, port);
        } catch (RuntimeException | UnknownHostException wrong) {
            throw new IllegalArgumentException("hub.announce-addresses: \"" + text + "\" is not like 192.0.2.1:9735,"
                    + " [2001:db8::1]:9735, name.example:9735 or (56 letters).onion:9735", wrong);
        }
    }

    private static NodeAddress address(String host, int port) throws UnknownHostException {
        if (host.endsWith(ONION)) {
            String name = host.substring(0, host.length() - ONION.length());
            if (name.length() != ONION_CHARACTERS) {
                throw new IllegalArgumentException("not a version 3 onion");
            }
            return new NodeAddress.TorV3(Bytes.wrap(Base32.decode(name.toUpperCase(Locale.ROOT))), port);
        }
        if (host.contains(":") || host.matches("[0-9.]+")) {
            byte[] raw = InetAddress.getByName(host).getAddress();
            return raw.length == 4 ? new NodeAddress.IPv4(Bytes.wrap(raw), port)
                    : new NodeAddress.IPv6(Bytes.wrap(raw), port);
        }
        return new NodeAddress.Dns(host, port);
    }

    private static int type(NodeAddress address) {
        return switch (address) {
            case NodeAddress.IPv4 a -> 1;
            case NodeAddress.IPv6 a -> 2;
            case NodeAddress.TorV3 a -> 4;
            case NodeAddress.Dns a -> 5;
        };
    }
}
