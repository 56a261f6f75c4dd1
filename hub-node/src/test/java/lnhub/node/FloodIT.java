package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lnhub.actors.peer.InitMessages;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.Init;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.protocol.wire.Ping;
import lnhub.protocol.wire.Pong;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UnknownMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More of everything than anybody needs: it costs who sends it, not the honest node. */
@Timeout(300)
class FloodIT {
    private static final long SEED = Long.getLong("proof.seed", 1);
    private static HostileNetwork hostile;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        System.out.println("proof.seed=" + SEED);
        hostile = new HostileNetwork(folder);
    }

    @AfterAll
    static void stop() {
        hostile.close();
    }

    @AfterEach
    void honestIsServed() {
        hostile.requireHonestServed();
        hostile.requireNoneClosed();
    }

    /** Every ping is answered, since BOLT 1 says so, and in order. */
    @Test
    void aFloodOfPingsIsAnswered() {
        TestPeer peer = hostile.connected();
        int pings = 20_000;
        for (int i = 0; i < pings; i++) {
            peer.send(new Ping(i % 50, 0));
        }
        hostile.requireHonestServed();
        for (int i = 0; i < pings; i++) {
            assertThat(peer.expect(Pong.class).ignoredLength()).isEqualTo(i % 50);
        }
    }

    /** Who asks for gigabytes of pongs and reads none of them loses the connection, not the hub its memory. */
    @Test
    void whoDoesNotReadIsCutOff() throws Exception {
        TestPeer peer = hostile.stranger().handshake(hostile.hub);
        peer.stopReading();
        peer.send(new Init(InitMessages.OURS, List.of(TestPeer.CHAIN), TlvStream.EMPTY));
        byte[] ping = MessageCodec.encode(new Ping(65_531, 0));
        long asked = 0;
        try {
            while (asked < 4_000_000_000L) {
                peer.sendBytes(ping);
                asked += 65_531;
            }
        } catch (UncheckedIOException cutOff) {
            System.out.println("cut off after asking for " + asked + " bytes of pongs");
        }
        assertThat(asked).isLessThan(4_000_000_000L);
    }

    /** Gossip that is wrong in all that can be: signatures, channels that are not there, queries without end. */
    @Test
    void gossipGarbageIsSurvived() {
        Random random = new Random(SEED);
        TestPeer peer = hostile.connected();
        int sent = 0;
        try {
            for (; sent < 5_000; sent++) {
                peer.send(garbage(random, sent));
            }
        } catch (UncheckedIOException cutOff) {
            System.out.println("cut off after " + sent + " messages");
        }
        hostile.requireHonestServed();
        assertThat(hostile.connected()).satisfies(TestPeer::expectAlive);
    }

    private static Message garbage(Random random, int number) {
        Signature signature = Signature.wrap(random(random, Signature.SIZE));
        ShortChannelId place = ShortChannelId.of(random.nextInt(1_000), random.nextInt(10), 0);
        return switch (number % 4) {
            case 0 -> new ChannelAnnouncement(signature, signature, signature, signature, Features.EMPTY,
                    TestPeer.CHAIN, place, point(random), point(random), point(random), point(random), Bytes.EMPTY);
            case 1 -> new ChannelUpdate(signature, TestPeer.CHAIN, place, random.nextInt(1 << 30), 1,
                    random.nextInt(2), 40, 1, 1, 1, 1_000_000, Bytes.EMPTY);
            case 2 -> new UnknownMessage(40_001 + 2 * random.nextInt(1_000), Bytes.wrap(random(random, 1_000)));
            default -> new UnknownMessage(40_003, Bytes.wrap(random(random, 60_000)));
        };
    }

    private static PublicKey point(Random random) {
        return PrivateKey.wrap(Hashes.sha256(random(random, 32)).toArray()).publicKey();
    }

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Connections that never finish the handshake, from one address: others still get in at once. */
    @Test
    void halfOpenHandshakesKeepNobodyOut() throws Exception {
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                halfOpen.add(TestPeer.dial("127.0.0.9", hostile.hub.lightningAddress()));
            }
            long started = System.nanoTime();
            hostile.connected().expectAlive();
            assertThat(System.nanoTime() - started).as("ns to connect").isLessThan(20_000_000_000L);
            hostile.requireHonestServed();
            long left = halfOpen.stream().filter(FloodIT::isOpen).count();
            assertThat(left).as("half-open connections of one address").isLessThanOrEqualTo(16);
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(20);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException open) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }
}
