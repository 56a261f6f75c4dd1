package lnhub.node.transport;

import static lnhub.node.transport.RecordingPeer.SETTINGS;
import static lnhub.node.transport.RecordingPeer.next;
import static lnhub.node.transport.RecordingPeer.secret;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lnhub.actors.peer.PeerConnection;
import lnhub.protocol.crypto.NoiseHandshake;
import lnhub.protocol.wire.Ping;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What anyone who reaches the port can do, played by a plain socket. */
@Timeout(60)
class HostilePeerTest {
    private RecordingPeer bob;

    private InetSocketAddress listen(TransportSettings settings) {
        bob = new RecordingPeer(2, settings);
        return bob.transport.listen("127.0.0.1", 0);
    }

    @AfterEach
    void close() {
        bob.close();
    }

    @Test
    void bytesMayComeOneByOneOrAllAtOnce() throws Exception {
        InetSocketAddress address = listen(SETTINGS);
        try (RawPeer peer = new RawPeer(address)) {
            byte[] actThree = peer.actThree(secret(5), bob.nodeId());
            byte[] first = peer.frame(new Ping(1, 10));
            byte[] together = Arrays.copyOf(actThree, actThree.length + first.length);
            System.arraycopy(first, 0, together, actThree.length, first.length);
            peer.out.write(together);
            assertThat(next(bob.messages)).isEqualTo(new Ping(1, 10));
            for (byte one : peer.frame(new Ping(2, 20))) {
                peer.out.write(one);
            }
            assertThat(next(bob.messages)).isEqualTo(new Ping(2, 20));
            next(bob.opened).send(new Ping(3, 30));
            assertThat(peer.read()).isEqualTo(new Ping(3, 30));
        }
        assertThat(next(bob.closed)).isNotNull();
    }

    @Test
    void framesThatArrivedBeforeAPauseAreDeliveredAfterIt() throws Exception {
        InetSocketAddress address = listen(SETTINGS);
        bob.pauseAtOnce = true;
        try (RawPeer peer = new RawPeer(address)) {
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            together.write(peer.actThree(secret(5), bob.nodeId()));
            together.write(peer.frame(new Ping(1, 10)));
            together.write(peer.frame(new Ping(2, 20)));
            peer.out.write(together.toByteArray());
            PeerConnection paused = next(bob.opened);
            assertThat(bob.messages).isEmpty();
            paused.resumeReading();
            assertThat(next(bob.messages)).isEqualTo(new Ping(1, 10));
            assertThat(next(bob.messages)).isEqualTo(new Ping(2, 20));
        }
    }

    @Test
    void garbageIsAnsweredWithNothing() throws Exception {
        InetSocketAddress address = listen(SETTINGS);
        byte[] garbage = new byte[NoiseHandshake.ACT_ONE_SIZE];
        new Random(1).nextBytes(garbage);
        for (int version = 0; version < 2; version++) {
            garbage[0] = (byte) version;
            try (RawPeer peer = new RawPeer(address)) {
                peer.out.write(garbage);
                assertThat(peer.in.read()).isEqualTo(-1);
            }
        }
        try (RawPeer peer = new RawPeer(address)) {
            byte[] actThree = peer.actThree(secret(5), bob.nodeId());
            actThree[20] ^= 1;
            peer.out.write(actThree);
            assertThat(peer.in.read()).isEqualTo(-1);
        }
        assertThat(bob.opened).isEmpty();
    }

    @Test
    void aFrameThatWasTamperedWithEndsTheConnection() throws Exception {
        InetSocketAddress address = listen(SETTINGS);
        for (int position : new int[] {0, 17, 18, 25}) {
            try (RawPeer peer = new RawPeer(address)) {
                peer.out.write(peer.actThree(secret(5), bob.nodeId()));
                byte[] frame = peer.frame(new Ping(1, 10));
                frame[position] ^= 0x40;
                peer.out.write(frame);
                assertThat(next(bob.closed)).isEqualTo("frame is not authentic");
                assertThat(peer.isClosed()).isTrue();
            }
        }
        assertThat(bob.messages).isEmpty();
    }

    @Test
    void anEmptyMessageIsMalformed() throws Exception {
        InetSocketAddress address = listen(SETTINGS);
        try (RawPeer peer = new RawPeer(address)) {
            peer.out.write(peer.actThree(secret(5), bob.nodeId()));
            peer.out.write(peer.frame(new byte[0]));
            assertThat(next(bob.malformed)).hasMessage("type: 2 bytes needed, 0 left");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void whoDoesNotFinishTheHandshakeInTimeIsCutOff() throws Exception {
        InetSocketAddress address = listen(with(Duration.ofMillis(150), 256, 256));
        try (RawPeer silent = new RawPeer(address); RawPeer halfway = new RawPeer(address)) {
            halfway.actThree(secret(5), bob.nodeId());
            assertThat(silent.in.read()).isEqualTo(-1);
            assertThat(halfway.in.read()).isEqualTo(-1);
        }
        assertThat(bob.opened).isEmpty();
    }

    @Test
    void theTimeLimitEndsWithTheHandshake() throws Exception {
        InetSocketAddress address = listen(with(Duration.ofMillis(500), 256, 256));
        try (RawPeer peer = new RawPeer(address); RawPeer silent = new RawPeer(address)) {
            peer.out.write(peer.actThree(secret(5), bob.nodeId()));
            next(bob.opened);
            // The silent one came later, so once it is cut off, the other one's limit has passed too.
            assertThat(silent.in.read()).isEqualTo(-1);
            peer.out.write(peer.frame(new Ping(1, 1)));
            assertThat(next(bob.messages)).isEqualTo(new Ping(1, 1));
        }
    }

    @Test
    void oneAddressGetsOnlySoManyHandshakes() throws Exception {
        InetSocketAddress address = listen(with(Duration.ofSeconds(20), 256, 3));
        List<RawPeer> idle = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            idle.add(new RawPeer(address));
        }
        try (RawPeer oneTooMany = new RawPeer(address)) {
            assertThat(oneTooMany.isClosed()).isTrue();
        }
        // A place is free again once a handshake is over, by success or by the end of the connection.
        idle.get(0).out.write(idle.get(0).actThree(secret(5), bob.nodeId()));
        next(bob.opened);
        try (RawPeer welcome = new RawPeer(address)) {
            welcome.out.write(welcome.actThree(secret(6), bob.nodeId()));
            assertThat(next(bob.opened).nodeId()).isEqualTo(secret(6).publicKey());
        }
        for (RawPeer peer : idle) {
            peer.close();
        }
    }

    private static TransportSettings with(Duration handshakeTimeout, int unauthenticated, int perAddress) {
        return new TransportSettings(
                handshakeTimeout, SETTINGS.closeTimeout(), unauthenticated, perAddress, 256, 32 << 20, 1);
    }
}
