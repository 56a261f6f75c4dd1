package lnhub.ops.api;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import lnhub.actors.NodeApi;
import lnhub.ops.hubrpc.ChannelBalancesMsatRequest;
import lnhub.ops.hubrpc.ChannelBalancesMsatResponse;
import lnhub.ops.hubrpc.HubGrpc;
import lnhub.ops.hubrpc.StatsRequest;
import lnhub.ops.hubrpc.StatsResponse;

/** What lnd's API has no place for. */
final class HubService extends HubGrpc.HubImplBase {
    private final NodeApi node;

    HubService(NodeApi node) {
        this.node = node;
    }

    @Override
    public void stats(StatsRequest request, StreamObserver<StatsResponse> caller) {
        Answers.one(caller, () -> CompletableFuture.completedFuture(ProcessStats.now(request.getCollectGarbage())),
                Function.identity());
    }

    @Override
    public void channelBalancesMsat(ChannelBalancesMsatRequest request,
            StreamObserver<ChannelBalancesMsatResponse> caller) {
        Answers.one(caller, node::channels, ChannelMessages::exactBalances);
    }
}
