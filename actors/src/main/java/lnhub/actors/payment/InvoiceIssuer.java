package lnhub.actors.payment;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.invoice.InvoiceCodec;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;

/** Writes and signs invoices of this node (BOLT 11). @param nodeKey the node id's secret */
public record InvoiceIssuer(InvoiceNetwork network, PrivateKey nodeKey, SecretSource secrets) {
    /** No basic_mpp: an invoice is paid by one HTLC (see {@link FinalNode}). */
    static final Features FEATURES = Features.of(Features.VAR_ONION_OPTIN, Features.PAYMENT_SECRET);

    /**
     * @param nowSeconds since the epoch
     * @throws IllegalArgumentException says which value is out of its range
     */
    StoredInvoice issue(NewInvoice wanted, long nowSeconds) {
        Bytes32 preimage = wanted.preimage().orElseGet(secrets::next);
        Bytes32 paymentHash = Hashes.sha256(preimage.unsafeArray());
        Bytes32 paymentSecret = secrets.next();
        Optional<String> description = wanted.descriptionHash().isPresent() ? Optional.empty()
                : Optional.of(wanted.description());
        Invoice invoice = new Invoice(network, wanted.amountMsat(), nowSeconds, paymentHash, paymentSecret,
                description, wanted.descriptionHash(), wanted.expirySeconds(), wanted.minFinalCltvExpiryDelta(),
                List.of(), wanted.hints(), FEATURES, Optional.empty(), nodeKey.publicKey());
        return new StoredInvoice(paymentHash, preimage, paymentSecret, wanted.amountMsat(), nowSeconds,
                wanted.expirySeconds(), wanted.minFinalCltvExpiryDelta(), InvoiceCodec.encode(invoice, nodeKey));
    }
}
