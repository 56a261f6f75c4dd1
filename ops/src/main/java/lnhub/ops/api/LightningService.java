package lnhub.ops.api;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi;
import lnhub.actors.NodeApi.CloseUpdate;
import lnhub.actors.NodeApi.ForwardingQuery;
import lnhub.actors.NodeApi.OpenUpdate;
import lnhub.actors.NodeApi.PolicyFailure;
import lnhub.ops.lnrpc.AddInvoiceResponse;
import lnhub.ops.lnrpc.AddressType;
import lnhub.ops.lnrpc.ChannelBalanceRequest;
import lnhub.ops.lnrpc.ChannelBalanceResponse;
import lnhub.ops.lnrpc.ChannelGraph;
import lnhub.ops.lnrpc.ChannelGraphRequest;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.ClosedChannelsRequest;
import lnhub.ops.lnrpc.ClosedChannelsResponse;
import lnhub.ops.lnrpc.ConnectPeerRequest;
import lnhub.ops.lnrpc.ConnectPeerResponse;
import lnhub.ops.lnrpc.FailedUpdate;
import lnhub.ops.lnrpc.FeeReportRequest;
import lnhub.ops.lnrpc.FeeReportResponse;
import lnhub.ops.lnrpc.ForwardingHistoryRequest;
import lnhub.ops.lnrpc.ForwardingHistoryResponse;
import lnhub.ops.lnrpc.GetInfoRequest;
import lnhub.ops.lnrpc.GetInfoResponse;
import lnhub.ops.lnrpc.InstantUpdate;
import lnhub.ops.lnrpc.Invoice;
import lnhub.ops.lnrpc.LightningGrpc;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.ListChannelsResponse;
import lnhub.ops.lnrpc.ListPeersRequest;
import lnhub.ops.lnrpc.ListPeersResponse;
import lnhub.ops.lnrpc.NetworkInfo;
import lnhub.ops.lnrpc.NetworkInfoRequest;
import lnhub.ops.lnrpc.NewAddressRequest;
import lnhub.ops.lnrpc.NewAddressResponse;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.OpenStatusUpdate;
import lnhub.ops.lnrpc.OutPoint;
import lnhub.ops.lnrpc.PayReq;
import lnhub.ops.lnrpc.PayReqString;
import lnhub.ops.lnrpc.PaymentHash;
import lnhub.ops.lnrpc.PendingChannelsRequest;
import lnhub.ops.lnrpc.PendingChannelsResponse;
import lnhub.ops.lnrpc.PolicyUpdateRequest;
import lnhub.ops.lnrpc.PolicyUpdateResponse;
import lnhub.ops.lnrpc.QueryRoutesRequest;
import lnhub.ops.lnrpc.QueryRoutesResponse;
import lnhub.ops.lnrpc.SendCoinsRequest;
import lnhub.ops.lnrpc.SendCoinsResponse;
import lnhub.ops.lnrpc.StopRequest;
import lnhub.ops.lnrpc.StopResponse;
import lnhub.ops.lnrpc.UpdateFailure;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import lnhub.ops.lnrpc.WalletBalanceResponse;

/** lnd's main service: every method reads its request, asks the node, and writes the answer. */
final class LightningService extends LightningGrpc.LightningImplBase {
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 50_000;
    private static final int DEFAULT_CONNECT_SECONDS = 30;

    private final NodeApi node;

    LightningService(NodeApi node) {
        this.node = node;
    }

    @Override
    public void getInfo(GetInfoRequest request, StreamObserver<GetInfoResponse> caller) {
        Answers.one(caller, node::info, NodeMessages::info);
    }

    @Override
    public void newAddress(NewAddressRequest request, StreamObserver<NewAddressResponse> caller) {
        Answers.one(caller, () -> {
            Requests.refuse(request, "account");
            AddressType type = request.getType();
            if (type != AddressType.WITNESS_PUBKEY_HASH && type != AddressType.UNUSED_WITNESS_PUBKEY_HASH) {
                throw Requests.invalid("type must be WITNESS_PUBKEY_HASH (p2wkh), got " + type);
            }
            return node.newAddress();
        }, address -> NewAddressResponse.newBuilder().setAddress(address).build());
    }

    @Override
    public void walletBalance(WalletBalanceRequest request, StreamObserver<WalletBalanceResponse> caller) {
        Answers.one(caller, () -> {
            NodeMessages.checkAccount(request);
            return node.walletBalance();
        }, NodeMessages::balance);
    }

    @Override
    public void sendCoins(SendCoinsRequest request, StreamObserver<SendCoinsResponse> caller) {
        Answers.one(caller, () -> node.sendCoins(NodeMessages.sendCoins(request)),
                txid -> SendCoinsResponse.newBuilder().setTxid(Messages.txid(txid)).build());
    }

    @Override
    public void connectPeer(ConnectPeerRequest request, StreamObserver<ConnectPeerResponse> caller) {
        Answers.one(caller, () -> {
            Requests.refuse(request);
            String[] address = Requests.hostAndPort(request.getAddr().getHost());
            if (address[0].isEmpty()) {
                throw Requests.invalid("addr.host must be host or host:port");
            }
            long seconds = request.getTimeout() == 0 ? DEFAULT_CONNECT_SECONDS : request.getTimeout();
            return node.connect(Requests.publicKey("addr.pubkey", request.getAddr().getPubkey()), address[0],
                    Requests.port(address[1]), Duration.ofSeconds(Requests.within("timeout", seconds, 1, 600)));
        }, done -> ConnectPeerResponse.newBuilder()
                .setStatus("connection to " + request.getAddr().getPubkey() + "@" + request.getAddr().getHost()
                        + " initiated").build());
    }

    @Override
    public void listPeers(ListPeersRequest request, StreamObserver<ListPeersResponse> caller) {
        Answers.one(caller, node::peers, NodeMessages::peers);
    }

    /** Answers as soon as the funding is published; the channel goes on opening by itself. */
    @Override
    public void openChannelSync(OpenChannelRequest request, StreamObserver<ChannelPoint> caller) {
        Answers.one(caller, () -> {
            var funding = new ChannelRequests.Funding();
            NodeApi.Subscription opening = node.openChannel(ChannelRequests.open(request), funding);
            return funding.whenComplete((done, failure) -> opening.cancel());
        }, Messages::channelPoint);
    }

    @Override
    public void openChannel(OpenChannelRequest request, StreamObserver<OpenStatusUpdate> caller) {
        Answers.<OpenUpdate, OpenStatusUpdate>many(caller,
                updates -> node.openChannel(ChannelRequests.open(request), updates),
                update -> Optional.of(ChannelMessages.opening(update)));
    }

    @Override
    public void closeChannel(CloseChannelRequest request, StreamObserver<CloseStatusUpdate> caller) {
        Answers.<CloseUpdate, CloseStatusUpdate>many(caller, updates -> {
            NodeApi.CloseChannel close = ChannelRequests.close(request);
            if (request.getNoWait()) {
                caller.onNext(CloseStatusUpdate.newBuilder()
                        .setCloseInstant(InstantUpdate.getDefaultInstance()).build());
            }
            return node.closeChannel(close, updates);
        }, update -> Optional.of(ChannelMessages.closing(update)));
    }

    @Override
    public void listChannels(ListChannelsRequest request, StreamObserver<ListChannelsResponse> caller) {
        Answers.one(caller, () -> {
            var filter = ChannelMessages.filter(request);
            return node.channels().thenApply(channels -> ChannelMessages.list(channels, filter));
        }, response -> response);
    }

    @Override
    public void pendingChannels(PendingChannelsRequest request, StreamObserver<PendingChannelsResponse> caller) {
        Answers.one(caller, () -> {
            Requests.refuse(request, "include_raw_tx");
            return node.info().thenCombine(node.pendingChannels(),
                    (info, pending) -> PendingMessages.pending(pending, info.blockHeight()));
        }, response -> response);
    }

    @Override
    public void closedChannels(ClosedChannelsRequest request, StreamObserver<ClosedChannelsResponse> caller) {
        Answers.one(caller, node::closedChannels, channels -> PendingMessages.closed(channels, request));
    }

    @Override
    public void channelBalance(ChannelBalanceRequest request, StreamObserver<ChannelBalanceResponse> caller) {
        Answers.one(caller, () -> node.channels().thenCombine(node.pendingChannels(), PendingMessages::balance),
                response -> response);
    }

    @Override
    public void addInvoice(Invoice request, StreamObserver<AddInvoiceResponse> caller) {
        Answers.one(caller, () -> node.addInvoice(InvoiceMessages.toAdd(request)), InvoiceMessages::added);
    }

    @Override
    public void lookupInvoice(PaymentHash request, StreamObserver<Invoice> caller) {
        Answers.one(caller, () -> node.lookupInvoice(InvoiceMessages.paymentHash(request)), InvoiceMessages::invoice);
    }

    @Override
    public void decodePayReq(PayReqString request, StreamObserver<PayReq> caller) {
        Answers.one(caller, () -> node.decodePayReq(request.getPayReq()), InvoiceMessages::decoded);
    }

    @Override
    public void describeGraph(ChannelGraphRequest request, StreamObserver<ChannelGraph> caller) {
        Answers.one(caller, () -> {
            Requests.refuse(request, "include_auth_proof");
            return node.describeGraph();
        }, GraphMessages::graph);
    }

    @Override
    public void getNetworkInfo(NetworkInfoRequest request, StreamObserver<NetworkInfo> caller) {
        Answers.one(caller, node::describeGraph, GraphMessages::network);
    }

    @Override
    public void queryRoutes(QueryRoutesRequest request, StreamObserver<QueryRoutesResponse> caller) {
        Answers.one(caller, () -> node.queryRoutes(PaymentMessages.toQuery(request)),
                routes -> QueryRoutesResponse.newBuilder()
                        .addAllRoutes(routes.stream().map(PaymentMessages::route).toList()).build());
    }

    @Override
    public void feeReport(FeeReportRequest request, StreamObserver<FeeReportResponse> caller) {
        Answers.one(caller, node::feeReport, GraphMessages::fees);
    }

    @Override
    public void updateChannelPolicy(PolicyUpdateRequest request, StreamObserver<PolicyUpdateResponse> caller) {
        Answers.one(caller, () -> node.updatePolicy(ChannelRequests.scope(request), ChannelRequests.policy(request)),
                failures -> PolicyUpdateResponse.newBuilder()
                        .addAllFailedUpdates(failures.stream().map(LightningService::failedUpdate).toList()).build());
    }

    private static FailedUpdate failedUpdate(PolicyFailure failure) {
        return FailedUpdate.newBuilder().setReason(UpdateFailure.UPDATE_FAILURE_INTERNAL_ERR)
                .setUpdateError(failure.reason())
                .setOutpoint(OutPoint.newBuilder().setTxidBytes(Messages.bytes(failure.channelPoint().txid()))
                        .setTxidStr(Messages.txid(failure.channelPoint().txid()))
                        .setOutputIndex(failure.channelPoint().index()))
                .build();
    }

    @Override
    public void forwardingHistory(ForwardingHistoryRequest request,
            StreamObserver<ForwardingHistoryResponse> caller) {
        long offset = Integer.toUnsignedLong(request.getIndexOffset());
        Answers.one(caller, () -> {
            Requests.refuse(request, "incoming_chan_ids", "outgoing_chan_ids");
            long limit = request.getNumMaxEvents() == 0 ? DEFAULT_PAGE
                    : Integer.toUnsignedLong(request.getNumMaxEvents());
            Instant end = request.getEndTime() == 0 ? Instant.now() : instant("end_time", request.getEndTime());
            return node.forwardingHistory(new ForwardingQuery(instant("start_time", request.getStartTime()), end,
                    offset, Requests.within("num_max_events", limit, 1, MAX_PAGE)));
        }, page -> GraphMessages.history(page.forwards(), offset));
    }

    private static Instant instant(String name, long seconds) {
        if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
            throw Requests.invalid(name + " must be seconds since 1970, got " + Long.toUnsignedString(seconds));
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** Answers first: once the node stops there is nobody left to. */
    @Override
    public void stopDaemon(StopRequest request, StreamObserver<StopResponse> caller) {
        CompletionStage<Void> answered = CompletableFuture.completedStage(null);
        Answers.one(caller, () -> answered,
                done -> StopResponse.newBuilder().setStatus("shutdown initiated, check logs for progress").build());
        node.stop();
    }
}
