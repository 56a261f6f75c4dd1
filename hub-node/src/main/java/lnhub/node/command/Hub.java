package lnhub.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import lnhub.node.HubNode;
import lnhub.node.chain.BitcoindBinary;
import lnhub.node.chain.BitcoindProcess;
import lnhub.node.chain.RegtestChain;
import lnhub.node.chain.RegtestServer;
import lnhub.node.demo.DemoChain;
import lnhub.node.demo.RpcChain;

/** Where the process begins. */
public final class Hub {
    private Hub() {
    }

    public static void main(String[] arguments) {
        System.exit(HubCommand.commandLine(HubNode::start, Hub::privateChain, Hub::bitcoind)
                .execute(arguments));
    }

    /** The demonstration's chain: embedded, in memory, shared over bitcoind's JSON-RPC. */
    private static DemoChain privateChain(Path folder) throws IOException {
        Path cookie = folder.resolve(".cookie");
        RegtestServer server = RegtestServer.start(RegtestChain.inMemory(Clock.systemUTC()), 0, cookie);
        return new RpcChain(server.uri(), cookie, Optional.empty(), server::close);
    }

    /** The same story on a real one, which tells its news over ZMQ. */
    private static DemoChain bitcoind(Path folder) throws IOException {
        Path binary = BitcoindBinary.find().orElseThrow(() -> new IOException(BitcoindBinary.HOW_TO_GET_ONE));
        BitcoindProcess process = BitcoindProcess.start(binary, folder.resolve("bitcoind"), List.of());
        return new RpcChain(process.rpcUrl(), process.cookieFile(), Optional.of(process.zmq()), process::close);
    }
}
