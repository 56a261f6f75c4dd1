package lnhub.node;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.crypto.PublicKey;

/** A node that runs in this process. */
public interface RunningNode {
    PublicKey nodeId();

    /** Where peers connect to, with the port that was taken. */
    InetSocketAddress lightningAddress();

    /** Where the API listens, with the port that was taken. */
    InetSocketAddress grpcAddress();

    /** Stops it; completes, as {@link #terminated} does, when nothing of it runs any more. */
    CompletionStage<Void> stop();

    /** Completes when the node has stopped, whoever asked for it; fails when it stopped because of an error. */
    CompletionStage<Void> terminated();

    /** How a node is started. */
    @FunctionalInterface
    interface Starter {
        /**
         * @param config with all of reference.conf below it; its {@code hub} is read by {@link NodeConfig#of}
         * @return completes when the node listens and follows the chain
         */
        CompletionStage<? extends RunningNode> start(Config config);
    }
}
