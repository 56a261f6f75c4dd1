package lnhub.actors.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.payment.RouteFinder.Avoided;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

/** No crash loses an attempt or repeats one, and what cannot be written is not done. */
class PaymentCrashTest extends PaymentHarness {

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
        // What recovers repeats its offer at once: whether that is heard must not be a race.
        crash(() -> channels.deaf(false));
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
        time.timePasses(Duration.ofSeconds(30));
        assertThat(nextOffer(route, 1)).isEqualTo(offer);
        time.timePasses(Duration.ofSeconds(30));
        assertThat(nextOffer(route, 1)).isEqualTo(offer);
        entity.tell(new PaymentCommand.Taken(1));
        now();
        time.timePasses(Duration.ofSeconds(300));
        now();
        assertThat(channels.isQuiet()).isTrue();
    }

    /** A channel records that it refuses: also of an offer made twice the refusal is final, and is acknowledged. */
    @Test
    void theRefusalOfAnOfferMadeTwiceIsBelieved() {
        payOver(route, other);
        crash();
        nextOffer(route, 1);
        entity.tell(new PaymentCommand.Taken(1));
        settle(route, 1, new Settlement.Rejected(BUSY.encode()));
        expectAck(route, 1);
        nextOffer(other, 2);
    }

    /** It never carried anything and never will, so nothing is to be acknowledged. */
    @Test
    void theRefusalOfAChannelThatIsGoneIsBelieved() {
        payOver(route, other);
        crash();
        nextOffer(route, 1);
        entity.tell(new PaymentCommand.Refused(1, BUSY.encode()));
        nextOffer(other, 2);
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
