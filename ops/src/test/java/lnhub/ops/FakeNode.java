package lnhub.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import lnhub.actors.NodeApi;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.Features;

/** A node with one channel that answers from memory, and remembers what it was asked. */
public final class FakeNode implements NodeApi {
    public static final PublicKey ID = PublicKey.fromHex("02" + "11".repeat(32));
    public static final PublicKey PEER = PublicKey.fromHex("03" + "22".repeat(32));
    public static final Bytes32 HASH = Bytes32.fromHex("aa".repeat(32));
    public static final Bytes32 PREIMAGE = Bytes32.fromHex("bb".repeat(32));
    public static final Bytes32 SECRET = Bytes32.fromHex("cc".repeat(32));
    /** As BOLT 2 sends it; people write it backwards: ef...01. */
    public static final OutPoint FUNDING = new OutPoint(Bytes32.fromHex("01" + "00".repeat(30) + "ef"), 1);
    public static final String FUNDING_TEXT = "ef" + "00".repeat(30) + "01";
    public static final ShortChannelId SCID = ShortChannelId.of(103, 1, 1);
    public static final Instant TIME = Instant.ofEpochSecond(1_700_000_000, 5);

    public final List<Object> asked = new ArrayList<>();
    public final CompletableFuture<Void> ready = new CompletableFuture<>();
    public final CountDownLatch cancelled = new CountDownLatch(1);
    public volatile Optional<Refused> refusal = Optional.empty();
    public volatile PaymentStatus paymentEnds = PaymentStatus.SUCCEEDED;

    private <T> CompletionStage<T> answer(T value) {
        return refusal.<CompletionStage<T>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(value));
    }

    private synchronized <T> CompletionStage<T> answer(Object question, T value) {
        asked.add(question);
        return answer(value);
    }

    @Override
    public CompletionStage<Void> ready() {
        return ready;
    }

    @Override
    public CompletionStage<NodeInfo> info() {
        return answer(new NodeInfo(ID, "fake \u0007", 0x3399ff, "0.1.0", "regtest", 110, HASH, TIME, true, false, 1, 2,
                3, 4, List.of(ID + "@127.0.0.1:9735"), Features.of(9, 14)));
    }

    @Override
    public CompletionStage<Void> stop() {
        return answer("stop", null);
    }

    @Override
    public CompletionStage<String> newAddress() {
        return answer("bcrt1qfake");
    }

    @Override
    public CompletionStage<WalletBalance> walletBalance() {
        return answer(new WalletBalance(70, 20, 10, 5));
    }

    @Override
    public CompletionStage<Bytes32> sendCoins(SendCoins request) {
        return answer(request, FUNDING.txid());
    }

    @Override
    public CompletionStage<Void> connect(PublicKey nodeId, String host, int port, Duration timeout) {
        return answer(nodeId + "@" + host + ":" + port, null);
    }

    @Override
    public CompletionStage<List<Peer>> peers() {
        return answer(List.of(new Peer(PEER, "127.0.0.1", 9736, true, 1, 2, 3, 4, Duration.ofMillis(5), 6,
                Features.of(12))));
    }

    @Override
    public Subscription openChannel(OpenChannel request, Updates<OpenUpdate> updates) {
        asked.add(request);
        updates.next(new OpenUpdate.Pending(FUNDING));
        updates.next(new OpenUpdate.Opened(FUNDING));
        updates.completed();
        return () -> { };
    }

    @Override
    public Subscription closeChannel(CloseChannel request, Updates<CloseUpdate> updates) {
        asked.add(request);
        if (!request.channelPoint().equals(FUNDING)) {
            updates.failed(new Refused(Refused.Code.NOT_FOUND, "no channel has this funding"));
            return () -> { };
        }
        updates.next(new CloseUpdate.Pending(FUNDING.txid()));
        updates.next(new CloseUpdate.Closed(FUNDING.txid()));
        updates.completed();
        return () -> { };
    }

    @Override
    public CompletionStage<List<Channel>> channels() {
        Limits limits = new Limits(144, 10_000, 354, 1_000_000_000, 1, 483);
        return answer(List.of(new Channel(FUNDING, Optional.of(SCID), PEER, true, true, true, 1_000_000,
                600_000_001, 399_000_000, 2_810, 660, 1_124, 2_500, 5_000, 6_000, 7,
                List.of(new Htlc(false, 3, 999_999, HASH, 200, true)), limits, limits, 0, Duration.ofSeconds(9),
                Duration.ofSeconds(8))));
    }

    @Override
    public CompletionStage<List<PendingChannel>> pendingChannels() {
        return answer(List.of(pending(PendingState.OPENING), pending(PendingState.WAITING_CLOSE),
                pending(PendingState.FORCE_CLOSING)));
    }

    private static PendingChannel pending(PendingState state) {
        return new PendingChannel(state, FUNDING, PEER, 50_000, 40_000_000, 10_000_000, 500, 500, true, true, 2_810,
                1_124, 2_500, Optional.of(FUNDING.txid()), 2, 30_000, 7_000, 250,
                List.of(new PendingHtlc(true, 5_000, FUNDING, 260, 2)));
    }

    @Override
    public CompletionStage<List<ClosedChannel>> closedChannels() {
        return answer(List.of(new ClosedChannel(FUNDING, Optional.of(SCID), PEER, 50_000, FUNDING.txid(), 120, 39_000,
                CloseKind.COOPERATIVE, true)));
    }

    @Override
    public CompletionStage<Graph> describeGraph() {
        Policy policy = new Policy(80, 1, 990_000_000, 1_000, 100, false, TIME);
        return answer(new Graph(
                List.of(new GraphNode(ID, "fake", 1, TIME, List.of("127.0.0.1:9735"), Features.EMPTY)),
                List.of(new GraphEdge(SCID, Optional.of(FUNDING), ID, PEER, 1_000_000, Optional.of(policy),
                        Optional.empty()))));
    }

    @Override
    public CompletionStage<List<Route>> queryRoutes(QueryRoutes request) {
        return answer(request, List.of(route()));
    }

    private static Route route() {
        return new Route(1_001_100, 1_100, 230, List.of(new Hop(SCID, PEER, 1_000_000, 1_000_000, 1_100, 190)));
    }

    @Override
    public CompletionStage<FeeReport> feeReport() {
        return answer(new FeeReport(List.of(new ChannelFee(FUNDING, Optional.of(SCID), 1_000, 100)), 5_000, 6_000,
                7_000));
    }

    @Override
    public CompletionStage<List<PolicyFailure>> updatePolicy(Optional<OutPoint> channel, PolicyUpdate update) {
        return answer(update, channel.isEmpty() ? List.of() : List.of(new PolicyFailure(FUNDING, "not announced")));
    }

    @Override
    public CompletionStage<ForwardingPage> forwardingHistory(ForwardingQuery query) {
        return answer(query, new ForwardingPage(List.of(new Forward(SCID, ShortChannelId.of(104, 1, 0), 1,
                1_001_100, 1_000_000, TIME))));
    }

    @Override
    public CompletionStage<Invoice> addInvoice(AddInvoice request) {
        return answer(request, invoice());
    }

    private static Invoice invoice() {
        return new Invoice(HASH, PREIMAGE, SECRET, 1_000_000, "memo", Optional.empty(), "lnbcrt1", TIME,
                Duration.ofHours(1), 18, InvoiceState.SETTLED, 1_000_000, Optional.of(TIME), 4, 2, Features.of(14));
    }

    @Override
    public CompletionStage<Invoice> lookupInvoice(Bytes32 paymentHash) {
        return paymentHash.equals(HASH) ? answer(invoice()) : CompletableFuture.failedFuture(
                new Refused(Refused.Code.NOT_FOUND, "no invoice has this payment hash"));
    }

    @Override
    public CompletionStage<DecodedInvoice> decodePayReq(String paymentRequest) {
        if (!paymentRequest.startsWith("lnbcrt")) {
            throw new Refused(Refused.Code.INVALID_ARGUMENT, "not an invoice for regtest");
        }
        return answer(paymentRequest, new DecodedInvoice(PEER, HASH, 2_000_000, TIME, Duration.ofHours(1), "memo",
                Optional.empty(), Optional.empty(), 18,
                List.of(List.of(new RouteHint(ID, SCID, 1_000, 100, 80))), Optional.of(SECRET), Features.of(9)));
    }

    @Override
    public Subscription sendPayment(SendPayment request, Updates<Payment> updates) {
        asked.add(request);
        updates.next(payment(PaymentStatus.IN_FLIGHT));
        if (paymentEnds == PaymentStatus.IN_FLIGHT) {
            return cancelled::countDown;
        }
        updates.next(payment(paymentEnds));
        updates.completed();
        return () -> { };
    }

    private static Payment payment(PaymentStatus status) {
        boolean failed = status == PaymentStatus.FAILED;
        Attempt attempt = new Attempt(1, failed ? AttemptStatus.FAILED : AttemptStatus.SUCCEEDED, route(), TIME,
                Optional.of(TIME), failed ? Optional.of(new AttemptFailure(0x1007, 1)) : Optional.empty());
        return new Payment(HASH, status == PaymentStatus.SUCCEEDED ? Optional.of(PREIMAGE) : Optional.empty(),
                Optional.of("lnbcrt1"), 1_000_000, 1_100, status, failed ? PaymentFailure.NO_ROUTE
                : PaymentFailure.NONE, TIME, 9, status == PaymentStatus.IN_FLIGHT ? List.of() : List.of(attempt));
    }

    @Override
    public Subscription trackPayment(Bytes32 paymentHash, Updates<Payment> updates) {
        updates.next(payment(PaymentStatus.SUCCEEDED));
        updates.completed();
        return () -> { };
    }

    /** The last question that was one of this type. */
    public <T> T last(Class<T> type) {
        return asked.reversed().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }
}
