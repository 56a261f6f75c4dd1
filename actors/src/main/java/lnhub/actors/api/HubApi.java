package lnhub.actors.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import lnhub.actors.NodeApi;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/** A running node's API. Arguments are checked here and below; whoever calls is not trusted to have done it. */
public final class HubApi implements NodeApi {
    private final ApiServices services;
    private final NodeQueries node;
    private final WalletCalls wallet;
    private final ChannelQueries channels;
    private final GraphQueries graph;
    private final PolicyCalls policies;
    private final HistoryQueries history;
    private final InvoiceCalls invoices;
    private final PaymentCalls payments;
    private final AtomicLong streams = new AtomicLong();

    public HubApi(ApiServices services) {
        this.services = services;
        this.node = new NodeQueries(services);
        this.wallet = new WalletCalls(services);
        this.channels = new ChannelQueries(services);
        this.graph = new GraphQueries(services);
        this.policies = new PolicyCalls(services);
        this.history = new HistoryQueries(services);
        this.invoices = new InvoiceCalls(services);
        this.payments = new PaymentCalls(services);
    }

    /** What is refused at once fails the stage all the same. */
    private static <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletionStage<Void> ready() {
        return services.ready();
    }

    @Override
    public CompletionStage<NodeInfo> info() {
        return answer(node::info);
    }

    @Override
    public CompletionStage<Void> stop() {
        return answer(services.stop());
    }

    @Override
    public CompletionStage<String> newAddress() {
        return answer(wallet::newAddress);
    }

    @Override
    public CompletionStage<WalletBalance> walletBalance() {
        return answer(wallet::balance);
    }

    @Override
    public CompletionStage<Bytes32> sendCoins(SendCoins request) {
        return answer(() -> wallet.send(request));
    }

    @Override
    public CompletionStage<Void> connect(PublicKey nodeId, String host, int port, Duration timeout) {
        return answer(() -> node.connect(nodeId, host, port, timeout));
    }

    @Override
    public CompletionStage<List<Peer>> peers() {
        return answer(node::peers);
    }

    @Override
    public Subscription openChannel(OpenChannel request, Updates<OpenUpdate> updates) {
        ActorRef<OpenStream.Message> stream = services.system().systemActorOf(
                OpenStream.create(services, request, updates), "open-stream-" + streams.incrementAndGet(),
                Props.empty());
        return () -> stream.tell(new OpenStream.Cancel());
    }

    @Override
    public Subscription closeChannel(CloseChannel request, Updates<CloseUpdate> updates) {
        ActorRef<CloseStream.Message> stream = services.system().systemActorOf(
                CloseStream.create(services, request, updates), "close-stream-" + streams.incrementAndGet(),
                Props.empty());
        return () -> stream.tell(new CloseStream.Cancel());
    }

    @Override
    public CompletionStage<List<Channel>> channels() {
        return answer(channels::open);
    }

    @Override
    public CompletionStage<List<PendingChannel>> pendingChannels() {
        return answer(channels::pending);
    }

    @Override
    public CompletionStage<List<ClosedChannel>> closedChannels() {
        return answer(channels::closed);
    }

    @Override
    public CompletionStage<Graph> describeGraph() {
        return answer(graph::describe);
    }

    @Override
    public CompletionStage<List<Route>> queryRoutes(QueryRoutes request) {
        return answer(() -> graph.routes(request));
    }

    @Override
    public CompletionStage<FeeReport> feeReport() {
        return answer(policies::report);
    }

    @Override
    public CompletionStage<List<PolicyFailure>> updatePolicy(Optional<OutPoint> channel, PolicyUpdate update) {
        return answer(() -> policies.update(channel, update));
    }

    @Override
    public CompletionStage<ForwardingPage> forwardingHistory(ForwardingQuery query) {
        return answer(() -> history.page(query));
    }

    @Override
    public CompletionStage<Invoice> addInvoice(AddInvoice request) {
        return answer(() -> invoices.add(request));
    }

    @Override
    public CompletionStage<Invoice> lookupInvoice(Bytes32 paymentHash) {
        return answer(() -> invoices.lookup(paymentHash));
    }

    @Override
    public CompletionStage<DecodedInvoice> decodePayReq(String paymentRequest) {
        return answer(() -> CompletableFuture.completedFuture(invoices.decode(paymentRequest)));
    }

    @Override
    public Subscription sendPayment(SendPayment request, Updates<Payment> updates) {
        return payments.send(request, updates);
    }

    @Override
    public Subscription trackPayment(Bytes32 paymentHash, Updates<Payment> updates) {
        return payments.track(paymentHash, updates);
    }
}
