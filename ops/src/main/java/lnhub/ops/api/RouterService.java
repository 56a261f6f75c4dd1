package lnhub.ops.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Function;
import lnhub.actors.NodeApi;
import lnhub.actors.NodeApi.PaymentStatus;
import lnhub.actors.NodeApi.SendPayment;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.routerrpc.RouterGrpc;
import lnhub.ops.routerrpc.SendPaymentRequest;
import lnhub.ops.routerrpc.TrackPaymentRequest;
import lnhub.protocol.units.Bytes32;

/** Payments of the node's own. */
final class RouterService extends RouterGrpc.RouterImplBase {
    private final NodeApi node;

    RouterService(NodeApi node) {
        this.node = node;
    }

    @Override
    public void sendPaymentV2(SendPaymentRequest request, StreamObserver<Payment> caller) {
        Answers.many(caller, updates -> {
            SendPayment payment = PaymentMessages.toSend(request);
            return node.sendPayment(payment, updates);
        }, wanted(caller, !request.getNoInflightUpdates()));
    }

    @Override
    public void trackPaymentV2(TrackPaymentRequest request, StreamObserver<Payment> caller) {
        Answers.many(caller, updates -> {
            Requests.refuse(request);
            Bytes32 paymentHash = Requests.bytes32("payment_hash", request.getPaymentHash());
            return node.trackPayment(paymentHash, updates);
        }, wanted(caller, !request.getNoInflightUpdates()));
    }

    /** An update supersedes the one before: a client that reads slowly misses some, but never the last. */
    private static Function<NodeApi.Payment, Optional<Payment>> wanted(StreamObserver<Payment> caller,
            boolean inFlightUpdates) {
        var call = (ServerCallStreamObserver<Payment>) caller;
        return payment -> {
            boolean last = payment.status() == PaymentStatus.SUCCEEDED || payment.status() == PaymentStatus.FAILED;
            return last || inFlightUpdates && call.isReady()
                    ? Optional.of(PaymentMessages.payment(payment)) : Optional.empty();
        };
    }
}
