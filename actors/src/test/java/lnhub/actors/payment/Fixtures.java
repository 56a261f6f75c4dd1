package lnhub.actors.payment;

import akka.actor.testkit.typed.javadsl.ManualTime;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes32;

/** What the tests of this package share: time that stands still, channels that only remember, known secrets. */
final class Fixtures {
    static final long NOW_MS = 1_700_000_000_000L;
    static final int HEIGHT = 800_000;
    static final PrivateKey NODE_KEY = key(1);

    private Fixtures() {
    }

    static Config config() {
        return ManualTime.config().withFallback(ConfigFactory.parseString("""
                akka.loglevel = WARNING
                akka.actor.provider = local
                akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
                akka.persistence.journal.inmem.class = "lnhub.actors.payment.TestJournal"
                """)).withFallback(ConfigFactory.load());
    }

    static PrivateKey key(int number) {
        return PrivateKey.wrap(bytes(number).toArray());
    }

    static Bytes32 bytes(int number) {
        return Bytes32.wrap(ByteBuffer.allocate(Bytes32.SIZE).putInt(Bytes32.SIZE - 4, number).array());
    }

    static ChannelRef channel(int number) {
        return new ChannelRef(Hashes.sha256(bytes(number).unsafeArray()));
    }

    /** Different at each call, the same in each run. */
    static SecretSource secrets() {
        AtomicLong count = new AtomicLong(1000);
        return () -> Hashes.sha256(bytes((int) count.incrementAndGet()).unsafeArray());
    }

    static InvoiceIssuer issuer() {
        return new InvoiceIssuer(InvoiceNetwork.REGTEST, NODE_KEY, secrets());
    }

    static NewInvoice wanted(long amountMsat, Bytes32 preimage) {
        return new NewInvoice(amountMsat == 0 ? OptionalLong.empty() : OptionalLong.of(amountMsat), "a test",
                Optional.empty(), Optional.of(preimage), 3600, 18, List.of());
    }

    /** An HTLC that pays the invoice as it should be paid. */
    static Effect.Deliver delivery(StoredInvoice invoice, long htlcId, long amountMsat) {
        long expiry = HEIGHT + invoice.minFinalCltvExpiryDelta();
        return new Effect.Deliver(htlcId, invoice.paymentHash(), amountMsat, expiry, new HopPayload.Final(amountMsat,
                expiry, Optional.of(invoice.paymentSecret()), amountMsat, Optional.empty(), Optional.empty()));
    }

    /** A clock that moves when it is told to. */
    static final class Clock implements InstantSource {
        private final AtomicLong nowMs = new AtomicLong(NOW_MS);

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs.get());
        }

        void advance(long ms) {
            nowMs.addAndGet(ms);
        }
    }

    /** Channels that remember what they are told; {@code deaf} ones lose it, as if the node died just before. */
    static final class Channels implements ChannelGateway {
        record Sent(ChannelRef channel, Command command) {
        }

        private final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
        private volatile boolean deaf;

        @Override
        public void send(ChannelRef channel, Command command) {
            if (!deaf) {
                sent.add(new Sent(channel, command));
            }
        }

        void deaf(boolean deaf) {
            this.deaf = deaf;
        }

        Sent next() {
            try {
                Sent next = sent.poll(10, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("the channels were told nothing within 10 s");
                }
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        boolean isQuiet() {
            return sent.isEmpty();
        }
    }
}
