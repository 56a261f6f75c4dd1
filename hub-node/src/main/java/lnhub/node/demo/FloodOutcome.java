package lnhub.node.demo;

import java.util.List;
import lnhub.ops.lnrpc.Failure.FailureCode;
import lnhub.ops.lnrpc.HTLCAttempt;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.lnrpc.Payment.PaymentStatus;
import lnhub.ops.lnrpc.PaymentFailureReason;

/**
 * How a payment of the flood ended.
 *
 * @param feeMsat what the sender paid on top, when it settled
 * @param codes with which attempts failed, in their order
 * @param error why there is no answer, empty when there is one
 */
record FloodOutcome(FloodOrder order, boolean settled, long feeMsat, PaymentFailureReason reason,
        List<FailureCode> codes, String error, long latencyNanos) {

    static FloodOutcome of(FloodOrder order, Payment payment, long latencyNanos) {
        boolean settled = payment.getStatus() == PaymentStatus.SUCCEEDED;
        List<FailureCode> codes = payment.getHtlcsList().stream().filter(HTLCAttempt::hasFailure)
                .map(attempt -> attempt.getFailure().getCode()).toList();
        boolean ended = settled || payment.getStatus() == PaymentStatus.FAILED;
        return new FloodOutcome(order, settled, settled ? payment.getFeeMsat() : 0, payment.getFailureReason(), codes,
                ended ? "" : "the stream ended with status " + payment.getStatus(), latencyNanos);
    }

    static FloodOutcome unanswered(FloodOrder order, String error, long latencyNanos) {
        return new FloodOutcome(order, false, 0, PaymentFailureReason.FAILURE_REASON_ERROR, List.of(), error,
                latencyNanos);
    }

    /** Whether it ended as its kind must: it was made to fail and did so for the reason it was made to. */
    boolean asExpected() {
        if (!error.isEmpty()) {
            return false;
        }
        return switch (order.kind()) {
            case PAYMENT -> settled;
            case UNKNOWN_HASH -> !settled && reason == PaymentFailureReason.FAILURE_REASON_INCORRECT_PAYMENT_DETAILS;
            case BEYOND_LIQUIDITY -> !settled && (reason == PaymentFailureReason.FAILURE_REASON_NO_ROUTE
                    || reason == PaymentFailureReason.FAILURE_REASON_INSUFFICIENT_BALANCE);
        };
    }

    String describe() {
        return order.from() + " to " + order.to() + ", " + order.amountMsat() + " msat, " + order.kind() + ": "
                + (settled ? "settled" : error.isEmpty() ? reason + " " + codes : error);
    }
}
