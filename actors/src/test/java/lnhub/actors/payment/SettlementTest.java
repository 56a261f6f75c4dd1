package lnhub.actors.payment;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.persistence.kryo.Registrations;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.onion.OnionPeeler;
import lnhub.protocol.onion.PayloadResult;
import lnhub.protocol.onion.PeelResult;
import lnhub.protocol.onion.PeeledOnion;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Payments and invoices against each other, in sharding: the payer's onion is peeled by the payee, whose answer goes
 * back to the payer, over a channel that has the promises of a real one (it knows an offer made twice, and repeats an
 * outcome until it is acknowledged) and loses a share of everything else.
 */
class SettlementTest {
    private static final int PAYMENTS = 200;
    private static final long AMOUNT = 50_000;
    private static final ChannelRef CHANNEL = Fixtures.channel(1);

    private final Fixtures.Clock clock = new Fixtures.Clock();
    private final AtomicLong lossSeed = new AtomicLong(1);
    private final OneHop channel = new OneHop();
    private ActorSystem<Void> system;
    private Invoices invoices;
    private Payments payments;

    @BeforeEach
    void start() {
        Config config = ConfigFactory.parseString("""
                akka.loglevel = WARNING
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
                akka.cluster.sharding.remember-entities-store = eventsourced
                akka.cluster.sharding.entity-restart-backoff = 200 ms
                akka.persistence.journal.inmem.test-serialization = on
                akka.cluster.jmx.enabled = off
                akka.coordinated-shutdown.run-by-actor-system-terminate = off
                akka.actor.allow-java-serialization = off
                """).withFallback(ConfigFactory.load());
        KryoRegistry registry = KryoRegistry.builder().with(Registrations::protocol)
                .with(PaymentRegistrations::register).build();
        system = ActorSystem.create(Behaviors.empty(), "settlement",
                ActorSystemSetup.create(BootstrapSetup.create(config), AkkaKryoSerializer.setup(registry)));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        invoices = Invoices.start(system, new InvoiceIssuer(
                InvoiceNetwork.REGTEST, TestRoute.destinationKey(), Fixtures.secrets()),
                channel, clock);
        PaymentPorts.Settings settings = new PaymentPorts.Settings(5, Duration.ofMillis(300),
                Duration.ofMillis(500));
        payments = Payments.start(system, new PaymentPorts(Fixtures.NODE_KEY.publicKey(), this::route, channel,
                Fixtures.secrets(), clock, settings));
    }

    @AfterEach
    void stop() throws Exception {
        channel.stop();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<RouteFinder.Answer> route(PaymentOrder order, RouteFinder.Avoided avoided) {
        return CompletableFuture.supplyAsync(() -> new RouteFinder.Answer.Found(CHANNEL,
                TestRoute.of(1, 1, order.amountMsat()).found().hops()));
    }

    /** The same in each run, up to the order of threads: every third message or so is lost. */
    private boolean lost() {
        return Math.floorMod(Hashes.sha256(Fixtures.bytes((int) lossSeed.incrementAndGet()).unsafeArray()).hashCode(),
                3) == 0;
    }

    /** One channel to the payee. */
    private final class OneHop implements ChannelGateway {
        private final Map<Origin, Long> ids = new ConcurrentHashMap<>();
        private final Map<Long, Runnable> open = new ConcurrentHashMap<>();
        private final Map<Long, Bytes32> secrets = new ConcurrentHashMap<>();
        private final Map<Long, Origin.Local> origins = new ConcurrentHashMap<>();
        private final Map<Origin, Settlement> owed = new ConcurrentHashMap<>();
        private final Set<Origin> acknowledged = ConcurrentHashMap.newKeySet();
        private final AtomicLong paidMsat = new AtomicLong();
        private final List<String> wrong = new ArrayList<>();
        private volatile boolean stopped;
        private final Thread debts = Thread.ofPlatform().daemon().start(this::payDebts);

        @Override
        public synchronized void send(ChannelRef to, Command command) {
            switch (command) {
                case Command.OfferHtlc offer when !lost() -> offered(offer.offer());
                case Command.Settle settle when !lost() -> settled(settle);
                case Command.SettleAcked acked when !lost() -> {
                    owed.remove(acked.origin());
                    acknowledged.add(acked.origin());
                }
                default -> { }
            }
        }

        private void offered(Offer offer) {
            Origin.Local origin = (Origin.Local) offer.origin();
            if (acknowledged.contains(origin)) {
                wrong.add("offered again after its end: " + origin);
            }
            boolean known = ids.containsKey(origin);
            long id = ids.computeIfAbsent(origin, each -> (long) ids.size());
            if (!known) {
                deliver(offer, origin, id);
            }
            if (!lost()) {
                payments.taken(origin);
            }
        }

        private void deliver(Offer offer, Origin.Local origin, long id) {
            PeeledOnion peeled = ((PeelResult.Peeled) OnionPeeler.peel(TestRoute.destinationKey(), offer.onion(),
                    offer.paymentHash())).onion();
            HopPayload.Final payload = (HopPayload.Final) ((PayloadResult.Valid) HopPayload.decode(peeled.payload(),
                    true)).payload();
            Effect.Deliver delivery = new Effect.Deliver(id, offer.paymentHash(), offer.amountMsat(),
                    offer.cltvExpiry(), payload);
            origins.put(id, origin);
            secrets.put(id, peeled.sharedSecret());
            open.put(id, () -> invoices.receive(CHANNEL, delivery, Fixtures.HEIGHT));
        }

        private void settled(Command.Settle settle) {
            Runnable delivery = open.remove(settle.htlcId());
            if (delivery == null) {
                return;
            }
            Settlement outcome = switch (settle.settlement()) {
                case Settlement.Rejected rejected -> new Settlement.Failed(FailureOnion.create(
                        secrets.get(settle.htlcId()), FailureMessage.decode(rejected.failure())));
                case Settlement other -> other;
            };
            paidMsat.addAndGet(outcome.isFulfilled() ? AMOUNT : 0);
            owed.put(origins.get(settle.htlcId()), outcome);
        }

        /** What is owed, again and again. */
        private void payDebts() {
            while (!stopped) {
                List<Runnable> again = new ArrayList<>(open.values());
                owed.forEach((origin, outcome) ->
                        again.add(() -> payments.settled((Origin.Local) origin, CHANNEL, outcome)));
                again.stream().filter(each -> !lost()).forEach(Runnable::run);
                LockSupport.parkNanos(50_000_000);
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            debts.join();
        }
    }

    private CompletableFuture<PaymentView> pay(PaymentOrder order) {
        CompletableFuture<PaymentView> last = new CompletableFuture<>();
        payments.pay(order, following(last));
        return last;
    }

    private static PaymentListener following(CompletableFuture<PaymentView> last) {
        return new PaymentListener() {
            private PaymentView latest;

            @Override
            public void next(PaymentView view) {
                latest = view;
            }

            @Override
            public void completed() {
                last.complete(latest);
            }

            @Override
            public void refused(Refusal reason) {
                last.completeExceptionally(new IllegalStateException(reason.name()));
            }
        };
    }

    private PaymentOrder order(int number, Bytes32 preimage) throws Exception {
        InvoiceAnswer answer = invoices.add(Fixtures.wanted(AMOUNT, preimage)).toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        String text = ((InvoiceAnswer.Found) answer).view().invoice().paymentRequest();
        return PaymentOrder.of(Fixtures.bytes(number), InvoiceCodec.decode(text), text, 0,
                new PaymentOrder.Limits(0, 1008, 3_000_000, List.of()), Fixtures.NOW_MS / 1000);
    }

    @Test
    @Timeout(120)
    void everyInvoiceIsPaidOnceWhateverIsLostAndWhoeverStops() throws Exception {
        List<CompletableFuture<PaymentView>> views = new ArrayList<>();
        Set<Bytes32> preimages = new HashSet<>();
        for (int i = 0; i < PAYMENTS; i++) {
            Bytes32 preimage = Hashes.sha256(Fixtures.bytes(i).unsafeArray());
            PaymentOrder order = order(i, preimage);
            preimages.add(preimage);
            views.add(pay(order));
            if (i % 5 == 0) {
                stopEntity(order.paymentHash());
            }
        }
        Set<Bytes32> proofs = new HashSet<>();
        for (CompletableFuture<PaymentView> view : views) {
            PaymentView last = view.get(100, TimeUnit.SECONDS);
            assertThat(last.status()).isEqualTo(PaymentStatus.SUCCEEDED);
            assertThat(last.attempts()).hasSize(1);
            proofs.add(last.preimage().orElseThrow());
        }
        assertThat(proofs).isEqualTo(preimages);
        assertThat(channel.paidMsat).hasValue(PAYMENTS * AMOUNT);
        assertThat(channel.wrong).isEmpty();
    }

    /** As a rebalance or a crash would. */
    private void stopEntity(Bytes32 paymentHash) {
        ClusterSharding.get(system).entityRefFor(Payments.KEY, paymentHash.toHex()).tell(new PaymentCommand.Stop());
    }

    @Test
    @Timeout(120)
    void anUnknownHashFailsWithTheDestinationsWord() throws Exception {
        Bytes32 hash = Hashes.sha256(Fixtures.bytes(99).unsafeArray());
        PaymentView view = pay(TestRoute.order(Fixtures.bytes(1), hash, AMOUNT, 0)).get(100, TimeUnit.SECONDS);
        assertThat(view.failure()).contains(PaymentFailure.INCORRECT_PAYMENT_DETAILS);
        assertThat(channel.paidMsat).hasValue(0);
        assertThat(invoices.lookup(hash).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isEqualTo(new InvoiceAnswer.Unknown());
        CompletableFuture<PaymentView> tracked = new CompletableFuture<>();
        payments.track(hash, following(tracked));
        assertThat(tracked.get(30, TimeUnit.SECONDS).failure()).isEqualTo(view.failure());
    }
}
