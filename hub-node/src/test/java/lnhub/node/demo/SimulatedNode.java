package lnhub.node.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;

/** One node of a {@link SimulatedNetwork}: what the story asks for, and nothing else. */
final class SimulatedNode implements NodeApi {
    private static final int CONFIRMATIONS = 3;
    private static final int ANNOUNCED = 6;
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    private final SimulatedNetwork network;
    private final String alias;
    private final PublicKey nodeId;
    private int invoices;

    SimulatedNode(SimulatedNetwork network, String alias, PublicKey nodeId) {
        this.network = network;
        this.alias = alias;
        this.nodeId = nodeId;
        network.aliases.put(nodeId, alias);
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static IllegalStateException notTold() {
        return new IllegalStateException("the story does not ask for this");
    }

    private PublicKey id(String of) {
        return network.aliases.entrySet().stream().filter(entry -> entry.getValue().equals(of)).findFirst()
                .orElseThrow().getKey();
    }

    @Override
    public CompletionStage<Void> ready() {
        return now(null);
    }

    @Override
    public CompletionStage<NodeInfo> info() {
        return now(new NodeInfo(nodeId, alias, 0, "0", "regtest", network.height, Bytes32.ZEROES, TIME, true, true, 0,
                0, 0, 0, List.of(), Features.EMPTY));
    }

    @Override
    public CompletionStage<Void> stop() {
        throw notTold();
    }

    @Override
    public CompletionStage<String> newAddress() {
        return now("address of " + alias);
    }

    @Override
    public CompletionStage<WalletBalance> walletBalance() {
        synchronized (network) {
            return now(new WalletBalance(network.walletsSat.get(alias), 0, 0, 0));
        }
    }

    @Override
    public CompletionStage<Bytes32> sendCoins(SendCoins request) {
        throw notTold();
    }

    @Override
    public CompletionStage<Void> connect(PublicKey peer, String host, int port, Duration timeout) {
        synchronized (network) {
            network.connected.add(alias + network.aliases.get(peer));
            return now(null);
        }
    }

    @Override
    public CompletionStage<List<Peer>> peers() {
        synchronized (network) {
            return now(network.connected.stream().filter(pair -> pair.contains(alias)).map(pair -> new Peer(nodeId,
                    "127.0.0.1", 1, true, 0, 0, 0, 0, Duration.ZERO, 0, Features.EMPTY)).toList());
        }
    }

    @Override
    public Subscription openChannel(OpenChannel request, Updates<OpenUpdate> updates) {
        updates.next(new OpenUpdate.Pending(
                network.open(alias, network.aliases.get(request.nodeId()), request.capacitySat())));
        return () -> { };
    }

    @Override
    public Subscription closeChannel(CloseChannel request, Updates<CloseUpdate> updates) {
        updates.next(new CloseUpdate.Pending(network.close(request.channelPoint())));
        return () -> { };
    }

    private List<SimulatedNetwork.Link> links(int confirmations) {
        return network.links.stream().filter(link -> !link.closed
                && network.height - link.publishedAt >= confirmations).toList();
    }

    @Override
    public CompletionStage<List<Channel>> channels() {
        Limits limits = new Limits(144, 0, 354, 0, 1, 483);
        synchronized (network) {
            return now(links(CONFIRMATIONS).stream().filter(link -> link.msat.containsKey(alias)).map(link ->
                    new Channel(link.funding, Optional.of(link.shortChannelId()), id(link.peerOf(alias)), true, true,
                            link.opener.equals(alias), link.capacitySat, link.msat.get(alias),
                            link.msat.get(link.peerOf(alias)), 0, 0, 0, 0, 0, 0, 0, List.of(), limits, limits, 0,
                            Duration.ZERO, Duration.ZERO)).toList());
        }
    }

    @Override
    public CompletionStage<List<PendingChannel>> pendingChannels() {
        return now(List.of());
    }

    @Override
    public CompletionStage<List<ClosedChannel>> closedChannels() {
        throw notTold();
    }

    @Override
    public CompletionStage<Graph> describeGraph() {
        Optional<Policy> policy = Optional.of(new Policy(80, 1, 1, 1_000, 100, false, TIME));
        synchronized (network) {
            return now(new Graph(List.of(), links(ANNOUNCED).stream().map(link -> new GraphEdge(link.shortChannelId(),
                    Optional.empty(), id(link.opener), id(link.other), link.capacitySat, policy, policy)).toList()));
        }
    }

    @Override
    public CompletionStage<List<Route>> queryRoutes(QueryRoutes request) {
        throw notTold();
    }

    @Override
    public CompletionStage<FeeReport> feeReport() {
        throw notTold();
    }

    @Override
    public CompletionStage<List<PolicyFailure>> updatePolicy(Optional<OutPoint> channel, PolicyUpdate update) {
        throw notTold();
    }

    @Override
    public CompletionStage<ForwardingPage> forwardingHistory(ForwardingQuery query) {
        synchronized (network) {
            return now(new ForwardingPage(
                    network.forwards.stream().skip(query.offset()).limit(query.limit()).toList()));
        }
    }

    @Override
    public CompletionStage<Invoice> addInvoice(AddInvoice request) {
        synchronized (network) {
            byte[] hash = alias.getBytes(StandardCharsets.UTF_8);
            hash = ByteBuffer.allocate(32).put(hash).putInt(28, ++invoices).array();
            Bytes32 paymentHash = Bytes32.wrap(hash);
            network.invoices.add(paymentHash);
            return now(new Invoice(paymentHash, Bytes32.ZEROES, Bytes32.ZEROES, request.amountMsat(), "",
                    Optional.empty(), alias + " " + paymentHash + " " + request.amountMsat(), TIME, request.expiry(),
                    18, InvoiceState.OPEN, 0, Optional.empty(), invoices, 0, Features.EMPTY));
        }
    }

    @Override
    public CompletionStage<Invoice> lookupInvoice(Bytes32 paymentHash) {
        throw notTold();
    }

    @Override
    public CompletionStage<DecodedInvoice> decodePayReq(String paymentRequest) {
        throw notTold();
    }

    @Override
    public Subscription sendPayment(SendPayment request, Updates<Payment> updates) {
        CompletableFuture.runAsync(() -> {
            updates.next(switch (request.target()) {
                case PaymentTarget.ToInvoice invoice -> pay(invoice.paymentRequest().split(" "));
                case PaymentTarget.ToNode node -> pay(network.aliases.get(node.destination()),
                        node.paymentHash().toHex(), Long.toString(node.amountMsat()));
            });
            updates.completed();
        });
        return () -> { };
    }

    private Payment pay(String... target) {
        Bytes32 hash = Bytes32.fromHex(target[1]);
        long amountMsat = Long.parseLong(target[2]);
        Object result = network.pay(alias, target[0], hash, amountMsat);
        boolean paid = result instanceof Long;
        return new Payment(hash, paid ? Optional.of(Bytes32.ZEROES) : Optional.empty(), Optional.empty(), amountMsat,
                paid ? (Long) result : 0, paid ? PaymentStatus.SUCCEEDED : PaymentStatus.FAILED,
                paid ? PaymentFailure.NONE : (PaymentFailure) result, TIME, 1, List.of());
    }

    @Override
    public Subscription trackPayment(Bytes32 paymentHash, Updates<Payment> updates) {
        throw notTold();
    }
}
