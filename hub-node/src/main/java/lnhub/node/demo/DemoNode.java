package lnhub.node.demo;

import java.net.InetSocketAddress;
import lnhub.node.NodeFile;
import lnhub.ops.command.NodeClient;
import lnhub.protocol.crypto.PublicKey;

/** A node of the demonstration as its user knows it: an address to connect to, and an API. */
record DemoNode(String alias, PublicKey nodeId, InetSocketAddress lightning, InetSocketAddress grpc,
        NodeClient client) {

    String address() {
        return NodeFile.text(lightning);
    }
}
