package lnhub.actors.payment;

import static lnhub.actors.payment.Fixtures.channel;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.RouteFinder.Avoided;
import lnhub.actors.payment.RouteFinder.AvoidedChannel;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A payment: what it learns from failures, and that no crash loses or repeats an attempt. */
class PaymentEntityTest {
    private static final ActorTestKit KIT = ActorTestKit.create("payments", Fixtures.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final AtomicInteger PREIMAGES = new AtomicInteger(1);
    private static final PublicKey SELF = Fixtures.NODE_KEY.publicKey();
    private static final long AMOUNT = 100_000;
    private static final long MAX_FEE = 5_000;
    private static final FailureMessage BUSY = new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY);

    private final Fixtures.Clock clock = new Fixtures.Clock();
    private final Fixtures.Channels channels = new Fixtures.Channels();
    private final Queue<RouteFinder.Answer> routes = new ConcurrentLinkedQueue<>();
    private final Queue<Avoided> avoided = new ConcurrentLinkedQueue<>();
    private final SecretSource secrets = Fixtures.secrets();
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger passivations = new AtomicInteger();
    private final TestProbe<PaymentAnswer> answers = KIT.createTestProbe();
    private final TestRoute route = TestRoute.of(3, 1, AMOUNT);
    private final TestRoute other = TestRoute.of(3, 2, AMOUNT);
    private volatile boolean searchesHang;
    private volatile CompletableFuture<RouteFinder.Answer> searching = new CompletableFuture<>();
    private Bytes32 preimage;
    private Bytes32 paymentHash;
    private ActorRef<PaymentCommand> entity;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        preimage = Hashes.sha256(Fixtures.bytes(PREIMAGES.incrementAndGet()).unsafeArray());
        paymentHash = Hashes.sha256(preimage.unsafeArray());
        entity = spawn(3);
    }

    private ActorRef<PaymentCommand> spawn(int maxAttempts) {
        PaymentPorts.Settings settings = new PaymentPorts.Settings(maxAttempts, Duration.ofSeconds(30),
                Duration.ofSeconds(60), Duration.ofSeconds(5));
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
        return KIT.spawn(PaymentEntity.create(paymentHash, ports, passivations::incrementAndGet,
                wakes::incrementAndGet));
    }

    private void crash() {
        KIT.stop(entity, Duration.ofSeconds(10));
        entity = spawn(3);
    }

    private PaymentOrder order(int requestId) {
        return TestRoute.order(Fixtures.bytes(requestId), paymentHash, AMOUNT, MAX_FEE);
    }

    private void pay(PaymentOrder order) {
        entity.tell(new PaymentCommand.Pay(order, answers.ref()));
    }

    /** Pays over the given route, up to the offer. */
    private Offer payOver(TestRoute... found) {
        for (TestRoute each : found) {
            routes.add(each.found());
        }
        pay(order(1));
        Offer offer = nextOffer(found[0], 1);
        assertThat(current().status()).isEqualTo(PaymentStatus.IN_FLIGHT);
        return offer;
    }

    private Offer nextOffer(TestRoute over, long number) {
        Fixtures.Channels.Sent sent = channels.next();
        assertThat(sent.channel()).isEqualTo(over.channel());
        Offer offer = ((Command.OfferHtlc) sent.command()).offer();
        assertThat(offer.origin()).isEqualTo(new Origin.Local(paymentHash, number));
        return offer;
    }

    private void expectAck(TestRoute over, long number) {
        assertThat(channels.next()).isEqualTo(new Fixtures.Channels.Sent(over.channel(),
                new Command.SettleAcked(new Origin.Local(paymentHash, number))));
    }

    private void settle(TestRoute over, long number, Settlement settlement) {
        entity.tell(new PaymentCommand.Settled(number, over.channel(), settlement));
    }

    private PaymentView current() {
        return ((PaymentAnswer.Current) answers.receiveMessage(Duration.ofSeconds(10))).view();
    }

    private PaymentView last() {
        PaymentView view = current();
        while (!view.isOver()) {
            view = current();
        }
        return view;
    }

    /** Asked by a stranger, so that it tells nothing to those who follow; all told before has been handled then. */
    private PaymentView now() {
        TestProbe<PaymentAnswer> stranger = KIT.createTestProbe();
        entity.tell(new PaymentCommand.Track(-1, stranger.ref()));
        PaymentView view = ((PaymentAnswer.Current) stranger.receiveMessage(Duration.ofSeconds(10))).view();
        stranger.stop();
        return view;
    }

    private static AvoidedChannel avoid(TestRoute over, int hop) {
        return new AvoidedChannel(over.shortChannelId(hop), hop == 0 ? SELF : over.nodeId(hop - 1));
    }

    // --- paying ---

    @Test
    void aPaymentSucceeds() {
        Offer offer = payOver(route);
        assertThat(offer.amountMsat()).isEqualTo(AMOUNT + 2 * TestRoute.FEE);
        assertThat(route.payload(offer, 0)).isEqualTo(new HopPayload.Forward(route.shortChannelId(1),
                AMOUNT + TestRoute.FEE, Fixtures.HEIGHT + 58));
        assertThat(route.payload(offer, 2)).isEqualTo(new HopPayload.Final(AMOUNT, Fixtures.HEIGHT + 18,
                order(1).paymentSecret(), AMOUNT, Optional.empty(), Optional.empty()));
        entity.tell(new PaymentCommand.Taken(1));
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
        PaymentView paid = current();
        assertThat(paid.status()).isEqualTo(PaymentStatus.SUCCEEDED);
        assertThat(paid.preimage()).contains(preimage);
        assertThat(paid.feeMsat()).isEqualTo(2 * TestRoute.FEE);
        assertThat(passivations.get()).isPositive();
    }

    @Test
    void aWrongPreimageIsNoPayment() {
        payOver(route);
        settle(route, 1, new Settlement.Fulfilled(paymentHash));
        assertThat(now().status()).isEqualTo(PaymentStatus.IN_FLIGHT);
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void aHashInFlightOrPaidIsNotPaidAgain() {
        payOver(route);
        pay(order(2));
        answers.expectMessageClass(PaymentAnswer.AlreadyExists.class);
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
        assertThat(current().isOver()).isTrue();
        crash();
        pay(order(2));
        answers.expectMessageClass(PaymentAnswer.AlreadyExists.class);
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void theSameOrderAskedTwiceIsOnePayment() {
        payOver(route);
        pay(order(1));
        assertThat(current().order().requestId()).isEqualTo(Fixtures.bytes(1));
        assertThat(now().attempts()).hasSize(1);
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void aFailedPaymentMayBeTriedAgainAndItsAttemptsCountOn() {
        pay(order(1));
        assertThat(current().failure()).contains(PaymentFailure.NO_ROUTE);
        routes.add(route.found());
        pay(order(2));
        nextOffer(route, 1);
        assertThat(current().status()).isEqualTo(PaymentStatus.IN_FLIGHT);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        assertThat(last().failure()).contains(PaymentFailure.NO_ROUTE);
        routes.add(other.found());
        pay(order(3));
        nextOffer(other, 2);
    }

    @Test
    void nothingIsKnownOfAHashThatWasNeverPaid() {
        entity.tell(new PaymentCommand.Track(-1, answers.ref()));
        answers.expectMessageClass(PaymentAnswer.Unknown.class);
        assertThat(passivations.get()).isPositive();
    }

    @Test
    void aRouteBeyondTheFeeLimitIsNotTaken() {
        routes.add(new TestRoute(channel(1), route.keys(), 1, AMOUNT, MAX_FEE).found());
        pay(order(1));
        assertThat(current().failure()).contains(PaymentFailure.ERROR);
        assertThat(channels.isQuiet()).isTrue();
    }

    // --- failures ---

    private Avoided lessonOf(int hops, int failing, FailureMessage message) {
        TestRoute first = TestRoute.of(hops, 1, AMOUNT);
        Offer offer = payOver(first, other);
        settle(first, 1, first.failure(offer, failing, message));
        expectAck(first, 1);
        assertThat(nextOffer(other, 2).onion()).isNotEqualTo(offer.onion());
        AttemptFailed failed = (AttemptFailed) now().attempts().getFirst().end().orElseThrow();
        assertThat(failed.source()).isEqualTo(failing + 1);
        assertThat(failed.code()).isEqualTo(message.code());
        avoided.remove();
        return avoided.remove();
    }

    @Test
    void aChannelThatFailsIsAvoided() {
        assertThat(lessonOf(3, 0, BUSY)).isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 1))));
    }

    @Test
    void theChannelAfterTheFailingHopIsAvoided() {
        assertThat(lessonOf(3, 1, new FailureMessage.UnknownNextPeer()))
                .isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 2))));
    }

    @Test
    void aNodeThatFailsIsAvoided() {
        assertThat(lessonOf(3, 1, new FailureMessage.TemporaryNodeFailure()))
                .isEqualTo(new Avoided(Set.of(route.nodeId(1)), Set.of()));
    }

    @Test
    void aNodeThatCannotReadItsPayloadIsAvoided() {
        assertThat(lessonOf(3, 0, new FailureMessage.InvalidOnionPayload(2, 0)))
                .isEqualTo(new Avoided(Set.of(route.nodeId(0)), Set.of()));
    }

    @Test
    void theNodeBeforeADestinationThatGotTooLittleIsAvoided() {
        assertThat(lessonOf(3, 2, new FailureMessage.FinalIncorrectHtlcAmount(1)))
                .isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 2))));
    }

    @Test
    void anUnreadableFailureTakesTheBlameToAllButOurOwnChannel() {
        payOver(route, other);
        settle(route, 1, new Settlement.Failed(Bytes.wrap(new byte[292])));
        expectAck(route, 1);
        nextOffer(other, 2);
        avoided.remove();
        assertThat(avoided.remove()).isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 1), avoid(route, 2))));
    }

    @Test
    void anOnionThatOurPeerCannotReadTakesTheBlameToOurChannel() {
        payOver(route, other);
        settle(route, 1, new Settlement.FailedMalformed(FailureMessage.INVALID_ONION_HMAC, paymentHash));
        expectAck(route, 1);
        nextOffer(other, 2);
        avoided.remove();
        assertThat(avoided.remove()).isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 0))));
    }

    @Test
    void ourChannelsRefusalTakesTheBlameToIt() {
        payOver(route, other);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        nextOffer(other, 2);
        avoided.remove();
        assertThat(avoided.remove()).isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 0))));
    }

    @Test
    void theDestinationsWordIsFinal() {
        Offer offer = payOver(route, other);
        settle(route, 1, route.failure(offer, 2, new FailureMessage.IncorrectOrUnknownPaymentDetails(1, 2)));
        expectAck(route, 1);
        PaymentView view = current();
        assertThat(view.failure()).contains(PaymentFailure.INCORRECT_PAYMENT_DETAILS);
        assertThat(view.feeMsat()).isZero();
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void attemptsAreCounted() {
        payOver(route, other, TestRoute.of(2, 3, AMOUNT), TestRoute.of(2, 4, AMOUNT));
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        nextOffer(other, 2);
        entity.tell(new PaymentCommand.Refused(2, BUSY.encode()));
        nextOffer(TestRoute.of(2, 3, AMOUNT), 3);
        entity.tell(new PaymentCommand.Refused(3, BUSY.encode()));
        assertThat(now().failure()).contains(PaymentFailure.NO_ROUTE);
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void noAttemptBeginsAfterTheTimeout() {
        payOver(route, other);
        clock.advance(60_000);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        assertThat(current().failure()).contains(PaymentFailure.TIMEOUT);
        assertThat(channels.isQuiet()).isTrue();
    }

    // --- crashes ---

    @Test
    void afterACrashTheSameOfferIsMadeAgain() {
        Offer offer = payOver(route);
        crash();
        assertThat(nextOffer(route, 1)).isEqualTo(offer);
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
        assertThat(now().status()).isEqualTo(PaymentStatus.SUCCEEDED);
    }

    @Test
    void whatCannotBeWrittenIsNeitherOfferedNorAcknowledged() {
        String persistenceId = "payment|" + paymentHash.toHex();
        TestJournal.breakFor(persistenceId);
        routes.add(route.found());
        pay(order(1));
        answers.expectTerminated(entity);
        assertThat(channels.isQuiet()).isTrue();
        TestJournal.repairFor(persistenceId);
        entity = spawn(3);
        payOver(route);
        TestJournal.breakFor(persistenceId);
        settle(route, 1, new Settlement.Fulfilled(preimage));
        answers.expectTerminated(entity);
        assertThat(channels.isQuiet()).isTrue();
        TestJournal.repairFor(persistenceId);
        entity = spawn(3);
        nextOffer(route, 1);
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
    }

    @Test
    void anAttemptThatWasNeverOfferedIsOfferedAfterTheCrash() {
        channels.deaf(true);
        routes.add(route.found());
        pay(order(1));
        assertThat(current().attempts()).hasSize(1);
        channels.deaf(false);
        crash();
        Offer offer = nextOffer(route, 1);
        assertThat(route.payload(offer, 2)).isInstanceOf(HopPayload.Final.class);
    }

    @Test
    void anOutcomeToldAgainIsAcknowledgedAgain() {
        Offer offer = payOver(route, other);
        channels.deaf(true);
        Settlement failure = route.failure(offer, 0, BUSY);
        settle(route, 1, failure);
        assertThat(current().attempts().getFirst().end()).isPresent();
        now();
        crash();
        channels.deaf(false);
        settle(route, 1, failure);
        assertThat(List.of(channels.next().command(), channels.next().command()))
                .filteredOn(Command.SettleAcked.class::isInstance)
                .containsExactly(new Command.SettleAcked(new Origin.Local(paymentHash, 1)));
        assertThat(now().attempts()).hasSize(2);
    }

    @Test
    void aSearchLostInACrashIsMadeAgain() {
        Offer offer = payOver(route);
        searchesHang = true;
        settle(route, 1, route.failure(offer, 0, BUSY));
        expectAck(route, 1);
        assertThat(now().isOver()).isFalse();
        searchesHang = false;
        routes.add(other.found());
        crash();
        nextOffer(other, 2);
        assertThat(List.copyOf(avoided).getLast()).isEqualTo(new Avoided(Set.of(), Set.of(avoid(route, 1))));
    }

    @Test
    void aRunThatWasNotDurableNeverWas() {
        searchesHang = true;
        pay(order(1));
        pay(order(2));
        answers.expectMessageClass(PaymentAnswer.AlreadyExists.class);
        searchesHang = false;
        crash();
        routes.add(route.found());
        pay(order(1));
        nextOffer(route, 1);
    }

    @Test
    void aPreimageThatComesDuringTheNextSearchEndsIt() {
        payOver(route);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        assertThat(last().failure()).contains(PaymentFailure.NO_ROUTE);
        CompletableFuture<RouteFinder.Answer> search = new CompletableFuture<>();
        searching = search;
        searchesHang = true;
        pay(order(2));
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
        search.complete(other.found());
        assertThat(last().status()).isEqualTo(PaymentStatus.SUCCEEDED);
        now();
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void anUnansweredOfferIsMadeAgainUntilItIsTaken() {
        Offer offer = payOver(route);
        TIME.timePasses(Duration.ofSeconds(30));
        assertThat(nextOffer(route, 1)).isEqualTo(offer);
        TIME.timePasses(Duration.ofSeconds(30));
        assertThat(nextOffer(route, 1)).isEqualTo(offer);
        entity.tell(new PaymentCommand.Taken(1));
        now();
        TIME.timePasses(Duration.ofSeconds(300));
        now();
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void theRefusalOfAnOfferMadeTwiceIsDoubtedForAWhile() {
        payOver(route, other);
        crash();
        nextOffer(route, 1);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        assertThat(now().attempts()).hasSize(1);
        TIME.timePasses(Duration.ofSeconds(59));
        assertThat(now().attempts()).hasSize(1);
        assertThat(channels.isQuiet()).isTrue();
        TIME.timePasses(Duration.ofSeconds(1));
        nextOffer(other, 2);
    }

    @Test
    void aDoubtedRefusalIsForgottenWhenTheOtherOfferWasTaken() {
        payOver(route, other);
        crash();
        nextOffer(route, 1);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        entity.tell(new PaymentCommand.Taken(1));
        now();
        TIME.timePasses(Duration.ofSeconds(600));
        assertThat(now().attempts()).hasSize(1);
        assertThat(channels.isQuiet()).isTrue();
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
    }

    @Test
    void aPreimageThatComesAfterAllHasBeenGivenUpIsStillAPayment() {
        payOver(route);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        assertThat(last().failure()).contains(PaymentFailure.NO_ROUTE);
        settle(route, 1, new Settlement.Fulfilled(preimage));
        expectAck(route, 1);
        PaymentView view = now();
        assertThat(view.status()).isEqualTo(PaymentStatus.SUCCEEDED);
        assertThat(view.failure()).isEmpty();
        assertThat(view.feeMsat()).isEqualTo(2 * TestRoute.FEE);
    }

    @Test
    void anOutcomeOfAnUnknownAttemptIsNotAcknowledged() {
        payOver(route);
        settle(route, 9, new Settlement.Failed(Bytes.EMPTY));
        assertThat(now().attempts()).hasSize(1);
        assertThat(channels.isQuiet()).isTrue();
    }

    @Test
    void aPaymentInFlightComesBackWhenItMustLeaveMemory() {
        payOver(route);
        entity.tell(new PaymentCommand.Stop());
        answers.expectTerminated(entity);
        assertThat(wakes).hasValue(1);
    }

    @Test
    void textsDoNotTellSecrets() {
        payOver(route);
        settle(route, 1, new Settlement.Fulfilled(preimage));
        PaymentView view = current();
        String sessionKey = view.attempts().getFirst().start().sessionKey().toHex();
        assertThat(view.toString() + view.order() + view.attempts()).doesNotContain(preimage.toHex())
                .doesNotContain(sessionKey).doesNotContain(Fixtures.bytes(77).toHex());
    }
}
