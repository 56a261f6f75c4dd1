package lnhub.actors.payment;

/** What comes of adding an invoice or asking for one. */
public sealed interface InvoiceAnswer {

    record Found(InvoiceView view) implements InvoiceAnswer {
    }

    /** There is an invoice for this payment hash already; a preimage pays once. */
    record AlreadyExists() implements InvoiceAnswer {
    }

    record Unknown() implements InvoiceAnswer {
    }
}
