package lnhub.protocol.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lnhub.protocol.units.Bytes;

/**
 * A feature bit field (BOLT 9): big-endian, bit 0 is the lowest bit of the last byte.
 * An even bit is compulsory, the odd one above it optional. Leading zero bytes are kept, because gossip is signed as
 * it was sent, but two fields with the same bits set are equal.
 */
public record Features(Bytes bits) {
    public static final Features EMPTY = new Features(Bytes.EMPTY);

    /** Features this hub knows, by the number of their compulsory bit. */
    public static final int DATA_LOSS_PROTECT = 0;
    public static final int UPFRONT_SHUTDOWN_SCRIPT = 4;
    public static final int GOSSIP_QUERIES = 6;
    public static final int VAR_ONION_OPTIN = 8;
    public static final int STATIC_REMOTEKEY = 12;
    public static final int PAYMENT_SECRET = 14;
    public static final int BASIC_MPP = 16;
    public static final int LARGE_CHANNELS = 18;
    public static final int ANCHORS = 22;
    public static final int SHUTDOWN_ANYSEGWIT = 26;
    public static final int CHANNEL_TYPE = 44;
    public static final int SCID_ALIAS = 46;
    public static final int PAYMENT_METADATA = 48;
    public static final int ZEROCONF = 50;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(DATA_LOSS_PROTECT, "option_data_loss_protect"),
            Map.entry(UPFRONT_SHUTDOWN_SCRIPT, "option_upfront_shutdown_script"),
            Map.entry(GOSSIP_QUERIES, "gossip_queries"),
            Map.entry(VAR_ONION_OPTIN, "var_onion_optin"),
            Map.entry(10, "gossip_queries_ex"),
            Map.entry(STATIC_REMOTEKEY, "option_static_remotekey"),
            Map.entry(PAYMENT_SECRET, "payment_secret"),
            Map.entry(BASIC_MPP, "basic_mpp"),
            Map.entry(LARGE_CHANNELS, "option_support_large_channel"),
            Map.entry(ANCHORS, "option_anchors"),
            Map.entry(24, "option_route_blinding"),
            Map.entry(SHUTDOWN_ANYSEGWIT, "option_shutdown_anysegwit"),
            Map.entry(28, "option_dual_fund"),
            Map.entry(34, "option_quiesce"),
            Map.entry(36, "option_attribution_data"),
            Map.entry(38, "option_onion_messages"),
            Map.entry(42, "option_provide_storage"),
            Map.entry(CHANNEL_TYPE, "option_channel_type"),
            Map.entry(SCID_ALIAS, "option_scid_alias"),
            Map.entry(PAYMENT_METADATA, "option_payment_metadata"),
            Map.entry(ZEROCONF, "option_zeroconf"),
            Map.entry(60, "option_simple_close"),
            Map.entry(62, "option_splice"));

    /** Feature to the feature it needs (BOLT 9's table), except needs that are assumed of every node. */
    private static final Map<Integer, Integer> DEPENDENCIES = Map.of(ZEROCONF, SCID_ALIAS, 60, SHUTDOWN_ANYSEGWIT);

    /** The field with exactly these bits set. */
    public static Features of(int... bits) {
        int highest = Arrays.stream(bits).max().orElse(-1);
        byte[] field = new byte[(highest + 8) / 8];
        for (int bit : bits) {
            field[field.length - 1 - bit / 8] |= (byte) (1 << (bit % 8));
        }
        return new Features(Bytes.wrap(field));
    }

    public boolean isSet(int bit) {
        int index = bits.length() - 1 - bit / 8;
        return index >= 0 && (bits.at(index) & (1 << (bit % 8))) != 0;
    }

    /** Whether a feature is there at all, compulsory or optional. @param feature the even bit */
    public boolean supports(int feature) {
        return isSet(feature) || isSet(feature + 1);
    }

    /** One more than the highest bit that can be set. */
    public int bitLength() {
        return bits.length() * 8;
    }

    /** The bits set in either. */
    public Features or(Features other) {
        byte[] field = new byte[Math.max(bits.length(), other.bits.length())];
        for (int i = 1; i <= field.length; i++) {
            field[field.length - i] = (byte) (byteFromEnd(i) | other.byteFromEnd(i));
        }
        return new Features(Bytes.wrap(field));
    }

    private int byteFromEnd(int index) {
        return index > bits.length() ? 0 : bits.at(bits.length() - index);
    }

    /** Whether something is demanded that is not in {@code known} (even bits). */
    public boolean hasUnknownCompulsory(Set<Integer> known) {
        return unknownCompulsory(known).isPresent();
    }

    /** The lowest compulsory bit set that is not in {@code known} (even bits). */
    public OptionalInt unknownCompulsory(Set<Integer> known) {
        for (int bit = 0; bit < bitLength(); bit += 2) {
            if (isSet(bit) && !known.contains(bit)) {
                return OptionalInt.of(bit);
            }
        }
        return OptionalInt.empty();
    }

    /** What is wrong when a feature is set without the one it depends on (BOLT 1, "The init Message"). */
    public Optional<String> missingDependency() {
        return DEPENDENCIES.entrySet().stream()
                .filter(need -> supports(need.getKey()) && !supports(need.getValue()))
                .map(need -> name(need.getKey()) + " is set without " + name(need.getValue()))
                .sorted()
                .findFirst();
    }

    /** BOLT 9's name of a bit, compulsory or optional, or its number. */
    public static String name(int bit) {
        String name = NAMES.get(bit & ~1);
        return name == null ? "feature bit " + bit : name + " (bit " + bit + ")";
    }

    private Bytes minimal() {
        int zeroes = 0;
        while (zeroes < bits.length() && bits.at(zeroes) == 0) {
            zeroes++;
        }
        return zeroes == 0 ? bits : bits.slice(zeroes, bits.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features that && minimal().equals(that.minimal());
    }

    @Override
    public int hashCode() {
        return minimal().hashCode();
    }
}
