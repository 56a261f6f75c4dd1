package lnhub.node;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lnhub.ops.command.NodeClient;
import lnhub.ops.hubrpc.ChannelBalanceMsat;
import lnhub.ops.hubrpc.ChannelBalancesMsatRequest;
import lnhub.ops.lnrpc.Channel;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.ConnectPeerRequest;
import lnhub.ops.lnrpc.GetInfoRequest;
import lnhub.ops.lnrpc.Invoice;
import lnhub.ops.lnrpc.LightningAddress;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.ListPeersRequest;
import lnhub.ops.lnrpc.NewAddressRequest;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.lnrpc.PendingChannelsRequest;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import lnhub.ops.lnrpc.WalletBalanceResponse;
import lnhub.ops.routerrpc.SendPaymentRequest;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/** A node of ours in a process of its own, which can be killed and frozen, driven over its API as an operator does. */
final class OwnNode implements AutoCloseable {
    private static final int PAYMENT_SECONDS = 60;
    private static final long MAX_FEE_MSAT = 1_000_000;

    private final String alias;
    private final Path folder;
    private final InteropSettings settings;
    private NodeProcess process;
    private NodeFile file;
    private NodeClient client;

    private OwnNode(String alias, Path folder, InteropSettings settings) {
        this.alias = alias;
        this.folder = folder;
        this.settings = settings;
    }

    static OwnNode start(String alias, Path parent, InteropSettings settings) {
        OwnNode node = new OwnNode(alias, parent.resolve(alias), settings);
        node.run(0);
        return node;
    }

    private void run(int port) {
        process = NodeProcess.start(configure(alias, folder, settings, port), folder);
        file = process.awaitStarted();
        client = new NodeClient(file.grpc());
    }

    /** @param port where it listens, 0: any that is free */
    static Path configure(String alias, Path folder, InteropSettings settings, int port) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve("node.conf"), """
                    hub {
                      network = regtest
                      alias = %s
                      data-folder = "%s"
                      listen { host = "127.0.0.1", port = %d }
                      rpc { host = "127.0.0.1", port = 0 }
                      chain { rpc-url = "%s", user = "%s", password = "%s", zmq-block = "%s", zmq-tx = "%s" }
                    }
                    """.formatted(alias, folder, port, settings.rpc(), settings.rpcUser(), settings.rpcPassword(),
                    settings.zmqBlock().orElse(""), settings.zmqTx().orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- the process ---

    void kill() {
        client.close();
        process.kill();
    }

    /** Where its peers know it. */
    void startAgain() {
        run(file.lightning().getPort());
    }

    /** Copies all that it has on disk. It must not run. */
    void backUp() {
        copy(folder, backup());
    }

    /** Puts everything on its disk back as it was at {@link #backUp}. It must not run. */
    void restore() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy(backup(), folder);
    }

    private Path backup() {
        return folder.resolveSibling(alias + "-backup");
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It stops in the middle of whatever it does; its connections stay, nobody answers on them. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(file.pid())).inheritIO().start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + name + " " + alias + " ended with status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String endOfLog() {
        return alias + ":\n" + process.endOfLog();
    }

    // --- what it is ---

    PublicKey nodeId() {
        return file.nodeId();
    }

    InetSocketAddress address() {
        return file.lightning();
    }

    int height() {
        return client.lightning().getInfo(GetInfoRequest.getDefaultInstance()).getBlockHeight();
    }

    String newAddress() {
        return client.lightning().newAddress(NewAddressRequest.getDefaultInstance()).getAddress();
    }

    /** Outside channels, confirmed or not. */
    long onChainSat() {
        WalletBalanceResponse balance =
                client.lightning().walletBalance(WalletBalanceRequest.getDefaultInstance());
        return balance.getConfirmedBalance() + balance.getUnconfirmedBalance() + balance.getLockedBalance();
    }

    // --- peers and channels ---

    boolean isConnected(PublicKey node) {
        return client.lightning().listPeers(ListPeersRequest.getDefaultInstance()).getPeersList().stream()
                .anyMatch(peer -> peer.getPubKey().equals(node.toHex()));
    }

    void connect(PublicKey node, InetSocketAddress address) {
        client.lightning().connectPeer(ConnectPeerRequest.newBuilder().setAddr(LightningAddress.newBuilder()
                .setPubkey(node.toHex()).setHost(NodeFile.text(address))).build());
    }

    /** @return the funding output, txid:index, once its transaction is published */
    String open(PublicKey node, long capacitySat, long pushSat) {
        ChannelPoint point = client.lightning().openChannelSync(OpenChannelRequest.newBuilder()
                .setNodePubkey(ByteString.copyFrom(node.toArray())).setLocalFundingAmount(capacitySat)
                .setPushSat(pushSat).build());
        return Bytes32.wrap(point.getFundingTxidBytes().toByteArray()).reversed() + ":" + point.getOutputIndex();
    }

    Optional<Channel> channel(String funding) {
        return client.lightning().listChannels(ListChannelsRequest.getDefaultInstance()).getChannelsList().stream()
                .filter(channel -> channel.getChannelPoint().equals(funding)).findFirst();
    }

    boolean isUsable(String funding) {
        return channel(funding).map(Channel::getActive).orElse(false);
    }

    int htlcs(String funding) {
        return channel(funding).map(Channel::getPendingHtlcsCount).orElse(0);
    }

    long localMsat(String funding) {
        List<ChannelBalanceMsat> balances = client.hub()
                .channelBalancesMsat(ChannelBalancesMsatRequest.getDefaultInstance()).getChannelsList();
        return balances.stream().filter(balance -> balance.getChannelPoint().equals(funding))
                .mapToLong(ChannelBalanceMsat::getLocalMsat).sum();
    }

    /** Channels that are neither open nor ended. */
    int pendingChannels() {
        var pending = client.lightning().pendingChannels(PendingChannelsRequest.getDefaultInstance());
        return pending.getPendingOpenChannelsCount() + pending.getWaitingCloseChannelsCount()
                + pending.getPendingForceClosingChannelsCount();
    }

    /** Asks for it; completes when the closing is buried, fails when it is refused. */
    CompletableFuture<Void> close(String funding, boolean force) {
        int colon = funding.indexOf(':');
        CompletableFuture<Void> closed = new CompletableFuture<>();
        client.lightningAsync().closeChannel(CloseChannelRequest.newBuilder().setForce(force)
                .setChannelPoint(ChannelPoint.newBuilder().setFundingTxidStr(funding.substring(0, colon))
                        .setOutputIndex(Integer.parseInt(funding.substring(colon + 1)))).build(),
                new Ending<CloseStatusUpdate>(closed));
        return closed;
    }

    // --- payments ---

    String invoice(long amountMsat) {
        return client.lightning().addInvoice(Invoice.newBuilder().setValueMsat(amountMsat).setMemo("interop")
                .build()).getPaymentRequest();
    }

    /** Completes with the payment's last state. */
    CompletableFuture<Payment> pay(String invoice) {
        CompletableFuture<Payment> paid = new CompletableFuture<>();
        client.routerAsync().withDeadlineAfter(10, TimeUnit.MINUTES).sendPaymentV2(SendPaymentRequest.newBuilder()
                .setPaymentRequest(invoice).setTimeoutSeconds(PAYMENT_SECONDS).setFeeLimitMsat(MAX_FEE_MSAT)
                .setMaxParts(1).setNoInflightUpdates(true).build(), new Last(paid));
        return paid;
    }

    /** Ends when the stream does. */
    private static class Ending<T> implements StreamObserver<T> {
        private final CompletableFuture<?> ended;

        Ending(CompletableFuture<?> ended) {
            this.ended = ended;
        }

        @Override
        public void onNext(T update) {
        }

        @Override
        public void onError(Throwable cause) {
            ended.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }
    }

    private static final class Last extends Ending<Payment> {
        private final CompletableFuture<Payment> paid;
        private Payment last;

        Last(CompletableFuture<Payment> paid) {
            super(paid);
            this.paid = paid;
        }

        @Override
        public void onNext(Payment payment) {
            last = payment;
        }

        @Override
        public void onCompleted() {
            paid.complete(last);
        }
    }

    /** What the API says no to. */
    static String refusal(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException refused) {
            return String.valueOf(refused.getStatus().getDescription());
        }
        throw new AssertionError("it was not refused");
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
