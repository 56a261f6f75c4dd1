package lnhub.routing.gossip;

import lnhub.protocol.units.Bytes;

/** The form of a node_announcement's addresses (BOLT 7, "The node_announcement Message"). */
final class AddressDescriptors {
    private static final int DNS_HOSTNAME = 5;
    private static final int PORT = 2;

    private AddressDescriptors() {
    }

    /** Whether the last descriptor of a known type is complete. What follows one of unknown type cannot be read. */
    static boolean areComplete(Bytes addresses) {
        int at = 0;
        while (at < addresses.length()) {
            int length = length(addresses, at);
            if (length == 0) {
                return true;
            }
            at += length;
        }
        return at == addresses.length();
    }

    /** How many DNS hostnames there are; a node MUST NOT announce more than one. */
    static int hostnames(Bytes addresses) {
        int count = 0;
        int length = 1;
        for (int at = 0; at < addresses.length() && length > 0; at += length) {
            length = length(addresses, at);
            count += addresses.at(at) == DNS_HOSTNAME ? 1 : 0;
        }
        return count;
    }

    /** Of the descriptor at this index, its type included; 0 if the type is not known. */
    private static int length(Bytes addresses, int at) {
        return switch (addresses.at(at)) {
            case 1 -> 1 + 4 + PORT;
            case 2 -> 1 + 16 + PORT;
            case 3 -> 1 + 10 + PORT;
            case 4 -> 1 + 35 + PORT;
            case DNS_HOSTNAME -> at + 1 < addresses.length()
                    ? 2 + Byte.toUnsignedInt(addresses.at(at + 1)) + PORT : 2;
            default -> 0;
        };
    }
}
