package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.payment.InvoiceAnswer;
import lnhub.actors.payment.InvoiceView;
import lnhub.actors.payment.NewInvoice;
import lnhub.actors.payment.PaymentListener;
import lnhub.actors.payment.PaymentOrder;
import lnhub.actors.payment.PaymentStatus;
import lnhub.actors.payment.PaymentView;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.invoice.MalformedInvoice;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;

/** Invoices and payments as an operator makes them. */
final class TestPayments {
    private static final long MAX_FEE_MSAT = 1_000_000;
    private static final int MAX_CLTV_DELTA = 1_000;
    private static final int FINAL_CLTV_DELTA = 40;

    private TestPayments() {
    }

    static InvoiceView invoice(HubNode node, long amountMsat, long expirySeconds, List<RoutingHint> hints) {
        InvoiceAnswer answer = Await.get(node.assembly().actors().invoices().add(new NewInvoice(
                OptionalLong.of(amountMsat), "proof", Optional.empty(), Optional.empty(), expirySeconds,
                FINAL_CLTV_DELTA, hints)));
        return ((InvoiceAnswer.Found) answer).view();
    }

    static InvoiceView lookup(HubNode node, Bytes32 paymentHash) {
        return ((InvoiceAnswer.Found) Await.get(node.assembly().actors().invoices().lookup(paymentHash))).view();
    }

    /** The ways to a node over its channels with one peer, at the peer's default policy. */
    static List<RoutingHint> hints(HubNode node, PublicKey through) {
        return node.assembly().actors().directory().with(through).stream()
                .map(channel -> hint(channel, through)).toList();
    }

    private static RoutingHint hint(LocalChannel channel, PublicKey through) {
        return new RoutingHint(List.of(new RoutingHint.Hop(through, channel.shortChannelId(), 1_000, 100, 80)));
    }

    /** Completes with the payment's last state; fails when it was refused. */
    static CompletableFuture<PaymentView> pay(HubNode node, String invoice, long timeoutMs) {
        Follower follower = new Follower();
        node.assembly().actors().payments().pay(order(invoice, timeoutMs), follower);
        return follower.over;
    }

    /** One node pays another, and that succeeds. */
    static void requirePaid(HubNode payer, HubNode payee, long amountMsat, List<RoutingHint> hints) {
        String invoice = invoice(payee, amountMsat, 3_600, hints).invoice().paymentRequest();
        Follower follower = new Follower();
        payer.assembly().actors().payments().pay(order(invoice, 30_000), follower);
        try {
            Await.until("a payment to end", follower.over::isDone);
        } catch (AssertionError stuck) {
            throw new AssertionError("the payer knows: " + follower.last + "; its channels: "
                    + Balances.of(payer).channels() + "; the payee's: " + Balances.of(payee).channels(), stuck);
        }
        assertThat(Await.get(follower.over).status()).as("%s", follower.last).isEqualTo(PaymentStatus.SUCCEEDED);
    }

    private static final class Follower implements PaymentListener {
        private final CompletableFuture<PaymentView> over = new CompletableFuture<>();
        private volatile PaymentView last;

        @Override
        public void next(PaymentView view) {
            last = view;
        }

        @Override
        public void completed() {
            over.complete(last);
        }

        @Override
        public void refused(Refusal reason) {
            over.completeExceptionally(new IllegalStateException("refused: " + reason));
        }
    }

    private static PaymentOrder order(String invoice, long timeoutMs) {
        try {
            return PaymentOrder.of(Hashes.sha256(invoice.getBytes(StandardCharsets.US_ASCII)),
                    InvoiceCodec.decode(invoice), invoice, 0,
                    new PaymentOrder.Limits(MAX_FEE_MSAT, MAX_CLTV_DELTA, timeoutMs, List.of()),
                    System.currentTimeMillis() / 1000);
        } catch (MalformedInvoice e) {
            throw new IllegalArgumentException(e);
        }
    }
}
