package lnhub.protocol.invoice;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.Features;

/**
 * Reads an invoice's timestamp and tagged fields. Fields of unknown type, and known ones of a wrong length, are
 * skipped, as the examples of BOLT 11 want (its text would have the latter fail the payment; a compulsory field
 * that is skipped does so all the same). Of fields that may be there once the first one counts.
 */
final class InvoiceReader {
    /** Numbers beyond this many words are refused. */
    private static final int MAX_NUMBER_WORDS = 12;

    private final byte[] words;
    private Bytes32 paymentHash;
    private Bytes32 paymentSecret;
    private String description;
    private Bytes32 descriptionHash;
    private Long expirySeconds;
    private Long minFinalCltvExpiryDelta;
    private final List<FallbackAddress> fallbackAddresses = new ArrayList<>();
    private final List<RoutingHint> routingHints = new ArrayList<>();
    private Features features;
    private Bytes paymentMetadata;
    private PublicKey payee;

    /** @param words without the signature */
    InvoiceReader(byte[] words) {
        this.words = words;
    }

    /**
     * @param signedHash what the signature covers
     * @param signed 64 bytes of signature and the recovery id
     */
    Invoice read(InvoicePrefix prefix, Bytes32 signedHash, byte[] signed) throws MalformedInvoice {
        readFields();
        require(paymentHash != null, "no payment hash");
        require(paymentSecret != null, "no payment secret");
        require(description == null || descriptionHash == null, "both a description and a description hash");
        require(description != null || descriptionHash != null, "neither a description nor a description hash");
        checkFeatures();
        return new Invoice(prefix.network(), prefix.amountMsat(), Words.toNumber(words, 0, Field.TIMESTAMP_WORDS),
                paymentHash, paymentSecret, Optional.ofNullable(description), Optional.ofNullable(descriptionHash),
                expirySeconds == null ? Invoice.DEFAULT_EXPIRY_SECONDS : expirySeconds,
                minFinalCltvExpiryDelta == null
                        ? Invoice.DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA : minFinalCltvExpiryDelta,
                fallbackAddresses, routingHints, features == null ? Features.EMPTY : features,
                Optional.ofNullable(paymentMetadata), signer(signedHash, signed));
    }

    private void readFields() throws MalformedInvoice {
        int at = Field.TIMESTAMP_WORDS;
        while (at < words.length) {
            require(words.length - at >= 3, "the last field is cut off");
            int type = words[at];
            int length = words[at + 1] << 5 | words[at + 2];
            at += 3;
            require(words.length - at >= length, "the last field is cut off");
            readField(type, at, at + length);
            at += length;
        }
    }

    private void readField(int type, int from, int to) throws MalformedInvoice {
        switch (type) {
            case Field.PAYMENT_HASH -> paymentHash = paymentHash == null ? hash(from, to) : paymentHash;
            case Field.PAYMENT_SECRET -> paymentSecret = paymentSecret == null ? hash(from, to) : paymentSecret;
            case Field.DESCRIPTION_HASH ->
                descriptionHash = descriptionHash == null ? hash(from, to) : descriptionHash;
            case Field.DESCRIPTION -> description = description == null ? text(from, to) : description;
            case Field.EXPIRY -> expirySeconds = expirySeconds == null ? number(from, to) : expirySeconds;
            case Field.MIN_FINAL_CLTV_EXPIRY_DELTA -> minFinalCltvExpiryDelta =
                    minFinalCltvExpiryDelta == null ? cltvDelta(from, to) : minFinalCltvExpiryDelta;
            case Field.FALLBACK_ADDRESS -> readFallback(from, to);
            case Field.ROUTING_HINT -> readHint(from, to);
            case Field.FEATURES -> features = features == null ? readFeatures(from, to) : features;
            case Field.PAYMENT_METADATA -> paymentMetadata =
                    paymentMetadata == null ? Bytes.wrap(Words.toBytes(words, from, to)) : paymentMetadata;
            case Field.PAYEE -> payee = payee == null && to - from == Field.KEY_WORDS
                    ? key(Words.toBytes(words, from, to)) : payee;
            default -> { }
        }
    }

    private Bytes32 hash(int from, int to) {
        return to - from == Field.HASH_WORDS ? Bytes32.wrap(Words.toBytes(words, from, to)) : null;
    }

    private String text(int from, int to) throws MalformedInvoice {
        try {
            return StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Words.toBytes(words, from, to))).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedInvoice("the description is not UTF-8");
        }
    }

    private long number(int from, int to) throws MalformedInvoice {
        checkMinimal(from, to);
        require(to - from <= MAX_NUMBER_WORDS, "a number takes more than 60 bits");
        return Words.toNumber(words, from, to);
    }

    private long cltvDelta(int from, int to) throws MalformedInvoice {
        long delta = number(from, to);
        require(delta >>> 32 == 0, "min_final_cltv_expiry_delta takes more than 32 bits");
        return delta;
    }

    private void checkMinimal(int from, int to) throws MalformedInvoice {
        require(from == to || words[from] != 0, "an x, c or 9 field begins with zero");
    }

    private void readFallback(int from, int to) {
        if (from == to) {
            return;
        }
        byte[] program = Words.toBytes(words, from + 1, to);
        if (FallbackAddress.isValid(words[from], program.length)) {
            fallbackAddresses.add(new FallbackAddress(words[from], Bytes.wrap(program)));
        }
    }

    private void readHint(int from, int to) throws MalformedInvoice {
        ByteBuffer bytes = ByteBuffer.wrap(Words.toBytes(words, from, to));
        require(bytes.hasRemaining() && bytes.remaining() % Field.HOP_SIZE == 0,
                "an r field has 51 bytes per hop, got " + bytes.remaining());
        List<RoutingHint.Hop> hops = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] nodeId = new byte[PublicKey.SIZE];
            bytes.get(nodeId);
            hops.add(new RoutingHint.Hop(key(nodeId), new ShortChannelId(bytes.getLong()),
                    Integer.toUnsignedLong(bytes.getInt()), Integer.toUnsignedLong(bytes.getInt()),
                    Short.toUnsignedInt(bytes.getShort())));
        }
        routingHints.add(new RoutingHint(hops));
    }

    private Features readFeatures(int from, int to) throws MalformedInvoice {
        checkMinimal(from, to);
        byte[] bits = new byte[((to - from) * 5 + 7) / 8];
        for (int bit = 0; bit < (to - from) * 5; bit++) {
            if ((words[to - 1 - bit / 5] >>> bit % 5 & 1) == 1) {
                bits[bits.length - 1 - bit / 8] |= (byte) (1 << bit % 8);
            }
        }
        Features read = new Features(Bytes.wrap(bits));
        require(read.bits().length() <= Invoice.MAX_FIELD_SIZE, "features beyond bit 5111");
        return read;
    }

    /** An unknown even bit is a demand that we cannot meet; the others' dependencies are assumed (BOLT 9). */
    private void checkFeatures() throws MalformedInvoice {
        for (int bit = 0; features != null && bit < features.bitLength(); bit += 2) {
            boolean known = bit == Features.VAR_ONION_OPTIN || bit == Features.PAYMENT_SECRET
                    || bit == Features.BASIC_MPP || bit == Features.PAYMENT_METADATA;
            require(known || !features.isSet(bit), "feature bit " + bit + " is compulsory and unknown");
        }
    }

    private static PublicKey key(byte[] compressed) throws MalformedInvoice {
        require(compressed[0] == 2 || compressed[0] == 3, "a node id is not a compressed public key");
        PublicKey key = PublicKey.wrap(compressed);
        require(Secp256k1.isValid(key), "a node id is not on the curve");
        return key;
    }

    /** With an n field the signature must be of low s; a key that is recovered is good with either. */
    private PublicKey signer(Bytes32 signedHash, byte[] signed) throws MalformedInvoice {
        Signature signature = Signature.wrap(Arrays.copyOf(signed, Signature.SIZE));
        if (payee != null) {
            require(Secp256k1.verify(signedHash, signature, payee), "the signature is not the payee's, or not low-s");
            return payee;
        }
        int recoveryId = signed[Signature.SIZE];
        require(recoveryId >= 0 && recoveryId <= 3, "the recovery id is not 0 to 3");
        try {
            return Secp256k1.recover(signedHash, signature, recoveryId);
        } catch (IllegalArgumentException notRecoverable) {
            throw new MalformedInvoice("no key can be recovered from the signature");
        }
    }

    private static void require(boolean fine, String orElse) throws MalformedInvoice {
        if (!fine) {
            throw new MalformedInvoice(orElse);
        }
    }
}
