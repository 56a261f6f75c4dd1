package lnhub.actors.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi.AddInvoice;
import lnhub.actors.NodeApi.Invoice;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;

/** The node's invoices, as {@link InvoiceCalls} needs them. Contracts as in {@link lnhub.actors.NodeApi}. */
public interface InvoiceApi {

    /**
     * Refuses with ALREADY_EXISTS when there is an invoice for this preimage already.
     *
     * @param finalCltvExpiryDelta blocks, at least 18
     */
    CompletionStage<Invoice> add(AddInvoice request, int finalCltvExpiryDelta, List<RoutingHint> hints);

    /** Refuses with NOT_FOUND. */
    CompletionStage<Invoice> lookup(Bytes32 paymentHash);
}
