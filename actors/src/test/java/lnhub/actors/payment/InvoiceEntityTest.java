package lnhub.actors.payment;

import static lnhub.actors.payment.Fixtures.HEIGHT;
import static lnhub.actors.payment.Fixtures.NOW_MS;
import static lnhub.actors.payment.Fixtures.channel;
import static lnhub.actors.payment.Fixtures.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a final node answers (BOLT 4, "Failure Messages"), and that it answers the same after a crash. */
class InvoiceEntityTest {
    private static final ActorTestKit KIT = ActorTestKit.create("invoices", Fixtures.config());
    private static final AtomicInteger PREIMAGES = new AtomicInteger(1);
    private static final ChannelRef CHANNEL = channel(1);
    private static final long AMOUNT = 100_000;

    private final Fixtures.Clock clock = new Fixtures.Clock();
    private final Fixtures.Channels channels = new Fixtures.Channels();
    private final AtomicInteger passivations = new AtomicInteger();
    private final TestProbe<InvoiceAnswer> answers = KIT.createTestProbe();
    private StoredInvoice invoice;
    private ActorRef<InvoiceCommand> entity;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void issue() {
        invoice = issue(AMOUNT);
        entity = spawn();
    }

    private static StoredInvoice issue(long amountMsat) {
        Bytes32 preimage = Hashes.sha256(Fixtures.bytes(PREIMAGES.incrementAndGet()).unsafeArray());
        return Fixtures.issuer().issue(Fixtures.wanted(amountMsat, preimage), NOW_MS / 1000);
    }

    private ActorRef<InvoiceCommand> spawn() {
        return KIT.spawn(InvoiceEntity.create(invoice.paymentHash(), channels, clock,
                passivations::incrementAndGet));
    }

    private String persistenceId() {
        return "invoice|" + invoice.paymentHash().toHex();
    }

    private void add() {
        entity.tell(new InvoiceCommand.Add(invoice, answers.ref()));
        assertThat(answers.receiveMessage()).isInstanceOf(InvoiceAnswer.Found.class);
    }

    private void crash() {
        KIT.stop(entity, Duration.ofSeconds(10));
        entity = spawn();
    }

    private Settlement receive(ChannelRef channel, Effect.Deliver delivery) {
        return receive(channel, delivery, HEIGHT);
    }

    private Settlement receive(ChannelRef channel, Effect.Deliver delivery, int height) {
        entity.tell(new InvoiceCommand.Receive(channel, delivery, height));
        Fixtures.Channels.Sent sent = channels.next();
        assertThat(sent.channel()).isEqualTo(channel);
        Command.Settle settle = (Command.Settle) sent.command();
        assertThat(settle.htlcId()).isEqualTo(delivery.htlcId());
        assertThat(settle.outgoing()).isEmpty();
        return settle.settlement();
    }

    private FailureMessage refusal(Effect.Deliver delivery) {
        return failure(receive(CHANNEL, delivery));
    }

    private static FailureMessage failure(Settlement settlement) {
        return FailureMessage.decode(((Settlement.Rejected) settlement).failure());
    }

    private static FailureMessage unknown(long amountMsat) {
        return new FailureMessage.IncorrectOrUnknownPaymentDetails(amountMsat, HEIGHT);
    }

    private Effect.Deliver paying(UnaryOperator<HopPayload.Final> change) {
        Effect.Deliver good = delivery(invoice, 7, AMOUNT);
        return new Effect.Deliver(7, good.paymentHash(), AMOUNT, good.cltvExpiry(), change.apply(good.payload()));
    }

    private static HopPayload.Final payload(HopPayload.Final p, Optional<Bytes32> secret, long amount, long total) {
        return new HopPayload.Final(amount, p.outgoingCltv(), secret, total, p.paymentMetadata(),
                p.keysendPreimage());
    }

    private Optional<Long> paid() {
        entity.tell(new InvoiceCommand.Lookup(answers.ref()));
        InvoiceView view = ((InvoiceAnswer.Found) answers.receiveMessage()).view();
        return view.settledAtMs().map(at -> view.paidMsat());
    }

    @Test
    void aPaymentGetsThePreimage() {
        add();
        assertThat(receive(CHANNEL, delivery(invoice, 7, AMOUNT)))
                .isEqualTo(new Settlement.Fulfilled(invoice.preimage()));
        assertThat(paid()).contains(AMOUNT);
    }

    @Test
    void theSameHtlcHearsTheSameAgainAfterACrash() {
        add();
        channels.deaf(true);
        entity.tell(new InvoiceCommand.Receive(CHANNEL, delivery(invoice, 7, AMOUNT), HEIGHT));
        assertThat(paid()).contains(AMOUNT);
        channels.deaf(false);
        crash();
        clock.advance(1_000_000_000);
        assertThat(receive(CHANNEL, delivery(invoice, 7, AMOUNT), HEIGHT + 1000))
                .isEqualTo(new Settlement.Fulfilled(invoice.preimage()));
    }

    @Test
    void thePreimageStaysHereIfItsEventCannotBeWritten() {
        add();
        TestJournal.breakFor(persistenceId());
        entity.tell(new InvoiceCommand.Receive(CHANNEL, delivery(invoice, 7, AMOUNT), HEIGHT));
        answers.expectTerminated(entity);
        assertThat(channels.isQuiet()).isTrue();
        TestJournal.repairFor(persistenceId());
        entity = spawn();
        assertThat(paid()).isEmpty();
        assertThat(receive(channel(2), delivery(invoice, 3, AMOUNT)).isFulfilled()).isTrue();
    }

    @Test
    void whatCannotBecomeRightIsRefusedWithoutBeingRecorded() {
        add();
        for (int id = 0; id < 50; id++) {
            assertThat(refusal(delivery(invoice, id, AMOUNT - 1))).isEqualTo(unknown(AMOUNT - 1));
        }
        assertThat(TestJournal.events(persistenceId())).isEqualTo(1);
    }

    @Test
    void ofTwoHtlcsOneGetsThePreimage() {
        add();
        ChannelRef other = channel(2);
        entity.tell(new InvoiceCommand.Receive(CHANNEL, delivery(invoice, 7, AMOUNT), HEIGHT));
        entity.tell(new InvoiceCommand.Receive(other, delivery(invoice, 7, AMOUNT), HEIGHT));
        assertThat(((Command.Settle) channels.next().command()).settlement().isFulfilled()).isTrue();
        Fixtures.Channels.Sent second = channels.next();
        assertThat(second.channel()).isEqualTo(other);
        assertThat(failure(((Command.Settle) second.command()).settlement())).isEqualTo(unknown(AMOUNT));
        crash();
        assertThat(failure(receive(other, delivery(invoice, 7, AMOUNT)))).isEqualTo(unknown(AMOUNT));
        assertThat(refusal(delivery(invoice, 8, AMOUNT))).isEqualTo(unknown(AMOUNT));
        assertThat(paid()).contains(AMOUNT);
    }

    @Test
    void anUnknownHashIsRefusedAndLeavesNothingBehind() {
        assertThat(refusal(delivery(invoice, 7, AMOUNT))).isEqualTo(unknown(AMOUNT));
        entity.tell(new InvoiceCommand.Lookup(answers.ref()));
        answers.expectMessageClass(InvoiceAnswer.Unknown.class);
        assertThat(TestJournal.events(persistenceId())).isZero();
        entity.tell(new InvoiceCommand.Stop());
        answers.expectTerminated(entity);
        answers.awaitAssert(() -> assertThat(passivations).hasValue(2));
    }

    @Test
    void aWrongOrMissingSecretIsRefused() {
        add();
        Bytes32 wrong = Hashes.sha256(invoice.paymentSecret().unsafeArray());
        assertThat(refusal(paying(p -> payload(p, Optional.of(wrong), AMOUNT, AMOUNT)))).isEqualTo(unknown(AMOUNT));
        assertThat(refusal(paying(p -> payload(p, Optional.empty(), AMOUNT, AMOUNT)))).isEqualTo(unknown(AMOUNT));
        assertThat(paid()).isEmpty();
    }

    @Test
    void theAmountIsAtLeastTheInvoicesAndAtMostTwice() {
        add();
        assertThat(refusal(delivery(invoice, 7, AMOUNT - 1))).isEqualTo(unknown(AMOUNT - 1));
        assertThat(refusal(delivery(invoice, 7, 2 * AMOUNT + 1))).isEqualTo(unknown(2 * AMOUNT + 1));
        assertThat(receive(CHANNEL, delivery(invoice, 8, 2 * AMOUNT)).isFulfilled()).isTrue();
        assertThat(paid()).contains(2 * AMOUNT);
    }

    @Test
    void anInvoiceWithoutAmountTakesAny() {
        invoice = issue(0);
        entity = spawn();
        add();
        assertThat(receive(CHANNEL, delivery(invoice, 7, 1)).isFulfilled()).isTrue();
        assertThat(paid()).contains(1L);
    }

    @Test
    void partsAreRefusedBecauseWeDoNotOfferThem() throws Exception {
        add();
        assertThat(refusal(paying(p -> payload(p, p.paymentSecret(), AMOUNT, AMOUNT + 1)))).isEqualTo(unknown(AMOUNT));
        assertThat(refusal(paying(p -> payload(p, p.paymentSecret(), AMOUNT - 1, AMOUNT)))).isEqualTo(unknown(AMOUNT));
        Invoice given = InvoiceCodec.decode(invoice.paymentRequest());
        assertThat(given.features().supports(Features.BASIC_MPP)).isFalse();
        assertThat(given.features().isSet(Features.PAYMENT_SECRET)).isTrue();
        assertThat(given.paymentHash()).isEqualTo(invoice.paymentHash());
        assertThat(given.amountMsat()).isEqualTo(OptionalLong.of(AMOUNT));
    }

    @Test
    void whatTheNodeBeforeUsChangedIsBlamedOnIt() {
        Effect.Deliver good = delivery(invoice, 7, AMOUNT);
        Effect.Deliver less = new Effect.Deliver(7, good.paymentHash(), AMOUNT - 1, good.cltvExpiry(), good.payload());
        Effect.Deliver sooner = new Effect.Deliver(7, good.paymentHash(), AMOUNT, good.cltvExpiry() - 1,
                good.payload());
        for (boolean known : new boolean[] {false, true}) {
            if (known) {
                add();
            }
            assertThat(refusal(less)).isEqualTo(new FailureMessage.FinalIncorrectHtlcAmount(AMOUNT - 1));
            assertThat(refusal(sooner)).isEqualTo(new FailureMessage.FinalIncorrectCltvExpiry(good.cltvExpiry() - 1));
        }
        assertThat(paid()).isEmpty();
    }

    @Test
    void whatComesTooLateStaysRefusedEvenIfTheClockGoesBack() {
        add();
        clock.advance(3_600_000);
        assertThat(refusal(delivery(invoice, 7, AMOUNT))).isEqualTo(unknown(AMOUNT));
        clock.advance(-1);
        crash();
        assertThat(refusal(delivery(invoice, 7, AMOUNT))).isEqualTo(unknown(AMOUNT));
        assertThat(paid()).isEmpty();
        assertThat(receive(CHANNEL, delivery(invoice, 8, AMOUNT)).isFulfilled()).isTrue();
    }

    @Test
    void anHtlcWithTooFewBlocksLeftStaysRefusedEvenIfTheChainGoesBack() {
        add();
        Effect.Deliver htlc = delivery(invoice, 7, AMOUNT);
        FailureMessage refusal = new FailureMessage.IncorrectOrUnknownPaymentDetails(AMOUNT, HEIGHT + 1);
        assertThat(failure(receive(CHANNEL, htlc, HEIGHT + 1))).isEqualTo(refusal);
        assertThat(failure(receive(CHANNEL, htlc, HEIGHT))).isEqualTo(refusal);
        assertThat(paid()).isEmpty();
    }

    @Test
    void refusalsAreRecordedUpToALimitAndThenTheInvoiceIsClosed() {
        add();
        for (int id = 0; id < InvoiceState.MAX_REFUSED; id++) {
            receive(CHANNEL, delivery(invoice, id, AMOUNT), HEIGHT + 1);
        }
        assertThat(refusal(delivery(invoice, 7_000, AMOUNT))).isEqualTo(unknown(AMOUNT));
        assertThat(paid()).isEmpty();
        assertThat(TestJournal.events(persistenceId())).isEqualTo(1 + InvoiceState.MAX_REFUSED);
    }

    @Test
    void anInvoiceIsAddedOnce() {
        add();
        entity.tell(new InvoiceCommand.Add(invoice, answers.ref()));
        answers.expectMessageClass(InvoiceAnswer.AlreadyExists.class);
    }

    @Test
    void textsDoNotTellSecrets() {
        String texts = invoice + " " + new InvoiceEvent.InvoiceAdded(invoice)
                + new InvoiceView(invoice, 0, Optional.empty());
        assertThat(texts).doesNotContain(invoice.preimage().toHex()).doesNotContain(invoice.paymentSecret().toHex())
                .doesNotContain(invoice.paymentRequest());
    }

    @Test
    void aFinalDeltaBelow18IsRefused() {
        assertThatThrownBy(() -> new StoredInvoice(invoice.paymentHash(), invoice.preimage(),
                invoice.paymentSecret(), OptionalLong.empty(), 0, 1, 17, "")).hasMessageContaining("at least 18");
    }
}
