package lnhub.ops.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MessageOrBuilder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.RouteHint;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** Reads the fields of requests; whatever does not fit is refused with the field's name and what is allowed. */
final class Requests {
    /** One bitcoin is 10^8 satoshi, and there are never more than 21 million. */
    static final long MAX_SAT = 21_000_000L * 100_000_000L;
    private static final int WEIGHT_PER_VBYTE = 4;

    private Requests() {
    }

    static Refused invalid(String message) {
        return new Refused(Refused.Code.INVALID_ARGUMENT, message);
    }

    /**
     * Refuses what is asked for beyond our means: the named fields, and any that our version of the API lacks.
     * Ignoring a field silently would mean doing something else than what was asked.
     */
    static void refuse(MessageOrBuilder request, String... unsupported) {
        Set<String> names = Set.of(unsupported);
        for (Map.Entry<FieldDescriptor, Object> field : request.getAllFields().entrySet()) {
            if (names.contains(field.getKey().getName())) {
                throw invalid(field.getKey().getName() + " is not supported by this node: leave it out");
            }
        }
        for (int number : request.getUnknownFields().asMap().keySet()) {
            throw invalid("field number " + number + " of " + request.getDescriptorForType().getName()
                    + " is not supported by this node: leave it out");
        }
    }

    static PublicKey publicKey(String name, ByteString value) {
        return publicKey(name, value.toByteArray());
    }

    static PublicKey publicKey(String name, String hex) {
        return publicKey(name, bytes(name, hex));
    }

    private static PublicKey publicKey(String name, byte[] value) {
        try {
            return PublicKey.wrap(value);
        } catch (IllegalArgumentException e) {
            throw invalid(name + " must be a compressed public key of 33 bytes, got " + value.length + " bytes");
        }
    }

    static Bytes32 bytes32(String name, ByteString value) {
        return bytes32(name, value.toByteArray());
    }

    static Bytes32 bytes32(String name, String hex) {
        return bytes32(name, bytes(name, hex));
    }

    private static Bytes32 bytes32(String name, byte[] value) {
        if (value.length != Bytes32.SIZE) {
            throw invalid(name + " must be 32 bytes, got " + value.length);
        }
        return Bytes32.wrap(value);
    }

    private static byte[] bytes(String name, String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw invalid(name + " must be hexadecimal");
        }
    }

    static Optional<Bytes32> optional32(String name, ByteString value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(bytes32(name, value));
    }

    static OutPoint outPoint(ChannelPoint point) {
        Bytes32 txid = switch (point.getFundingTxidCase()) {
            case FUNDING_TXID_BYTES -> bytes32("funding_txid_bytes", point.getFundingTxidBytes());
            case FUNDING_TXID_STR -> bytes32("funding_txid_str", point.getFundingTxidStr()).reversed();
            case FUNDINGTXID_NOT_SET -> throw invalid("channel_point must name a funding transaction");
        };
        return new OutPoint(txid, point.getOutputIndex());
    }

    /** Of two fields for one amount, satoshi and millisatoshi, at most one may be set, as lnd has it. */
    static long amountMsat(String name, long sat, long msat) {
        if (sat != 0 && msat != 0) {
            throw invalid(name + ": sat and msat arguments are mutually exclusive");
        }
        checkSat(name, sat);
        if (msat < 0 || msat > MAX_SAT * 1000) {
            throw invalid(name + " must be 0 to " + MAX_SAT * 1000 + " msat, got " + msat);
        }
        return msat != 0 ? msat : sat * 1000;
    }

    static long checkSat(String name, long sat) {
        if (sat < 0 || sat > MAX_SAT) {
            throw invalid(name + " must be 0 to " + MAX_SAT + " sat, got " + sat);
        }
        return sat;
    }

    /** @return satoshi per 1,000 weight units; empty: the node chooses */
    static OptionalInt feeratePerKw(long satPerVbyte, long satPerByte) {
        if (satPerVbyte != 0 && satPerByte != 0) {
            throw invalid("sat_per_vbyte and sat_per_byte are mutually exclusive");
        }
        long rate = satPerVbyte != 0 ? satPerVbyte : satPerByte;
        if (rate < 0 || rate > 100_000) {
            throw invalid("sat_per_vbyte must be 1 to 100000, or 0 for the node to choose, got " + rate);
        }
        return rate == 0 ? OptionalInt.empty() : OptionalInt.of((int) rate * 1000 / WEIGHT_PER_VBYTE);
    }

    /** @return empty for 0, which asks for the default */
    static OptionalInt optionalInt(String name, long value, int max) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(within(name, value, 0, max));
    }

    static int within(String name, long value, int min, int max) {
        if (value < min || value > max) {
            throw invalid(name + " must be " + min + " to " + max + ", got " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    static Optional<String> optional(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    static List<List<RouteHint>> routeHints(List<lnhub.ops.lnrpc.RouteHint> hints) {
        return hints.stream().map(path -> path.getHopHintsList().stream()
                .map(hop -> new RouteHint(publicKey("node_id", hop.getNodeId()), new ShortChannelId(hop.getChanId()),
                        Integer.toUnsignedLong(hop.getFeeBaseMsat()),
                        Integer.toUnsignedLong(hop.getFeeProportionalMillionths()),
                        within("cltv_expiry_delta", Integer.toUnsignedLong(hop.getCltvExpiryDelta()), 0, 0xFFFF)))
                .toList()).toList();
    }

    /** Splits "host:port" or "[IPv6]:port"; without a port it is the Lightning Network's own, 9735. */
    static String[] hostAndPort(String address) {
        int colon = address.lastIndexOf(':');
        boolean bareIpv6 = address.indexOf(':') != colon && !address.startsWith("[");
        if (colon < 0 || bareIpv6 || address.endsWith("]")) {
            return new String[] {unbracketed(address), "9735"};
        }
        return new String[] {unbracketed(address.substring(0, colon)), address.substring(colon + 1)};
    }

    static int port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw invalid("port must be 1 to 65535, got \"" + text + "\"");
        }
        return within("port", Integer.parseInt(text), 1, 65_535);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
