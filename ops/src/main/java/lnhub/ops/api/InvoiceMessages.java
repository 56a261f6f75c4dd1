package lnhub.ops.api;

import java.time.Duration;
import java.util.List;
import lnhub.actors.NodeApi.AddInvoice;
import lnhub.actors.NodeApi.DecodedInvoice;
import lnhub.actors.NodeApi.InvoiceState;
import lnhub.ops.lnrpc.AddInvoiceResponse;
import lnhub.ops.lnrpc.HopHint;
import lnhub.ops.lnrpc.Invoice;
import lnhub.ops.lnrpc.PayReq;
import lnhub.ops.lnrpc.PaymentHash;
import lnhub.ops.lnrpc.RouteHint;
import lnhub.protocol.units.Bytes32;

/** Invoices in lnd's messages. */
final class InvoiceMessages {
    /** As lnd has it: a day. */
    private static final long DEFAULT_EXPIRY_SECONDS = 86_400;
    private static final long MAX_EXPIRY_SECONDS = 365L * 86_400;
    /** What fits the data part of a BOLT 11 tagged field: 1,023 groups of 5 bits. */
    private static final int MAX_DESCRIPTION_BYTES = 639;

    private InvoiceMessages() {
    }

    static AddInvoice toAdd(Invoice request) {
        Requests.refuse(request, "fallback_addr", "route_hints", "features");
        if (request.getMemoBytes().size() > MAX_DESCRIPTION_BYTES) {
            throw Requests.invalid("memo must be at most " + MAX_DESCRIPTION_BYTES + " bytes, got "
                    + request.getMemoBytes().size());
        }
        if (!request.getMemo().isEmpty() && !request.getDescriptionHash().isEmpty()) {
            throw Requests.invalid("memo and description_hash are mutually exclusive");
        }
        if (!request.getRHash().isEmpty()) {
            throw Requests.invalid("r_hash is not supported by this node (hold invoices): give r_preimage or neither");
        }
        long expiry = request.getExpiry() == 0 ? DEFAULT_EXPIRY_SECONDS : request.getExpiry();
        return new AddInvoice(Requests.amountMsat("value", request.getValue(), request.getValueMsat()),
                request.getMemo(), Requests.optional32("description_hash", request.getDescriptionHash()),
                Requests.optional32("r_preimage", request.getRPreimage()),
                Duration.ofSeconds(Requests.within("expiry", expiry, 1, (int) MAX_EXPIRY_SECONDS)),
                Requests.optionalInt("cltv_expiry", request.getCltvExpiry(), 2016), request.getPrivate());
    }

    static Bytes32 paymentHash(PaymentHash request) {
        return request.getRHash().isEmpty()
                ? Requests.bytes32("r_hash_str", request.getRHashStr())
                : Requests.bytes32("r_hash", request.getRHash());
    }

    static AddInvoiceResponse added(lnhub.actors.NodeApi.Invoice invoice) {
        return AddInvoiceResponse.newBuilder().setRHash(Messages.bytes(invoice.paymentHash()))
                .setPaymentRequest(invoice.paymentRequest()).setAddIndex(invoice.addIndex())
                .setPaymentAddr(Messages.bytes(invoice.paymentSecret())).build();
    }

    static Invoice invoice(lnhub.actors.NodeApi.Invoice invoice) {
        var message = Invoice.newBuilder().setMemo(invoice.description())
                .setRPreimage(Messages.bytes(invoice.preimage())).setRHash(Messages.bytes(invoice.paymentHash()))
                .setValue(invoice.amountMsat() / 1000).setValueMsat(invoice.amountMsat())
                .setSettled(invoice.state() == InvoiceState.SETTLED)
                .setCreationDate(invoice.created().getEpochSecond()).setPaymentRequest(invoice.paymentRequest())
                .setExpiry(invoice.expiry().toSeconds()).setCltvExpiry(invoice.finalCltvExpiryDelta())
                .setAddIndex(invoice.addIndex()).setSettleIndex(invoice.settleIndex())
                .setAmtPaid(invoice.paidMsat()).setAmtPaidSat(invoice.paidMsat() / 1000)
                .setAmtPaidMsat(invoice.paidMsat()).setState(state(invoice.state()))
                .putAllFeatures(Messages.features(invoice.features()))
                .setPaymentAddr(Messages.bytes(invoice.paymentSecret()));
        invoice.settled().ifPresent(at -> message.setSettleDate(at.getEpochSecond()));
        invoice.descriptionHash().ifPresent(hash -> message.setDescriptionHash(Messages.bytes(hash)));
        return message.build();
    }

    private static Invoice.InvoiceState state(InvoiceState state) {
        return switch (state) {
            case OPEN -> Invoice.InvoiceState.OPEN;
            case ACCEPTED -> Invoice.InvoiceState.ACCEPTED;
            case SETTLED -> Invoice.InvoiceState.SETTLED;
            case CANCELED -> Invoice.InvoiceState.CANCELED;
        };
    }

    static PayReq decoded(DecodedInvoice invoice) {
        var message = PayReq.newBuilder().setDestination(invoice.destination().toHex())
                .setPaymentHash(invoice.paymentHash().toHex()).setNumSatoshis(invoice.amountMsat() / 1000)
                .setNumMsat(invoice.amountMsat()).setTimestamp(invoice.created().getEpochSecond())
                .setExpiry(invoice.expiry().toSeconds()).setDescription(invoice.description())
                .setDescriptionHash(invoice.descriptionHash().map(Bytes32::toHex).orElse(""))
                .setFallbackAddr(invoice.fallbackAddress().orElse("")).setCltvExpiry(invoice.finalCltvExpiryDelta())
                .addAllRouteHints(invoice.routeHints().stream().map(InvoiceMessages::routeHint).toList())
                .putAllFeatures(Messages.features(invoice.features()));
        invoice.paymentSecret().ifPresent(secret -> message.setPaymentAddr(Messages.bytes(secret)));
        return message.build();
    }

    private static RouteHint routeHint(List<lnhub.actors.NodeApi.RouteHint> path) {
        return RouteHint.newBuilder().addAllHopHints(path.stream().map(hop -> HopHint.newBuilder()
                .setNodeId(hop.nodeId().toHex()).setChanId(hop.shortChannelId().value())
                .setFeeBaseMsat((int) hop.feeBaseMsat())
                .setFeeProportionalMillionths((int) hop.feeProportionalMillionths())
                .setCltvExpiryDelta(hop.cltvExpiryDelta()).build()).toList()).build();
    }
}
