package lnhub.ops.command;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lnhub.ops.hubrpc.HubGrpc;
import lnhub.ops.lnrpc.LightningGrpc;
import lnhub.ops.lnrpc.StateGrpc;
import lnhub.ops.routerrpc.RouterGrpc;

/** A connection to a node's API, without TLS: loopback only for now. It connects when it is first used. */
public final class NodeClient implements AutoCloseable {
    /** A graph of 50,000 channels takes about 30 MB. */
    private static final int MAX_ANSWER_BYTES = 256 << 20;

    private final ManagedChannel channel;

    public NodeClient(InetSocketAddress address) {
        channel = NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext().maxInboundMessageSize(MAX_ANSWER_BYTES).build();
    }

    public LightningGrpc.LightningBlockingStub lightning() {
        return LightningGrpc.newBlockingStub(channel);
    }

    public LightningGrpc.LightningStub lightningAsync() {
        return LightningGrpc.newStub(channel);
    }

    public RouterGrpc.RouterBlockingStub router() {
        return RouterGrpc.newBlockingStub(channel);
    }

    public RouterGrpc.RouterStub routerAsync() {
        return RouterGrpc.newStub(channel);
    }

    public StateGrpc.StateBlockingStub state() {
        return StateGrpc.newBlockingStub(channel);
    }

    public HubGrpc.HubBlockingStub hub() {
        return HubGrpc.newBlockingStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
