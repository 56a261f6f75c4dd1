package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import lnhub.actors.chain.Tip;
import lnhub.node.chain.BitcoindConfig.Credentials;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client does when the node is away, is another one, or does not let it in. */
class BitcoindChainTest {
    private static final Credentials GOOD = Credentials.of("user", "secret");

    @TempDir
    Path directory;

    private final RegtestChain regtest = RegtestChain.inMemory(InstantSource.system());

    private RegtestServer serve(int port, String password) throws IOException {
        return RegtestServer.start(regtest, port, "user", password);
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return stage.toCompletableFuture().handle((value, failure) ->
                failure instanceof CompletionException wrapped ? wrapped.getCause() : failure).join();
    }

    private static void failsWith(CompletionStage<?> stage, Kind kind, String text) {
        assertThat(failure(stage)).isInstanceOfSatisfying(ChainException.class, failed -> {
            assertThat(failed.kind()).isEqualTo(kind);
            assertThat(failed).hasMessageContaining(text);
            assertThat(failed.getMessage()).doesNotContain("secret");
        });
    }

    @Test
    void catchesUpAfterAnOutageWithAReorganisation() throws Exception {
        int port;
        Recording told = new Recording();
        RegtestServer first = serve(0, "secret");
        port = first.uri().getPort();
        try (Chain chain = new BitcoindChain(EmbeddedChainTest.config(first, GOOD))) {
            List<Bytes32> abandoned = regtest.generate(3, TestMoney.SCRIPT);
            chain.subscribe(1, told);
            told.connectedUpTo(abandoned.getLast());
            first.close();
            assertThat(Recording.next(told.interruptions).kind()).isEqualTo(Kind.UNREACHABLE);
            failsWith(chain.tip(), Kind.UNREACHABLE, "did not answer");
            regtest.invalidate(abandoned.getFirst());
            List<Bytes32> fresh = regtest.generate(5, TestMoney.SCRIPT);
            try (RegtestServer second = serve(port, "secret")) {
                for (Bytes32 hash : abandoned.reversed()) {
                    assertThat(told.disconnected().hash()).isEqualTo(hash);
                }
                for (Bytes32 hash : fresh) {
                    assertThat(told.connected().hash()).isEqualTo(hash);
                }
                assertThat(chain.tip().toCompletableFuture().join()).isEqualTo(regtest.tip());
                assertThat(second.uri().getPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void readsTheCookieAgainWhenItHasChanged() throws Exception {
        Path cookie = directory.resolve(".cookie");
        RegtestServer first = serve(0, "one");
        try (Chain chain = new BitcoindChain(EmbeddedChainTest.config(first, Credentials.cookie(cookie)))) {
            failsWith(chain.tip(), Kind.UNAUTHORIZED, "cannot read");
            Files.writeString(cookie, "user:one\n");
            assertThat(chain.tip().toCompletableFuture().join().height()).isZero();
            int port = first.uri().getPort();
            first.close();
            try (RegtestServer second = serve(port, "two")) {
                failsWith(chain.tip(), Kind.UNAUTHORIZED, "refuses us");
                Files.writeString(cookie, "user:two");
                assertThat(chain.tip().toCompletableFuture().join().height()).isZero();
                assertThat(second.uri().getPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void usesTheServersOwnCookie() throws Exception {
        Path cookie = directory.resolve("own");
        try (RegtestServer server = RegtestServer.start(regtest, 0, cookie);
                Chain chain = new BitcoindChain(EmbeddedChainTest.config(server, Credentials.cookie(cookie)))) {
            assertThat(chain.tip().toCompletableFuture().join()).isEqualTo(regtest.tip());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cookie))).isEqualTo("rw-------");
        }
    }

    @Test
    void refusesAnotherChain() throws Exception {
        try (RegtestServer server = serve(0, "secret")) {
            BitcoindConfig mainnet = BitcoindConfig.of(server.uri(), GOOD, BitcoinNetwork.MAINNET);
            try (Chain chain = new BitcoindChain(mainnet)) {
                failsWith(chain.tip(), Kind.WRONG_CHAIN, "is on the chain regtest");
                failsWith(chain.publish(Bytes.EMPTY), Kind.WRONG_CHAIN, "configured for main");
            }
        }
    }

    @Test
    void saysSoWhenABlockItSawIsUnknown() throws Exception {
        try (RegtestServer server = serve(0, "secret");
                Chain chain = new BitcoindChain(EmbeddedChainTest.config(server, GOOD))) {
            Recording told = new Recording();
            chain.resume(new Tip(7, Bytes32.fromHex("77".repeat(32))), told);
            assertThat(Recording.next(told.interruptions).kind()).isEqualTo(Kind.UNKNOWN_BLOCK);
            assertThat(told.blocks).isEmpty();
        }
    }

    @Test
    void saysSoWhenNobodyListens() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        try (Chain chain = new BitcoindChain(BitcoindConfig.of(
                URI.create("http://127.0.0.1:" + port), GOOD, BitcoinNetwork.REGTEST))) {
            failsWith(chain.tip(), Kind.UNREACHABLE, "127.0.0.1:" + port);
        }
    }

    private static HttpServer answering(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return server;
    }

    private static void answersFail(int status, String body, Kind kind, String text) throws IOException {
        HttpServer server = answering(status, body);
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (Chain chain = new BitcoindChain(BitcoindConfig.of(uri, GOOD, BitcoinNetwork.REGTEST))) {
            failsWith(chain.tip(), kind, text);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void understandsWhatIsWrongWithTheAnswer() throws Exception {
        answersFail(200, "<html>", Kind.REFUSED, "is no bitcoind");
        answersFail(200, "{}", Kind.REFUSED, "is no bitcoind");
        answersFail(500, "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading block index\"}}",
                Kind.BUSY, "Loading block index");
        answersFail(500, "{\"result\":null,\"error\":{\"code\":-9,\"message\":\"odd\"}}", Kind.REFUSED, "odd (-9)");
        answersFail(503, "Work queue depth exceeded", Kind.BUSY, "rpcworkqueue");
    }

    @Test
    void hasNoFeeRatesWithoutEstimates() throws Exception {
        try (RegtestServer server = serve(0, "secret")) {
            BitcoindConfig strict = new BitcoindConfig(server.uri(), GOOD, BitcoinNetwork.REGTEST,
                    Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(1),
                    BitcoindConfig.Fees.STANDARD, BitcoindConfig.Zmq.NONE);
            try (Chain chain = new BitcoindChain(strict);
                    Chain bounded = new BitcoindChain(strict.withFeerates(5_000, 6_000))) {
                failsWith(chain.feeRates(), Kind.BUSY, "no fee estimates");
                regtest.estimateFeerate(10_002);
                assertThat(chain.feeRates().toCompletableFuture().join().within(6)).isEqualTo(2_501);
                assertThat(bounded.feeRates().toCompletableFuture().join().within(6)).isEqualTo(5_000);
                regtest.estimateFeerate(100_000_000);
                assertThat(chain.feeRates().toCompletableFuture().join().within(6)).isEqualTo(125_000);
                assertThat(bounded.feeRates().toCompletableFuture().join().within(6)).isEqualTo(6_000);
            }
        }
    }
}
