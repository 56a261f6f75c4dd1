package lnhub.ops.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.NodeApi;
import lnhub.ops.lnrpc.GetStateRequest;
import lnhub.ops.lnrpc.GetStateResponse;
import lnhub.ops.lnrpc.StateGrpc;
import lnhub.ops.lnrpc.SubscribeStateRequest;
import lnhub.ops.lnrpc.SubscribeStateResponse;
import lnhub.ops.lnrpc.WalletState;

/** Tells whether the node is up: RPC_ACTIVE while it recovers, SERVER_ACTIVE once everything works. */
final class StateService extends StateGrpc.StateImplBase {
    private final CompletableFuture<Void> ready;

    StateService(NodeApi node) {
        ready = node.ready().toCompletableFuture();
    }

    private WalletState state() {
        return ready.isDone() && !ready.isCompletedExceptionally()
                ? WalletState.SERVER_ACTIVE : WalletState.RPC_ACTIVE;
    }

    @Override
    public void getState(GetStateRequest request, StreamObserver<GetStateResponse> caller) {
        caller.onNext(GetStateResponse.newBuilder().setState(state()).build());
        caller.onCompleted();
    }

    /** Stays open after the last state, as lnd does: that it ends tells the client that the node has gone. */
    @Override
    public void subscribeState(SubscribeStateRequest request, StreamObserver<SubscribeStateResponse> observer) {
        ((ServerCallStreamObserver<SubscribeStateResponse>) observer).setOnCancelHandler(() -> { });
        WalletState now = state();
        observer.onNext(SubscribeStateResponse.newBuilder().setState(now).build());
        if (now != WalletState.SERVER_ACTIVE) {
            ready.whenComplete((done, failure) -> {
                if (failure != null) {
                    observer.onError(Answers.status(failure));
                } else {
                    observer.onNext(SubscribeStateResponse.newBuilder().setState(WalletState.SERVER_ACTIVE).build());
                }
            });
        }
    }
}
