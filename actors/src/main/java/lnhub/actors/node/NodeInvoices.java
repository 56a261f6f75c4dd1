package lnhub.actors.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi;
import lnhub.actors.api.InvoiceApi;
import lnhub.actors.payment.InvoiceAnswer;
import lnhub.actors.payment.InvoiceView;
import lnhub.actors.payment.Invoices;
import lnhub.actors.payment.NewInvoice;
import lnhub.actors.payment.StoredInvoice;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.invoice.MalformedInvoice;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;

/** The node's invoices in the words of its API. */
public record NodeInvoices(Invoices invoices) implements InvoiceApi {

    @Override
    public CompletionStage<NodeApi.Invoice> add(NodeApi.AddInvoice request, int finalCltvExpiryDelta,
            List<RoutingHint> hints) {
        OptionalLong amount = request.amountMsat() == 0 ? OptionalLong.empty() : OptionalLong.of(request.amountMsat());
        return invoices.add(new NewInvoice(amount, request.description(), request.descriptionHash(),
                request.preimage(), request.expiry().toSeconds(), finalCltvExpiryDelta, hints))
                .thenApply(NodeInvoices::found);
    }

    @Override
    public CompletionStage<NodeApi.Invoice> lookup(Bytes32 paymentHash) {
        return invoices.lookup(paymentHash).thenApply(NodeInvoices::found);
    }

    private static NodeApi.Invoice found(InvoiceAnswer answer) {
        return switch (answer) {
            case InvoiceAnswer.Found found -> invoice(found.view());
            case InvoiceAnswer.AlreadyExists exists -> throw new NodeApi.Refused(
                    NodeApi.Refused.Code.ALREADY_EXISTS, "there is an invoice with this payment hash already");
            case InvoiceAnswer.Unknown unknown -> throw new NodeApi.Refused(
                    NodeApi.Refused.Code.NOT_FOUND, "there is no invoice with this payment hash");
        };
    }

    private static NodeApi.Invoice invoice(InvoiceView view) {
        StoredInvoice stored = view.invoice();
        Invoice written = decoded(stored.paymentRequest());
        NodeApi.InvoiceState state = view.settledAtMs().isPresent() ? NodeApi.InvoiceState.SETTLED
                : NodeApi.InvoiceState.OPEN;
        return new NodeApi.Invoice(stored.paymentHash(), stored.preimage(), stored.paymentSecret(),
                stored.amountMsat().orElse(0), written.description().orElse(""), written.descriptionHash(),
                stored.paymentRequest(), Instant.ofEpochSecond(stored.createdAt()),
                Duration.ofSeconds(stored.expirySeconds()), stored.minFinalCltvExpiryDelta(), state, view.paidMsat(),
                view.settledAtMs().map(Instant::ofEpochMilli), 0, 0, written.features());
    }

    /** The text is our own, so it can be read. */
    private static Invoice decoded(String paymentRequest) {
        try {
            return InvoiceCodec.decode(paymentRequest);
        } catch (MalformedInvoice impossible) {
            throw new IllegalStateException("an invoice of ours cannot be read", impossible);
        }
    }
}
