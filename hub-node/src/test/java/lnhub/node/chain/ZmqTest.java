package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.chain.Block;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * News over ZMQ, from a publisher that this test plays byte by byte (ZeroMQ RFC 23) in front of the embedded chain.
 */
class ZmqTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String GREETING =
            "ff00000000000000007f03004e554c4c" + "00".repeat(48);
    private static final String READY_PUB = "04190552454144590b536f636b65742d5479706500000003505542";

    private final RegtestChain regtest = RegtestChain.inMemory(InstantSource.system());
    private final Recording told = new Recording();
    private RegtestServer server;
    private ServerSocket publisher;
    private BitcoindChain chain;
    private int number = 41;

    @BeforeEach
    void start() throws IOException {
        regtest.generate(110, TestMoney.SCRIPT);
        server = RegtestServer.start(regtest, 0, "user", "secret");
        publisher = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        publisher.setSoTimeout(20_000);
    }

    @AfterEach
    void stop() throws IOException {
        chain.close();
        server.close();
        publisher.close();
    }

    private void follow(Duration poll, Duration silence, boolean blocks) {
        URI address = URI.create("tcp://127.0.0.1:" + publisher.getLocalPort());
        BitcoindConfig config = new BitcoindConfig(server.uri(), BitcoindConfig.Credentials.of("user", "secret"),
                BitcoinNetwork.REGTEST, poll, Duration.ofSeconds(20), SHORT, BitcoindConfig.Fees.STANDARD,
                new BitcoindConfig.Zmq(blocks ? Optional.of(address) : Optional.empty(),
                        blocks ? Optional.empty() : Optional.of(address), silence));
        chain = new BitcoindChain(config);
        chain.subscribe(110, told);
    }

    /** Takes the subscriber's connection as far as RFC 23 goes before messages. */
    private Socket accept(String topic) throws IOException {
        Socket socket = publisher.accept();
        socket.setSoTimeout(20_000);
        InputStream in = socket.getInputStream();
        assertThat(HexFormat.of().formatHex(in.readNBytes(64))).isEqualTo(GREETING);
        send(socket, GREETING);
        byte[] ready = in.readNBytes(27);
        if (ready.length == 0) {
            // Nobody was here to greet for so long that it has given this connection up and made another one.
            socket.close();
            return accept(topic);
        }
        assertThat(HexFormat.of().formatHex(ready)).isEqualTo(READY_PUB.substring(0, 48) + "535542");
        send(socket, READY_PUB);
        byte[] subscription = in.readNBytes(3 + topic.length());
        assertThat(subscription).startsWith(0, 1 + topic.length(), 1)
                .endsWith(topic.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void send(Socket socket, String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    private void publish(Socket socket, String topic, Bytes body) throws IOException {
        byte[] message = ByteBuffer.allocate(2 + topic.length() + 9 + body.length() + 6)
                .put((byte) 1).put((byte) topic.length()).put(topic.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 3).putLong(body.length()).put(body.toArray())
                .put((byte) 0).put((byte) 4).order(ByteOrder.LITTLE_ENDIAN).putInt(number++).array();
        // In two parts: where one read ends means nothing.
        socket.getOutputStream().write(Arrays.copyOf(message, 7));
        socket.getOutputStream().flush();
        socket.getOutputStream().write(message, 7, message.length - 7);
    }

    private Bytes32 mineAndTell(Socket socket) throws IOException {
        Bytes32 hash = regtest.generate(1, TestMoney.SCRIPT).getFirst();
        publish(socket, "hashblock", Bytes.wrap(hash.reversed().toArray()));
        return hash;
    }

    private Transaction spend(int height) {
        Transaction reward = regtest.nodeAt(height).orElseThrow().block().tx.getFirst();
        return TestMoney.spend(reward, TestMoney.pay(reward.txOut.getFirst().amount.toLong() - 1_000));
    }

    @Test
    void aBlockIsFollowedWhenItIsTold() throws Exception {
        follow(LONG, LONG, true);
        try (Socket socket = accept("hashblock")) {
            send(socket, "04020150");
            told.connected();
            arrives(mineAndTell(socket));
            untilBlocksAreHeard();
            Bytes32 waiting = untoldBlock();
            publish(socket, "hashblock", Bytes.wrap(waiting.reversed().toArray()));
            arrives(waiting);
            arrives(mineAndTell(socket));
        }
    }

    /**
     * A block that nobody tells of, and that therefore does not come. Some may come all the same: to the question that
     * was open when the first message came, to a message that is looked at only now, or because the chain was being
     * asked anyway after the block before.
     */
    private Bytes32 untoldBlock() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            assertThat(told.blocks.poll(300, TimeUnit.MILLISECONDS)).isNull();
            Bytes32 mined = regtest.generate(1, TestMoney.SCRIPT).getFirst();
            if (told.blocks.poll(300, TimeUnit.MILLISECONDS) == null) {
                return mined;
            }
        }
        throw new AssertionError("blocks are asked for although they are told");
    }

    private void arrives(Bytes32 block) throws InterruptedException {
        assertThat(told.connected().hash()).isEqualTo(block);
    }

    /** The first message must have been read before blocks are no longer asked for. */
    private void untilBlocksAreHeard() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!chain.hearsOfBlocks()) {
            assertThat(System.nanoTime()).as("the publisher is relied on").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void withoutItsPublisherBitcoindIsPolledAndTheConnectionMadeAgain() throws Exception {
        follow(SHORT, LONG, true);
        told.connected();
        try (Socket socket = accept("hashblock")) {
            arrives(mineAndTell(socket));
        }
        Bytes32 untold = regtest.generate(1, TestMoney.SCRIPT).getFirst();
        arrives(untold);
        try (Socket again = accept("hashblock")) {
            arrives(mineAndTell(again));
        }
    }

    @Test
    void aSilentPublisherIsNotReliedOn() throws Exception {
        follow(SHORT, SHORT, true);
        told.connected();
        try (Socket socket = accept("hashblock")) {
            Bytes32 untold = regtest.generate(1, TestMoney.SCRIPT).getFirst();
            arrives(untold);
            arrives(mineAndTell(socket));
            Bytes32 untoldToo = regtest.generate(1, TestMoney.SCRIPT).getFirst();
            arrives(untoldToo);
        }
    }

    @Test
    void transactionsAreToldOnceAndGapsAreFilledFromTheMempool() throws Exception {
        follow(SHORT, LONG, false);
        try (Socket socket = accept("rawtx")) {
            told.connected();
            Transaction first = spend(1);
            regtest.submit(TestMoney.raw(first));
            publish(socket, "rawtx", TestMoney.raw(first));
            assertThat(Recording.next(told.transactions).raw()).isEqualTo(TestMoney.raw(first));
            Transaction lost = spend(2);
            Transaction second = spend(3);
            regtest.submit(TestMoney.raw(lost));
            regtest.submit(TestMoney.raw(second));
            number++;
            publish(socket, "rawtx", TestMoney.raw(second));
            assertThat(List.of(Recording.next(told.transactions).txid(),
                    Recording.next(told.transactions).txid()))
                    .containsExactlyInAnyOrder(TestMoney.txid(lost), TestMoney.txid(second));
            regtest.generate(1, TestMoney.SCRIPT);
            Block block = told.connected();
            publish(socket, "rawtx", block.transactions().getFirst().raw());
            publish(socket, "rawtx", TestMoney.raw(spend(4)));
            assertThat(Recording.next(told.transactions).txid()).isEqualTo(TestMoney.txid(spend(4)));
            assertThat(told.transactions).isEmpty();
        }
    }

    /** Whatever is wrong with what the other side sends, the connection ends and another one is made. */
    @Test
    void nonsenseEndsTheConnectionAndNothingElse() throws Exception {
        follow(SHORT, LONG, true);
        told.connected();
        AtomicInteger refused = new AtomicInteger();
        for (String nonsense : new String[] {
            "485454502f312e3120343030", // HTTP
            "ff00000000000000007f01",
            GREETING.replace("4e554c4c", "43555256"),
            GREETING + "0006054552524f52", // ERROR, and no command
            GREETING + READY_PUB.replace("505542", "524550"), // REP
            GREETING + READY_PUB + "03ffffffffffffffff",
            GREETING + READY_PUB + "037fffffffffffffff",
            GREETING + READY_PUB + "0142" + "00".repeat(66),
            GREETING + READY_PUB + "f800",
            GREETING + READY_PUB + "010161".repeat(9),
            GREETING + READY_PUB + "0003616263"}) {
            try (Socket socket = publisher.accept()) {
                socket.setSoTimeout(20_000);
                send(socket, nonsense);
                if (nonsense.startsWith("4854")) {
                    send(socket, "0d0a0d0a");
                }
                while (read(socket) >= 0) {
                    continue;
                }
                refused.incrementAndGet();
            }
        }
        assertThat(refused).hasValue(11);
        try (Socket socket = accept("hashblock")) {
            arrives(mineAndTell(socket));
        }
    }

    /** @return -1 at the end; an end with unread bytes shows as a reset */
    private static int read(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        } catch (IOException silent) {
            throw new AssertionError("the connection goes on", silent);
        }
    }
}
