package lnhub.ops.api;

import java.time.Duration;
import java.util.Map;
import lnhub.actors.NodeApi.Attempt;
import lnhub.actors.NodeApi.AttemptFailure;
import lnhub.actors.NodeApi.AttemptStatus;
import lnhub.actors.NodeApi.Hop;
import lnhub.actors.NodeApi.PaymentFailure;
import lnhub.actors.NodeApi.PaymentStatus;
import lnhub.actors.NodeApi.PaymentTarget;
import lnhub.actors.NodeApi.QueryRoutes;
import lnhub.actors.NodeApi.SendPayment;
import lnhub.ops.lnrpc.FeeLimit;
import lnhub.ops.lnrpc.Failure;
import lnhub.ops.lnrpc.Failure.FailureCode;
import lnhub.ops.lnrpc.HTLCAttempt;
import lnhub.ops.lnrpc.HTLCAttempt.HTLCStatus;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.lnrpc.PaymentFailureReason;
import lnhub.ops.lnrpc.QueryRoutesRequest;
import lnhub.ops.lnrpc.Route;
import lnhub.ops.routerrpc.SendPaymentRequest;
import lnhub.protocol.units.ShortChannelId;

/** Payments and routes in lnd's messages. */
final class PaymentMessages {
    private static final int DEFAULT_TIMEOUT_SECONDS = 60;
    private static final int MAX_TIMEOUT_SECONDS = 86_400;
    private static final int MAX_PARTS = 1_000;
    /** BOLT 11: what an invoice without the field c means; used when a payment to a node names none. */
    private static final int DEFAULT_FINAL_CLTV_DELTA = 18;

    /** BOLT 4, "Failure Messages": the codes with their flags, to lnd's enumeration. */
    private static final Map<Integer, FailureCode> CODES = Map.ofEntries(
            Map.entry(0x4000 | 15, FailureCode.INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS),
            Map.entry(18, FailureCode.FINAL_INCORRECT_CLTV_EXPIRY),
            Map.entry(19, FailureCode.FINAL_INCORRECT_HTLC_AMOUNT),
            Map.entry(0x1000 | 14, FailureCode.EXPIRY_TOO_SOON),
            Map.entry(0x8000 | 0x4000 | 4, FailureCode.INVALID_ONION_VERSION),
            Map.entry(0x8000 | 0x4000 | 5, FailureCode.INVALID_ONION_HMAC),
            Map.entry(0x8000 | 0x4000 | 6, FailureCode.INVALID_ONION_KEY),
            Map.entry(0x1000 | 11, FailureCode.AMOUNT_BELOW_MINIMUM),
            Map.entry(0x1000 | 12, FailureCode.FEE_INSUFFICIENT),
            Map.entry(0x1000 | 13, FailureCode.INCORRECT_CLTV_EXPIRY),
            Map.entry(0x1000 | 20, FailureCode.CHANNEL_DISABLED),
            Map.entry(0x1000 | 7, FailureCode.TEMPORARY_CHANNEL_FAILURE),
            Map.entry(0x4000 | 0x2000 | 3, FailureCode.REQUIRED_NODE_FEATURE_MISSING),
            Map.entry(0x4000 | 9, FailureCode.REQUIRED_CHANNEL_FEATURE_MISSING),
            Map.entry(0x4000 | 10, FailureCode.UNKNOWN_NEXT_PEER),
            Map.entry(0x2000 | 2, FailureCode.TEMPORARY_NODE_FAILURE),
            Map.entry(0x4000 | 0x2000 | 2, FailureCode.PERMANENT_NODE_FAILURE),
            Map.entry(0x4000 | 8, FailureCode.PERMANENT_CHANNEL_FAILURE),
            Map.entry(21, FailureCode.EXPIRY_TOO_FAR),
            Map.entry(23, FailureCode.MPP_TIMEOUT),
            Map.entry(0x4000 | 22, FailureCode.INVALID_ONION_PAYLOAD),
            Map.entry(0x8000 | 0x4000 | 24, FailureCode.INVALID_ONION_BLINDING),
            Map.entry(-1, FailureCode.UNREADABLE_FAILURE));

    private PaymentMessages() {
    }

    static SendPayment toSend(SendPaymentRequest request) {
        Requests.refuse(request, "dest_custom_records", "last_hop_pubkey", "max_shard_size_msat", "amp",
                "first_hop_custom_records", "cancelable", "allow_self_payment");
        int timeout = request.getTimeoutSeconds() == 0 ? DEFAULT_TIMEOUT_SECONDS : request.getTimeoutSeconds();
        int parts = request.getMaxParts() == 0 ? 1 : request.getMaxParts();
        return new SendPayment(target(request),
                Requests.amountMsat("fee_limit", request.getFeeLimitSat(), request.getFeeLimitMsat()),
                Duration.ofSeconds(Requests.within("timeout_seconds", timeout, 1, MAX_TIMEOUT_SECONDS)),
                Requests.within("max_parts", Integer.toUnsignedLong(parts), 1, MAX_PARTS),
                Requests.optionalInt("cltv_limit", request.getCltvLimit(), Integer.MAX_VALUE),
                request.getOutgoingChanIdsList().stream().map(ShortChannelId::new).toList(),
                !request.getNoInflightUpdates());
    }

    private static PaymentTarget target(SendPaymentRequest request) {
        long amountMsat = Requests.amountMsat("amt", request.getAmt(), request.getAmtMsat());
        if (request.getPaymentRequest().isEmpty()) {
            int cltv = request.getFinalCltvDelta() == 0 ? DEFAULT_FINAL_CLTV_DELTA : request.getFinalCltvDelta();
            return new PaymentTarget.ToNode(Requests.publicKey("dest", request.getDest()),
                    Requests.bytes32("payment_hash", request.getPaymentHash()), amountMsat,
                    Requests.within("final_cltv_delta", cltv, 1, 2016),
                    Requests.optional32("payment_addr", request.getPaymentAddr()),
                    Requests.routeHints(request.getRouteHintsList()));
        }
        if (!request.getDest().isEmpty() || !request.getPaymentHash().isEmpty() || request.getFinalCltvDelta() != 0
                || !request.getPaymentAddr().isEmpty() || request.getRouteHintsCount() > 0) {
            throw Requests.invalid("dest, payment_hash, final_cltv_delta, payment_addr and route_hints cannot appear"
                    + " together with payment_request, which says them all");
        }
        return new PaymentTarget.ToInvoice(request.getPaymentRequest(), amountMsat);
    }

    static QueryRoutes toQuery(QueryRoutesRequest request) {
        Requests.refuse(request, "ignored_nodes", "ignored_edges", "source_pub_key", "ignored_pairs", "cltv_limit",
                "dest_custom_records", "last_hop_pubkey", "outgoing_chan_ids");
        long amountMsat = Requests.amountMsat("amt", request.getAmt(), request.getAmtMsat());
        int cltv = request.getFinalCltvDelta() == 0 ? DEFAULT_FINAL_CLTV_DELTA : request.getFinalCltvDelta();
        return new QueryRoutes(Requests.publicKey("pub_key", request.getPubKey()), amountMsat,
                Requests.within("final_cltv_delta", cltv, 1, 2016), feeLimitMsat(request.getFeeLimit(), amountMsat),
                Requests.routeHints(request.getRouteHintsList()));
    }

    /** Unset means that a fee as high as the amount is fine, as lnd has it for this call. */
    private static long feeLimitMsat(FeeLimit limit, long amountMsat) {
        return switch (limit.getLimitCase()) {
            case FIXED -> Requests.amountMsat("fee_limit", limit.getFixed(), 0);
            case FIXED_MSAT -> Requests.amountMsat("fee_limit", 0, limit.getFixedMsat());
            case PERCENT -> amountMsat / 100 * Requests.within("percent", limit.getPercent(), 0, 100);
            case LIMIT_NOT_SET -> amountMsat;
        };
    }

    static Payment payment(lnhub.actors.NodeApi.Payment payment) {
        var message = Payment.newBuilder().setPaymentHash(payment.paymentHash().toHex())
                .setValue(payment.amountMsat() / 1000).setValueSat(payment.amountMsat() / 1000)
                .setValueMsat(payment.amountMsat()).setCreationDate(payment.created().getEpochSecond())
                .setCreationTimeNs(Messages.nanos(payment.created()))
                .setFee(payment.feeMsat() / 1000).setFeeSat(payment.feeMsat() / 1000).setFeeMsat(payment.feeMsat())
                .setPaymentPreimage(payment.preimage().map(p -> p.toHex()).orElse("0".repeat(64)))
                .setPaymentRequest(payment.paymentRequest().orElse("")).setStatus(status(payment.status()))
                .setFailureReason(reason(payment.failure())).setPaymentIndex(payment.index());
        payment.attempts().forEach(attempt -> message.addHtlcs(attempt(attempt, payment)));
        return message.build();
    }

    private static Payment.PaymentStatus status(PaymentStatus status) {
        return switch (status) {
            case INITIATED -> Payment.PaymentStatus.INITIATED;
            case IN_FLIGHT -> Payment.PaymentStatus.IN_FLIGHT;
            case SUCCEEDED -> Payment.PaymentStatus.SUCCEEDED;
            case FAILED -> Payment.PaymentStatus.FAILED;
        };
    }

    private static PaymentFailureReason reason(PaymentFailure failure) {
        return switch (failure) {
            case NONE -> PaymentFailureReason.FAILURE_REASON_NONE;
            case TIMEOUT -> PaymentFailureReason.FAILURE_REASON_TIMEOUT;
            case NO_ROUTE -> PaymentFailureReason.FAILURE_REASON_NO_ROUTE;
            case ERROR -> PaymentFailureReason.FAILURE_REASON_ERROR;
            case INCORRECT_PAYMENT_DETAILS -> PaymentFailureReason.FAILURE_REASON_INCORRECT_PAYMENT_DETAILS;
            case INSUFFICIENT_BALANCE -> PaymentFailureReason.FAILURE_REASON_INSUFFICIENT_BALANCE;
            case CANCELED -> PaymentFailureReason.FAILURE_REASON_CANCELED;
        };
    }

    private static HTLCAttempt attempt(Attempt attempt, lnhub.actors.NodeApi.Payment payment) {
        var message = HTLCAttempt.newBuilder().setAttemptId(attempt.id()).setStatus(status(attempt.status()))
                .setRoute(route(attempt.route())).setAttemptTimeNs(Messages.nanos(attempt.started()));
        attempt.resolved().ifPresent(at -> message.setResolveTimeNs(Messages.nanos(at)));
        attempt.failure().ifPresent(failure -> message.setFailure(failure(failure)));
        if (attempt.status() == AttemptStatus.SUCCEEDED) {
            payment.preimage().ifPresent(preimage -> message.setPreimage(Messages.bytes(preimage)));
        }
        return message.build();
    }

    private static HTLCStatus status(AttemptStatus status) {
        return switch (status) {
            case IN_FLIGHT -> HTLCStatus.IN_FLIGHT;
            case SUCCEEDED -> HTLCStatus.SUCCEEDED;
            case FAILED -> HTLCStatus.FAILED;
        };
    }

    private static Failure failure(AttemptFailure failure) {
        return Failure.newBuilder().setCode(CODES.getOrDefault(failure.code(), FailureCode.UNKNOWN_FAILURE))
                .setFailureSourceIndex(failure.sourceIndex()).build();
    }

    static Route route(lnhub.actors.NodeApi.Route route) {
        var message = Route.newBuilder().setTotalTimeLock(route.totalTimeLock())
                .setTotalFees(route.totalFeesMsat() / 1000).setTotalFeesMsat(route.totalFeesMsat())
                .setTotalAmt(route.totalAmountMsat() / 1000).setTotalAmtMsat(route.totalAmountMsat());
        for (Hop hop : route.hops()) {
            message.addHops(lnhub.ops.lnrpc.Hop.newBuilder().setChanId(hop.shortChannelId().value())
                    .setChanCapacity(hop.capacitySat()).setAmtToForward(hop.amountToForwardMsat() / 1000)
                    .setAmtToForwardMsat(hop.amountToForwardMsat()).setFee(hop.feeMsat() / 1000)
                    .setFeeMsat(hop.feeMsat()).setExpiry(hop.expiry()).setPubKey(hop.nodeId().toHex()));
        }
        return message.build();
    }
}
