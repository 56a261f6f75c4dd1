package lnhub.actors.payment;

import lnhub.protocol.units.Bytes;

/** What has happened to an invoice. */
public sealed interface InvoiceEvent {

    record InvoiceAdded(StoredInvoice invoice) implements InvoiceEvent {
    }

    /**
     * An HTLC that knew the payment secret came too late or with too little time left. Recorded because the clock and
     * the chain can go back: an HTLC that was refused once must not settle the invoice when it is delivered again.
     *
     * @param failure as told to the channel, encoded (BOLT 4)
     */
    record HtlcRefused(HtlcKey htlc, Bytes failure) implements InvoiceEvent {
    }

    /** This HTLC gets the preimage, and no other ever. */
    record InvoiceSettled(HtlcKey htlc, long amountMsat, long atMs) implements InvoiceEvent {
    }
}
