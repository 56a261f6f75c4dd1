package lnhub.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import lnhub.node.HubNode;
import lnhub.node.chain.RegtestChain;
import lnhub.node.chain.RegtestServer;
import lnhub.node.demo.DemoChain;
import lnhub.node.demo.RpcChain;

/** Where the process begins. */
public final class Hub {
    private Hub() {
    }

    public static void main(String[] arguments) {
        System.exit(HubCommand.commandLine(HubNode::start, Hub::privateChain).execute(arguments));
    }

    /** The demonstration's chain: embedded, in memory, shared over bitcoind's JSON-RPC. */
    private static DemoChain privateChain(Path folder) throws IOException {
        Path cookie = folder.resolve(".cookie");
        RegtestServer server = RegtestServer.start(RegtestChain.inMemory(Clock.systemUTC()), 0, cookie);
        return new RpcChain(server.uri(), cookie, server::close);
    }
}
