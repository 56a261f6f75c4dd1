package lnhub.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import lnhub.actors.NodeApi;
import lnhub.actors.NodeApi.Refused;
import lnhub.ops.FakeNode;
import lnhub.ops.hubrpc.ChannelBalancesMsatRequest;
import lnhub.ops.hubrpc.HubGrpc;
import lnhub.ops.hubrpc.StatsRequest;
import lnhub.ops.lnrpc.Channel;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.GetInfoRequest;
import lnhub.ops.lnrpc.GetStateRequest;
import lnhub.ops.lnrpc.LightningGrpc;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.NewAddressRequest;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.lnrpc.PolicyUpdateRequest;
import lnhub.ops.lnrpc.StateGrpc;
import lnhub.ops.lnrpc.StopRequest;
import lnhub.ops.lnrpc.SubscribeStateRequest;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import lnhub.ops.lnrpc.WalletBalanceResponse;
import lnhub.ops.lnrpc.WalletState;
import lnhub.ops.routerrpc.RouterGrpc;
import lnhub.ops.routerrpc.SendPaymentRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API over real gRPC on loopback, in front of a node that answers from memory. */
class ApiServerTest {
    private final FakeNode node = new FakeNode();
    private ApiServer server;
    private ManagedChannel channel;
    private LightningGrpc.LightningBlockingStub lightning;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), node);
        channel = NettyChannelBuilder.forAddress(server.address()).usePlaintext().build();
        lightning = LightningGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void onlyALoopbackAddressIsServed() {
        assertThatThrownBy(() -> ApiServer.start(new InetSocketAddress("0.0.0.0", 0), node))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("loopback");
    }

    @Test
    void tellsBalancesAsTheCommitmentPaysThemAndExactlyElsewhere() {
        Channel listed = lightning.listChannels(ListChannelsRequest.getDefaultInstance()).getChannels(0);
        assertThat(listed.getChannelPoint()).isEqualTo(FakeNode.FUNDING_TEXT + ":1");
        assertThat(listed.getLocalBalance()).isEqualTo(600_000 - 2_810 - 660);
        assertThat(listed.getRemoteBalance()).isEqualTo(399_000);
        assertThat(listed.getUnsettledBalance()).isEqualTo(999);
        var exact = HubGrpc.newBlockingStub(channel)
                .channelBalancesMsat(ChannelBalancesMsatRequest.getDefaultInstance()).getChannels(0);
        assertThat(exact.getLocalMsat() + exact.getRemoteMsat() + exact.getIncomingHtlcsMsat()
                + exact.getOutgoingHtlcsMsat()).isEqualTo(exact.getCapacityMsat());
    }

    @Test
    void tellsWhatOfTheWalletIsKeptForFees() {
        WalletBalanceResponse balance = lightning.walletBalance(WalletBalanceRequest.getDefaultInstance());
        assertThat(balance.getTotalBalance()).isEqualTo(90);
        assertThat(balance.getLockedBalance()).isEqualTo(10);
        assertThat(balance.getReservedBalanceAnchorChan()).isEqualTo(5);
    }

    @Test
    void listsOnlyWhatIsAskedFor() {
        assertThat(lightning.listChannels(ListChannelsRequest.newBuilder().setInactiveOnly(true).build())
                .getChannelsCount()).isZero();
        assertThat(lightning.listChannels(ListChannelsRequest.newBuilder()
                .setPeer(ByteString.copyFrom(FakeNode.ID.toArray())).build()).getChannelsCount()).isZero();
        assertThat(lightning.listChannels(ListChannelsRequest.newBuilder().setActiveOnly(true)
                .setPeer(ByteString.copyFrom(FakeNode.PEER.toArray())).build()).getChannelsCount()).isEqualTo(1);
    }

    @Test
    void unknownMethodsAndServicesAreRefusedInGosWords() {
        assertUnknown("lnrpc.Lightning/BakeCookies", "unknown method BakeCookies for service lnrpc.Lightning");
        assertUnknown("signrpc.Signer/SignMessage", "unknown service signrpc.Signer");
    }

    private void assertUnknown(String method, String text) {
        var descriptor = MethodDescriptor.<GetInfoRequest, GetInfoRequest>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName(method)
                .setRequestMarshaller(ProtoUtils.marshaller(GetInfoRequest.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(GetInfoRequest.getDefaultInstance())).build();
        assertStatus(() -> ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT,
                GetInfoRequest.getDefaultInstance()), Status.Code.UNIMPLEMENTED, text);
    }

    private static void assertStatus(Runnable call, Status.Code code, String text) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(text);
        });
    }

    @Test
    void aRefusalKeepsItsCodeAndWords() {
        node.refusal = Optional.of(new Refused(Refused.Code.FAILED_PRECONDITION, "the wallet is locked"));
        assertStatus(() -> lightning.newAddress(NewAddressRequest.getDefaultInstance()),
                Status.Code.FAILED_PRECONDITION, "the wallet is locked");
    }

    @Test
    void everyCodeOfARefusalIsAGrpcStatus() {
        for (Refused.Code code : Refused.Code.values()) {
            assertThat(Answers.status(new Refused(code, "x")).getStatus().getCode().name()).isEqualTo(code.name());
        }
    }

    @Test
    void whatIsNotTheClientsFaultIsInternalAndSaysNothingOfTheInside() {
        assertThat(Answers.status(new IllegalStateException("secret 00ff")).getStatus()).satisfies(status -> {
            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(status.getDescription()).doesNotContain("secret");
        });
    }

    @Test
    void refusesFieldsItCannotHonourByNameAndUnknownOnesByNumber() {
        OpenChannelRequest open = OpenChannelRequest.newBuilder()
                .setNodePubkey(ByteString.copyFrom(FakeNode.PEER.toArray())).setLocalFundingAmount(100_000).build();
        assertStatus(() -> lightning.openChannelSync(open.toBuilder().setZeroConf(true).build()),
                Status.Code.INVALID_ARGUMENT, "zero_conf");
        var unknown = UnknownFieldSet.newBuilder().addField(14,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build()).build();
        assertStatus(() -> lightning.openChannelSync(open.toBuilder().setUnknownFields(unknown).build()),
                Status.Code.INVALID_ARGUMENT, "field number 14");
    }

    @Test
    void opensAChannelAndAnswersWithItsFunding() {
        ChannelPoint point = lightning.openChannelSync(OpenChannelRequest.newBuilder()
                .setNodePubkey(ByteString.copyFrom(FakeNode.PEER.toArray())).setLocalFundingAmount(100_000)
                .setPushSat(7).setSatPerVbyte(10).build());
        assertThat(point.getFundingTxidBytes().toByteArray()).isEqualTo(FakeNode.FUNDING.txid().toArray());
        var asked = node.last(NodeApi.OpenChannel.class);
        assertThat(asked.pushMsat()).isEqualTo(7_000);
        assertThat(asked.feeratePerKw()).isEqualTo(OptionalInt.of(2_500));
        assertThat(asked.announce()).isTrue();
    }

    @Test
    void closesByTheTextOfAnOutpointToo() {
        List<CloseStatusUpdate> updates = new ArrayList<>();
        lightning.closeChannel(CloseChannelRequest.newBuilder().setNoWait(true).setChannelPoint(
                ChannelPoint.newBuilder().setFundingTxidStr(FakeNode.FUNDING_TEXT).setOutputIndex(1)).build())
                .forEachRemaining(updates::add);
        assertThat(updates).extracting(CloseStatusUpdate::getUpdateCase).containsExactly(
                CloseStatusUpdate.UpdateCase.CLOSE_INSTANT, CloseStatusUpdate.UpdateCase.CLOSE_PENDING,
                CloseStatusUpdate.UpdateCase.CHAN_CLOSE);
        assertStatus(() -> lightning.closeChannel(CloseChannelRequest.newBuilder().setChannelPoint(
                ChannelPoint.newBuilder().setFundingTxidStr("00".repeat(32))).build()).hasNext(),
                Status.Code.NOT_FOUND, "no channel");
    }

    @Test
    void aPaymentIsAStreamThatEndsWithItsOutcome() {
        var router = RouterGrpc.newBlockingStub(channel);
        List<Payment> all = new ArrayList<>();
        router.sendPaymentV2(pay().build()).forEachRemaining(all::add);
        assertThat(all).extracting(Payment::getStatus)
                .containsExactly(Payment.PaymentStatus.IN_FLIGHT, Payment.PaymentStatus.SUCCEEDED);
        assertThat(all.getLast().getPaymentPreimage()).isEqualTo(FakeNode.PREIMAGE.toHex());
        List<Payment> last = new ArrayList<>();
        router.sendPaymentV2(pay().setNoInflightUpdates(true).build()).forEachRemaining(last::add);
        assertThat(last).hasSize(1);
    }

    private static SendPaymentRequest.Builder pay() {
        return SendPaymentRequest.newBuilder().setPaymentRequest("lnbcrt1").setFeeLimitSat(10);
    }

    @Test
    void aFeeLimitLeftOutAllowsNoFee() {
        RouterGrpc.newBlockingStub(channel).sendPaymentV2(pay().setFeeLimitSat(0).build()).hasNext();
        assertThat(node.last(NodeApi.SendPayment.class).feeLimitMsat()).isZero();
    }

    @Test
    void amountsInBothUnitsAndAmbiguousTargetsAreRefused() {
        var router = RouterGrpc.newBlockingStub(channel);
        assertStatus(() -> router.sendPaymentV2(pay().setFeeLimitMsat(5).build()).hasNext(),
                Status.Code.INVALID_ARGUMENT, "mutually exclusive");
        assertStatus(() -> router.sendPaymentV2(pay().setDest(ByteString.copyFrom(FakeNode.PEER.toArray())).build())
                .hasNext(), Status.Code.INVALID_ARGUMENT, "together with payment_request");
        assertStatus(() -> router.sendPaymentV2(SendPaymentRequest.newBuilder().setDest(ByteString.copyFromUtf8("x"))
                .build()).hasNext(), Status.Code.INVALID_ARGUMENT, "dest must be");
    }

    @Test
    void aClientThatGoesAwayEndsTheSubscription() throws InterruptedException {
        node.paymentEnds = NodeApi.PaymentStatus.IN_FLIGHT;
        try (var call = Context.current().withCancellation()) {
            call.run(() -> RouterGrpc.newBlockingStub(channel).sendPaymentV2(pay().build()).next());
        }
        assertThat(node.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theStateFollowsTheNode() {
        var state = StateGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
        var updates = state.subscribeState(SubscribeStateRequest.getDefaultInstance());
        assertThat(updates.next().getState()).isEqualTo(WalletState.RPC_ACTIVE);
        node.ready.complete(null);
        assertThat(updates.next().getState()).isEqualTo(WalletState.SERVER_ACTIVE);
        assertThat(state.getState(GetStateRequest.getDefaultInstance()).getState())
                .isEqualTo(WalletState.SERVER_ACTIVE);
    }

    @Test
    void aPolicyIsReadInEitherUnit() {
        lightning.updateChannelPolicy(PolicyUpdateRequest.newBuilder().setGlobal(true).setBaseFeeMsat(5)
                .setFeeRate(0.000_250).setTimeLockDelta(80).build());
        assertThat(node.last(NodeApi.PolicyUpdate.class).feeProportionalMillionths()).isEqualTo(250);
        assertStatus(() -> lightning.updateChannelPolicy(PolicyUpdateRequest.newBuilder().setTimeLockDelta(80)
                .build()), Status.Code.INVALID_ARGUMENT, "global or chan_point");
        assertStatus(() -> lightning.updateChannelPolicy(PolicyUpdateRequest.newBuilder().setGlobal(true)
                .setTimeLockDelta(70_000).build()), Status.Code.INVALID_ARGUMENT, "time_lock_delta must be 1 to 65535");
    }

    @Test
    void statsAreOfThisProcess() {
        var stats = HubGrpc.newBlockingStub(channel).stats(StatsRequest.newBuilder().setCollectGarbage(true).build());
        assertThat(stats.getCpuMs()).isPositive();
        assertThat(stats.getHeapUsedBytes()).isBetween(1L, stats.getHeapMaxBytes());
    }

    @Test
    void stoppingAnswersFirst() {
        assertThat(lightning.stopDaemon(StopRequest.getDefaultInstance()).getStatus()).contains("shutdown initiated");
    }
}
