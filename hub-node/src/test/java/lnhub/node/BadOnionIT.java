package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lnhub.actors.payment.StoredInvoice;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.onion.BuiltOnion;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.onion.OnionBuilder;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTLCs that the hub must take into its channel and then fail, each with the code that BOLT 4 gives for it. */
@Timeout(300)
class BadOnionIT {
    private static final long AMOUNT_MSAT = 5_000_000;
    private static final long FEE_MSAT = 1_000 + AMOUNT_MSAT / 10_000;
    private static final int DELTA = 80;
    private static final int FINAL_DELTA = 40;
    private static HostileNetwork hostile;
    private static TestPeer peer;
    private static int count;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hostile = new HostileNetwork(folder);
        peer = hostile.peerWithChannel();
    }

    @AfterAll
    static void stop() {
        hostile.close();
    }

    /** Nothing of it is the peer's fault: the connection lives, the channel is at rest, and others are served. */
    @AfterEach
    void nothingElseHappened() {
        peer.expectAlive();
        Await.until("rest", () -> peer.channel().isAtRest());
        assertThat(hostile.hubsSide(peer.channel().channelId().orElseThrow())).containsInstanceOf(Normal.class);
        hostile.requireHonestServed();
        hostile.requireNoneClosed();
    }

    private static Bytes32 fresh(String what) {
        return Hashes.sha256((what + count++).getBytes(StandardCharsets.US_ASCII));
    }

    private static long height() {
        return hostile.network.height();
    }

    private static BuiltOnion onion(Bytes32 hash, List<PublicKey> hops, List<Bytes> payloads) {
        return OnionBuilder.build(PrivateKey.wrap(fresh("session").toArray()), hops, payloads, hash);
    }

    // --- onions that cannot be read ---

    private static Bytes changed(Bytes onion, int position, int value) {
        byte[] bytes = onion.toArray();
        bytes[position] = (byte) value;
        return Bytes.wrap(bytes);
    }

    private static void expectMalformed(Bytes32 hash, Bytes onion, int code) {
        Settlement outcome = peer.channel().outcome(peer.channel().offer(AMOUNT_MSAT, hash, height() + 200, onion));
        assertThat(outcome).isEqualTo(new Settlement.FailedMalformed(code, Hashes.sha256(onion.toArray())));
    }

    private static Bytes toHub(Bytes32 hash) {
        HopPayload payload = new HopPayload.Final(AMOUNT_MSAT, height() + 200, Optional.of(fresh("secret")),
                AMOUNT_MSAT, Optional.empty(), Optional.empty());
        return onion(hash, List.of(hostile.hub.nodeId()), List.of(payload.encode())).onion();
    }

    @Test
    void unreadableOnionsAreMalformed() {
        Bytes32 hash = fresh("hash");
        Bytes good = toHub(hash);
        expectMalformed(hash, changed(good, 0, 1), FailureMessage.INVALID_ONION_VERSION);
        expectMalformed(hash, changed(good, 0, 255), FailureMessage.INVALID_ONION_VERSION);
        expectMalformed(hash, changed(good, 1, 9), FailureMessage.INVALID_ONION_KEY);
        expectMalformed(hash, changed(good, 1365, good.at(1365) ^ 1), FailureMessage.INVALID_ONION_HMAC);
        expectMalformed(hash, changed(good, 700, good.at(700) ^ 1), FailureMessage.INVALID_ONION_HMAC);
        expectMalformed(fresh("other hash"), good, FailureMessage.INVALID_ONION_HMAC);
        expectMalformed(hash, Bytes.wrap(new byte[1366]), FailureMessage.INVALID_ONION_KEY);
    }

    /** BOLT 4, "Onion Decryption": an onion that came before is refused, whoever brings it. */
    @Test
    void replayedOnionsAreRefused() {
        Bytes32 hash = fresh("hash");
        Bytes good = toHub(hash);
        Settlement first = peer.channel().outcome(peer.channel().offer(AMOUNT_MSAT, hash, height() + 200, good));
        assertThat(first).isInstanceOf(Settlement.Failed.class);
        expectMalformed(hash, good, FailureMessage.INVALID_ONION_HMAC);
        expectMalformed(hash, good, FailureMessage.INVALID_ONION_HMAC);
    }

    // --- forwards ---

    private static FailureMessage failure(Bytes32 hash, BuiltOnion onion, long amountMsat, long expiry) {
        Origin origin = peer.channel().offer(amountMsat, hash, expiry, onion.onion());
        Settlement outcome = peer.channel().outcome(origin);
        assertThat(outcome).isInstanceOf(Settlement.Failed.class);
        FailureOnion.Attributed attributed = FailureOnion.unwrap(onion.sharedSecrets(),
                ((Settlement.Failed) outcome).reason()).orElseThrow();
        assertThat(attributed.hopIndex()).as("the hop that failed it").isZero();
        return attributed.failure();
    }

    /** @param inMsat what the hub gets @param inExpiry and until when */
    private static FailureMessage forward(ShortChannelId over, long outMsat, long outExpiry, long inMsat,
            long inExpiry) {
        Bytes32 hash = fresh("hash");
        HopPayload last = new HopPayload.Final(outMsat, outExpiry, Optional.of(fresh("secret")), outMsat,
                Optional.empty(), Optional.empty());
        BuiltOnion onion = onion(hash, List.of(hostile.hub.nodeId(), hostile.honest.nodeId()),
                List.of(new HopPayload.Forward(over, outMsat, outExpiry).encode(), last.encode()));
        return failure(hash, onion, inMsat, inExpiry);
    }

    @Test
    void forwardsThatBreakThePolicyAreRefusedWithTheirCode() {
        ShortChannelId over = hostile.honestChannel();
        long out = height() + 100;
        assertThat(forward(ShortChannelId.of(1, 2, 3), AMOUNT_MSAT, out, AMOUNT_MSAT + FEE_MSAT, out + DELTA))
                .isInstanceOf(FailureMessage.UnknownNextPeer.class);
        assertThat(forward(over, AMOUNT_MSAT, out, AMOUNT_MSAT + FEE_MSAT - 1, out + DELTA))
                .isInstanceOfSatisfying(FailureMessage.FeeInsufficient.class, f ->
                        assertThat(f.htlcMsat()).isEqualTo(AMOUNT_MSAT + FEE_MSAT - 1));
        assertThat(forward(over, AMOUNT_MSAT, out, AMOUNT_MSAT + FEE_MSAT, out + DELTA - 1))
                .isInstanceOf(FailureMessage.IncorrectCltvExpiry.class);
        assertThat(forward(over, AMOUNT_MSAT, out + 1_000, AMOUNT_MSAT + FEE_MSAT, out + DELTA))
                .isInstanceOf(FailureMessage.IncorrectCltvExpiry.class);
        assertThat(forward(over, AMOUNT_MSAT, height() + 1, AMOUNT_MSAT + FEE_MSAT, height() + 1 + DELTA))
                .isInstanceOf(FailureMessage.ExpiryTooSoon.class);
        assertThat(forward(over, AMOUNT_MSAT, height() + 2_100, AMOUNT_MSAT + FEE_MSAT, height() + 2_100 + DELTA))
                .isInstanceOf(FailureMessage.ExpiryTooFar.class);
        assertThat(forward(over, 0, out, 1_000_000, out + DELTA))
                .isInstanceOf(FailureMessage.AmountBelowMinimum.class);
        assertThat(forward(over, Long.MAX_VALUE, out, AMOUNT_MSAT, out + DELTA))
                .isInstanceOf(FailureMessage.FeeInsufficient.class);
    }

    /**
     * Back where it came from is a channel like any other; one whose peer is away is not used. The failure is one that
     * every implementation can read, see ops/decisions/interop.md.
     */
    @Test
    void forwardsToPeersThatAreAwayAreRefused() {
        TestPeer away = hostile.peerWithChannel();
        ShortChannelId over = hostile.hub.assembly().actors().directory().with(away.nodeId()).getFirst()
                .shortChannelId();
        away.disconnect();
        Await.until("the peer to be away", () -> hostile.hub.assembly().actors().directory().with(away.nodeId())
                .stream().noneMatch(channel -> channel.usable()));
        long out = height() + 100;
        assertThat(forward(over, AMOUNT_MSAT, out, AMOUNT_MSAT + FEE_MSAT, out + DELTA))
                .isInstanceOf(FailureMessage.TemporaryChannelFailure.class);
    }

    @Test
    void unreadablePayloadsAreRefused() {
        long expiry = height() + 200;
        for (String payload : List.of("0201ff", "020a", "0000", "0402ffff0201ff", "02010104010106080000000000000001"
                + "0a0100")) {
            Bytes32 hash = fresh("hash");
            BuiltOnion onion = onion(hash, List.of(hostile.hub.nodeId()), List.of(Bytes.fromHex(payload)));
            assertThat(failure(hash, onion, AMOUNT_MSAT, expiry)).as(payload)
                    .isInstanceOf(FailureMessage.InvalidOnionPayload.class);
        }
    }

    // --- payments to the hub itself ---

    /** @param amountMsat what the onion says @param htlcMsat what the HTLC carries @param expiry of both */
    private static FailureMessage pay(Bytes32 hash, Bytes32 secret, long amountMsat, long htlcMsat, long expiry) {
        HopPayload payload = new HopPayload.Final(amountMsat, expiry, Optional.of(secret), amountMsat,
                Optional.empty(), Optional.empty());
        return failure(hash, onion(hash, List.of(hostile.hub.nodeId()), List.of(payload.encode())), htlcMsat, expiry);
    }

    private static StoredInvoice invoice(long expirySeconds) {
        return TestPayments.invoice(hostile.hub, AMOUNT_MSAT, expirySeconds, List.of()).invoice();
    }

    /** One answer for all that might tell a prober something (BOLT 4, "Failure Messages"). */
    @Test
    void paymentsThatTheInvoiceDoesNotAskForAreRefused() {
        long expiry = height() + FINAL_DELTA + 3;
        StoredInvoice invoice = invoice(3_600);
        Bytes32 hash = invoice.paymentHash();
        Bytes32 secret = invoice.paymentSecret();
        Class<FailureMessage.IncorrectOrUnknownPaymentDetails> unknown =
                FailureMessage.IncorrectOrUnknownPaymentDetails.class;
        assertThat(pay(fresh("unknown"), secret, AMOUNT_MSAT, AMOUNT_MSAT, expiry)).isInstanceOfSatisfying(unknown,
                failure -> {
                    assertThat(failure.htlcMsat()).isEqualTo(AMOUNT_MSAT);
                    assertThat(failure.height()).isEqualTo(height());
                });
        assertThat(pay(hash, fresh("secret"), AMOUNT_MSAT, AMOUNT_MSAT, expiry)).isInstanceOf(unknown);
        assertThat(pay(hash, secret, AMOUNT_MSAT - 1, AMOUNT_MSAT - 1, expiry)).isInstanceOf(unknown);
        assertThat(pay(hash, secret, 2 * AMOUNT_MSAT + 1, 2 * AMOUNT_MSAT + 1, expiry)).isInstanceOf(unknown);
        assertThat(pay(hash, secret, AMOUNT_MSAT, AMOUNT_MSAT, height() + 10)).isInstanceOf(unknown);
        assertThat(pay(hash, secret, AMOUNT_MSAT, AMOUNT_MSAT - 1, expiry))
                .isInstanceOf(FailureMessage.FinalIncorrectHtlcAmount.class);
        assertThat(TestPayments.lookup(hostile.hub, hash).paidMsat()).isZero();
    }

    @Test
    void expiredInvoicesAreNotPaid() {
        StoredInvoice invoice = invoice(1);
        Await.until("the invoice to expire", () ->
                System.currentTimeMillis() / 1000 > invoice.createdAt() + invoice.expirySeconds());
        assertThat(pay(invoice.paymentHash(), invoice.paymentSecret(), AMOUNT_MSAT, AMOUNT_MSAT,
                height() + FINAL_DELTA + 3)).isInstanceOf(FailureMessage.IncorrectOrUnknownPaymentDetails.class);
        assertThat(TestPayments.lookup(hostile.hub, invoice.paymentHash()).paidMsat()).isZero();
    }

    /** What was paid once is not paid again, even with another onion. */
    @Test
    void aPaidInvoiceIsPaidOnce() {
        StoredInvoice invoice = invoice(3_600);
        long expiry = height() + FINAL_DELTA + 3;
        HopPayload payload = new HopPayload.Final(AMOUNT_MSAT, expiry, Optional.of(invoice.paymentSecret()),
                AMOUNT_MSAT, Optional.empty(), Optional.empty());
        BuiltOnion good = onion(invoice.paymentHash(), List.of(hostile.hub.nodeId()), List.of(payload.encode()));
        assertThat(peer.channel().outcome(peer.channel().offer(AMOUNT_MSAT, invoice.paymentHash(), expiry,
                good.onion()))).isEqualTo(new Settlement.Fulfilled(invoice.preimage()));
        assertThat(pay(invoice.paymentHash(), invoice.paymentSecret(), AMOUNT_MSAT, AMOUNT_MSAT, expiry))
                .isInstanceOf(FailureMessage.IncorrectOrUnknownPaymentDetails.class);
        assertThat(TestPayments.lookup(hostile.hub, invoice.paymentHash()).paidMsat()).isEqualTo(AMOUNT_MSAT);
    }
}
