package lnhub.actors.payment;

import static lnhub.actors.payment.Fixtures.channel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.RouteFinder.Avoided;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

/** What a payment does and what it learns from failures (BOLT 4, "Receiving Failure Codes"). */
class PaymentEntityTest extends PaymentHarness {

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
        answers.awaitAssert(() -> assertThat(passivations.get()).isPositive());
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
        answers.awaitAssert(() -> assertThat(passivations.get()).isPositive());
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
}
