package lnhub.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;

/** Where the live peer and the bitcoind are that a test takes from system properties; {@link InteropIT} lists them. */
record InteropSettings(PublicKey nodeId, InetSocketAddress lightning, URI api, String password, URI rpc,
        String rpcUser, String rpcPassword, Optional<String> zmqBlock, Optional<String> zmqTx,
        Optional<String> restart) {

    static InteropSettings read() {
        String peer = required("interop.peer");
        int at = peer.indexOf('@');
        int colon = peer.lastIndexOf(':');
        if (at < 1 || colon < at) {
            throw new IllegalArgumentException("interop.peer must be NODEID@HOST:PORT, got " + peer);
        }
        return new InteropSettings(PublicKey.fromHex(peer.substring(0, at)),
                new InetSocketAddress(peer.substring(at + 1, colon), Integer.parseInt(peer.substring(colon + 1))),
                URI.create(required("interop.api")), required("interop.api.password"),
                URI.create(required("interop.rpc")), required("interop.rpc.user"), required("interop.rpc.password"),
                optional("interop.zmq.block"), optional("interop.zmq.tx"), optional("interop.restart"));
    }

    private static String required(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException(
                "-D" + name + "=... is missing; the Javadoc of InteropIT says what it is"));
    }

    private static Optional<String> optional(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }

    LivePeer peer() {
        String dialect = optional("interop.dialect").orElse("eclair");
        if (!dialect.equals("eclair")) {
            throw new IllegalArgumentException("interop.dialect must be eclair, got " + dialect
                    + "; another one is a class that implements LivePeer");
        }
        return new EclairPeer(nodeId, lightning, api, password);
    }

    /** Runs the command that restarts the peer, which must return when the peer answers again. */
    void restartPeer() {
        try {
            Process process = new ProcessBuilder("sh", "-c", restart.orElseThrow()).inheritIO().start();
            int status = process.waitFor();
            if (status != 0) {
                throw new AssertionError("interop.restart ended with status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
