package lnhub.actors.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;
import lnhub.actors.payment.PaymentEvent.PaymentFailed;
import lnhub.actors.payment.PaymentEvent.PaymentStarted;
import lnhub.actors.payment.PaymentEvent.PaymentSucceeded;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.persistence.kryo.Registrations;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.Test;

/** Whatever is stored or sent comes back as it was. */
class PaymentRegistrationsTest {
    private static final KryoCodec CODEC = new KryoCodec(KryoRegistry.builder().with(Registrations::protocol)
            .with(PaymentRegistrations::register).build());

    private static void survives(Object value) {
        assertThat(CODEC.decode(CODEC.encode(value))).isEqualTo(value);
    }

    @Test
    void invoicesComeBack() {
        StoredInvoice invoice = Fixtures.issuer().issue(Fixtures.wanted(5, Fixtures.bytes(3)), 1_700_000_000);
        HtlcKey htlc = new HtlcKey(Fixtures.channel(1), 7);
        InvoiceView view = new InvoiceView(invoice, 5, Optional.of(6L));
        List.of(new InvoiceEvent.InvoiceAdded(invoice), new InvoiceEvent.HtlcRefused(htlc, Bytes.fromHex("400f")),
                new InvoiceEvent.InvoiceSettled(htlc, 5, 6), new InvoiceAnswer.Found(view),
                new InvoiceAnswer.AlreadyExists(), new InvoiceAnswer.Unknown(), new InvoiceCommand.Stop(),
                new InvoiceCommand.Receive(Fixtures.channel(1), Fixtures.delivery(invoice, 7, 5), 800_000))
                .forEach(PaymentRegistrationsTest::survives);
    }

    @Test
    void paymentsComeBack() {
        RoutingHint hint = new RoutingHint(List.of(new RoutingHint.Hop(Fixtures.key(2).publicKey(),
                ShortChannelId.of(1, 2, 3), 1, 2, 3)));
        PaymentOrder order = new PaymentOrder(Fixtures.bytes(1), Fixtures.bytes(2), Fixtures.key(3).publicKey(), 5, 18,
                Optional.of(Fixtures.bytes(4)), Optional.of(Bytes.fromHex("00")), List.of(hint), Optional.of("ln"),
                new PaymentOrder.Limits(0, 1008, 60_000, List.of(ShortChannelId.of(1, 2, 3))));
        AttemptStarted start = new AttemptStarted(1, Fixtures.channel(1), TestRoute.of(3, 1, 5).found().hops(),
                Fixtures.bytes(9), 10);
        AttemptFailed unreadable = new AttemptFailed(1, -1, -1, 11);
        PaymentSucceeded paid = new PaymentSucceeded(1, Fixtures.bytes(4), 12);
        PaymentView view = new PaymentView(3, order, 10, PaymentStatus.SUCCEEDED, Optional.of(Fixtures.bytes(4)),
                Optional.empty(), List.of(new Attempt(start, Optional.of(unreadable)),
                        new Attempt(start, Optional.of(paid)), new Attempt(start, Optional.empty())));
        List.of(new PaymentStarted(order, 9), start, unreadable, paid, new PaymentFailed(PaymentFailure.TIMEOUT, 13),
                new PaymentAnswer.Current(view), new PaymentAnswer.AlreadyExists(), new PaymentAnswer.Unknown(),
                new PaymentCommand.Taken(1), new PaymentCommand.Refused(1, Bytes.EMPTY), new PaymentCommand.Wake(),
                new PaymentCommand.Settled(1, Fixtures.channel(1), new Settlement.Fulfilled(Fixtures.bytes(4))),
                new PaymentCommand.Stop()).forEach(PaymentRegistrationsTest::survives);
    }
}
