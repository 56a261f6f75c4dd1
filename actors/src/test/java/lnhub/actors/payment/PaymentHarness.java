package lnhub.actors.payment;

import static lnhub.actors.payment.Fixtures.channel;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.payment.RouteFinder.Avoided;
import lnhub.actors.payment.RouteFinder.AvoidedChannel;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** One payment in front of channels and a route finder that the test plays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PaymentHarness {
    private final ActorTestKit kit = ActorTestKit.create("payments", Fixtures.config());
    final ManualTime time = ManualTime.get(kit.system());
    private static final AtomicInteger PREIMAGES = new AtomicInteger(1);
    private static final PublicKey SELF = Fixtures.NODE_KEY.publicKey();
    static final long AMOUNT = 100_000;
    static final long MAX_FEE = 5_000;
    static final FailureMessage BUSY = new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY);

    Fixtures.Clock clock;
    Fixtures.Channels channels;
    final Queue<RouteFinder.Answer> routes = new ConcurrentLinkedQueue<>();
    final Queue<Avoided> avoided = new ConcurrentLinkedQueue<>();
    private final SecretSource secrets = Fixtures.secrets();
    final AtomicInteger wakes = new AtomicInteger();
    final AtomicInteger passivations = new AtomicInteger();
    TestProbe<PaymentAnswer> answers;
    final TestRoute route = TestRoute.of(3, 1, AMOUNT);
    final TestRoute other = TestRoute.of(3, 2, AMOUNT);
    volatile boolean searchesHang;
    volatile CompletableFuture<RouteFinder.Answer> searching;
    Bytes32 preimage;
    Bytes32 paymentHash;
    ActorRef<PaymentCommand> entity;

    @AfterAll
    void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        clock = new Fixtures.Clock();
        channels = new Fixtures.Channels();
        answers = kit.createTestProbe();
        routes.clear();
        avoided.clear();
        wakes.set(0);
        passivations.set(0);
        searchesHang = false;
        searching = new CompletableFuture<>();
        preimage = Hashes.sha256(Fixtures.bytes(PREIMAGES.incrementAndGet()).unsafeArray());
        paymentHash = Hashes.sha256(preimage.unsafeArray());
        entity = spawn(3);
    }

    ActorRef<PaymentCommand> spawn(int maxAttempts) {
        PaymentPorts.Settings settings = new PaymentPorts.Settings(maxAttempts, Duration.ofSeconds(30),
                Duration.ofSeconds(5));
        RouteFinder finder = (order, avoid) -> {
            avoided.add(avoid);
            if (searchesHang) {
                return searching;
            }
            RouteFinder.Answer answer = routes.poll();
            return CompletableFuture.completedFuture(
                    answer == null ? new RouteFinder.Answer.None(PaymentFailure.NO_ROUTE) : answer);
        };
        PaymentPorts ports = new PaymentPorts(SELF, finder, channels, secrets, clock, settings);
        return kit.spawn(PaymentEntity.create(paymentHash, ports, passivations::incrementAndGet,
                wakes::incrementAndGet));
    }

    void crash() {
        crash(() -> { });
    }

    /** @param meanwhile what happens while the entity is not there */
    void crash(Runnable meanwhile) {
        kit.stop(entity, Duration.ofSeconds(10));
        meanwhile.run();
        entity = spawn(3);
    }

    PaymentOrder order(int requestId) {
        return TestRoute.order(Fixtures.bytes(requestId), paymentHash, AMOUNT, MAX_FEE);
    }

    void pay(PaymentOrder order) {
        entity.tell(new PaymentCommand.Pay(order, answers.ref()));
    }

    /** Pays over the given route, up to the offer. */
    Offer payOver(TestRoute... found) {
        for (TestRoute each : found) {
            routes.add(each.found());
        }
        pay(order(1));
        Offer offer = nextOffer(found[0], 1);
        assertThat(current().status()).isEqualTo(PaymentStatus.IN_FLIGHT);
        return offer;
    }

    Offer nextOffer(TestRoute over, long number) {
        Fixtures.Channels.Sent sent = channels.next();
        assertThat(sent.channel()).isEqualTo(over.channel());
        Offer offer = ((Command.OfferHtlc) sent.command()).offer();
        assertThat(offer.origin()).isEqualTo(new Origin.Local(paymentHash, number));
        return offer;
    }

    void expectAck(TestRoute over, long number) {
        assertThat(channels.next()).isEqualTo(new Fixtures.Channels.Sent(over.channel(),
                new Command.SettleAcked(new Origin.Local(paymentHash, number))));
    }

    void settle(TestRoute over, long number, Settlement settlement) {
        entity.tell(new PaymentCommand.Settled(number, over.channel(), settlement));
    }

    PaymentView current() {
        return ((PaymentAnswer.Current) answers.receiveMessage(Duration.ofSeconds(10))).view();
    }

    PaymentView last() {
        PaymentView view = current();
        while (!view.isOver()) {
            view = current();
        }
        return view;
    }

    /** Asked by a stranger, so that it tells nothing to those who follow; all told before has been handled then. */
    PaymentView now() {
        TestProbe<PaymentAnswer> stranger = kit.createTestProbe();
        entity.tell(new PaymentCommand.Track(-1, stranger.ref()));
        PaymentView view = ((PaymentAnswer.Current) stranger.receiveMessage(Duration.ofSeconds(10))).view();
        stranger.stop();
        return view;
    }

    static AvoidedChannel avoid(TestRoute over, int hop) {
        return new AvoidedChannel(over.shortChannelId(hop), hop == 0 ? SELF : over.nodeId(hop - 1));
    }
}
