package lnhub.node.transport;

import static lnhub.node.transport.RecordingPeer.SETTINGS;
import static lnhub.node.transport.RecordingPeer.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lnhub.actors.peer.PeerConnection;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.Ping;
import lnhub.protocol.wire.Pong;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UnknownMessage;
import lnhub.protocol.wire.UpdateAddHtlc;
import lnhub.protocol.wire.Warning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on loopback. */
@Timeout(60)
class LightningTransportTest {
    private RecordingPeer alice;
    private RecordingPeer bob;
    private InetSocketAddress address;
    private PeerConnection fromAlice;
    private PeerConnection atBob;

    @BeforeEach
    void connect() throws Exception {
        alice = new RecordingPeer(1, SETTINGS);
        bob = new RecordingPeer(2, SETTINGS);
        address = bob.transport.listen("127.0.0.1", 0);
        fromAlice = dial();
        atBob = next(bob.opened);
    }

    private PeerConnection dial() throws Exception {
        return alice.transport.dial(bob.nodeId(), "localhost", address.getPort())
                .toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @Test
    void bothKnowWhomTheySpeakTo() throws Exception {
        assertThat(fromAlice.nodeId()).isEqualTo(bob.nodeId());
        assertThat(fromAlice.incoming()).isFalse();
        assertThat(fromAlice.remote().getPort()).isEqualTo(address.getPort());
        assertThat(atBob.nodeId()).isEqualTo(alice.nodeId());
        assertThat(atBob.incoming()).isTrue();
        assertThat(next(alice.opened)).isSameAs(fromAlice);
    }

    @Test
    void messagesArriveInOrderAcrossKeyRotations() throws Exception {
        for (int i = 0; i < 3000; i++) {
            fromAlice.send(message(i));
            atBob.send(new Ping(i, i % 100));
        }
        for (int i = 0; i < 3000; i++) {
            assertThat(next(bob.messages)).isEqualTo(message(i));
            assertThat(next(alice.messages)).isEqualTo(new Ping(i, i % 100));
        }
    }

    @Test
    void theLargestMessageFits() throws Exception {
        Message largest = new Pong(65531);
        fromAlice.send(largest);
        fromAlice.send(new Ping(0, 0));
        assertThat(next(bob.messages)).isEqualTo(largest);
        assertThat(next(bob.messages)).isEqualTo(new Ping(0, 0));
    }

    @Test
    void manyThreadsMaySend() throws Exception {
        int threads = 4;
        int each = 500;
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            senders.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    fromAlice.send(new Ping(thread, i));
                }
            }));
        }
        int[] nextOf = new int[threads];
        for (int i = 0; i < threads * each; i++) {
            Ping ping = (Ping) next(bob.messages);
            assertThat(ping.ignoredLength()).isEqualTo(nextOf[ping.numPongBytes()]++);
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void unknownOddMessagesAreDropped() throws Exception {
        fromAlice.send(new UnknownMessage(40001, Bytes.fromHex("0102")));
        fromAlice.send(new Ping(1, 0));
        assertThat(next(bob.messages)).isEqualTo(new Ping(1, 0));
    }

    @Test
    void unknownEvenMessagesEndTheConnectionWithAWarning() throws Exception {
        fromAlice.send(new UnknownMessage(40000, Bytes.EMPTY));
        assertThat(next(bob.closed)).isEqualTo("unknown even message type 40000");
        assertThat(next(alice.messages)).isEqualTo(
                new Warning(Bytes32.ZEROES, Bytes.wrap("unknown even message type 40000".getBytes())));
        assertThat(next(alice.closed)).isEqualTo("closed by the peer");
        assertThat(bob.messages).isEmpty();
    }

    @Test
    void malformedMessagesEndTheConnectionWithAWarning() throws Exception {
        fromAlice.send(new UnknownMessage(Ping.TYPE, Bytes.fromHex("00")));
        fromAlice.send(new Ping(1, 0));
        assertThat(next(bob.malformed)).hasMessage("message type 18: num_pong_bytes: 2 bytes needed, 1 left");
        assertThat(next(bob.closed)).startsWith("message type 18");
        assertThat(next(alice.messages)).isInstanceOf(Warning.class);
        assertThat(bob.messages).isEmpty();
    }

    @Test
    void lastWordsArriveBeforeTheEnd() throws Exception {
        for (int i = 0; i < 200; i++) {
            fromAlice.send(message(i));
        }
        fromAlice.close("done");
        fromAlice.close("a later reason");
        fromAlice.send(new Ping(1, 1));
        for (int i = 0; i < 200; i++) {
            assertThat(next(bob.messages)).isEqualTo(message(i));
        }
        assertThat(next(bob.closed)).isEqualTo("closed by the peer");
        assertThat(next(alice.closed)).isEqualTo("done");
        assertThat(bob.messages).isEmpty();
    }

    @Test
    void aPausedConnectionDeliversNothingAndLosesNothing() throws Exception {
        bob.pauseAtOnce = true;
        PeerConnection second = dial();
        PeerConnection paused = next(bob.opened);
        int count = 2000;
        for (int i = 0; i < count; i++) {
            second.send(message(i));
        }
        // The first connection is served by the same thread: an answer there means that the paused one had its turn.
        fromAlice.send(new Ping(7, 7));
        assertThat(next(bob.messages)).isEqualTo(new Ping(7, 7));
        assertThat(bob.messages).isEmpty();
        paused.resumeReading();
        for (int i = 0; i < count; i++) {
            assertThat(next(bob.messages)).isEqualTo(message(i));
        }
        assertThat(second.unflushedBytes()).isLessThan(1 << 20);
    }

    @Test
    void pausingInTheMiddleOfABurstStopsAtOnce() throws Exception {
        PeerConnection second = dial();
        PeerConnection atBobToo = next(bob.opened);
        for (int round = 0; round < 50; round++) {
            atBobToo.pauseReading();
            second.send(message(round));
            atBobToo.resumeReading();
            assertThat(next(bob.messages)).isEqualTo(message(round));
        }
    }

    @Test
    void aPeerThatDoesNotReadIsDropped() throws Exception {
        TransportSettings small = new TransportSettings(SETTINGS.handshakeTimeout(), SETTINGS.closeTimeout(),
                256, 256, 256, 1 << 20, 1);
        try (RecordingPeer carol = new RecordingPeer(3, small)) {
            bob.pauseAtOnce = true;
            PeerConnection toBob = carol.transport.dial(bob.nodeId(), "127.0.0.1", address.getPort())
                    .toCompletableFuture().get(30, TimeUnit.SECONDS);
            // Socket buffers take some megabytes first.
            for (int i = 0; i < 100_000 && carol.closed.isEmpty(); i++) {
                toBob.send(message(i));
            }
            assertThat(next(carol.closed)).startsWith("peer does not read: ");
        }
    }

    @Test
    void onlyTheExpectedNodeIsAccepted() {
        assertThatThrownBy(() -> alice.transport.dial(RecordingPeer.secret(77).publicKey(), "127.0.0.1",
                address.getPort()).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .hasMessageContaining("closed during the handshake");
        assertThat(bob.opened).isEmpty();
    }

    @Test
    void aConnectionThatNobodyTakesIsClosed() throws Exception {
        try (LightningTransport refusing = new LightningTransport(RecordingPeer.secret(9), _ -> {
            throw new IllegalStateException("no room");
        }, SETTINGS, new SecureRandom())) {
            assertThatThrownBy(() -> refusing.dial(bob.nodeId(), "127.0.0.1", address.getPort())
                    .toCompletableFuture().get(30, TimeUnit.SECONDS)).hasMessageContaining("no room");
            assertThat(next(bob.opened).nodeId()).isEqualTo(RecordingPeer.secret(9).publicKey());
            assertThat(next(bob.closed)).isEqualTo("closed by the peer");
        }
    }

    @Test
    void diallingNowhereFails() throws Exception {
        int free = bob.transport.listen("127.0.0.1", 0).getPort();
        bob.close();
        assertThatThrownBy(() -> alice.transport.dial(bob.nodeId(), "127.0.0.1", free)
                .toCompletableFuture().get(30, TimeUnit.SECONDS)).hasMessageContaining("refused");
        assertThatThrownBy(() -> alice.transport.dial(bob.nodeId(), "127.0.0.1", 70_000)
                .toCompletableFuture().get(30, TimeUnit.SECONDS)).hasMessageContaining("port out of range");
        assertThatThrownBy(() -> alice.transport.dial(bob.nodeId(), "no.such.host.invalid", free)
                .toCompletableFuture().get(30, TimeUnit.SECONDS)).hasMessageContaining("no.such.host.invalid");
    }

    @Test
    void aBoundPortCannotBeListenedOnTwice() {
        assertThatThrownBy(() -> alice.transport.listen("127.0.0.1", address.getPort()))
                .hasMessageContaining("cannot listen on 127.0.0.1:" + address.getPort());
    }

    @Test
    void closingTheTransportClosesEverythingAfterTheLastWords() throws Exception {
        atBob.send(new Ping(5, 5));
        bob.close();
        assertThat(next(alice.messages)).isEqualTo(new Ping(5, 5));
        assertThat(next(alice.closed)).isEqualTo("closed by the peer");
        assertThat(next(bob.closed)).isEqualTo("this node shuts down");
        atBob.send(new Ping(0, 0));
        atBob.resumeReading();
        atBob.close("again");
    }

    private static Message message(int i) {
        return new UpdateAddHtlc(Bytes32.ZEROES, i, 1000, Bytes32.ZEROES, 500,
                Bytes.wrap(new byte[UpdateAddHtlc.ONION_SIZE]), TlvStream.EMPTY);
    }
}
