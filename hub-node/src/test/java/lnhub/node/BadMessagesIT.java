package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lnhub.actors.peer.InitMessages;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.ClosingSigned;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.FundingCreated;
import lnhub.protocol.wire.FundingSigned;
import lnhub.protocol.wire.Init;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.protocol.wire.Ping;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UnknownMessage;
import lnhub.protocol.wire.UpdateAddHtlc;
import lnhub.protocol.wire.UpdateFailHtlc;
import lnhub.protocol.wire.UpdateFailMalformedHtlc;
import lnhub.protocol.wire.UpdateFee;
import lnhub.protocol.wire.UpdateFulfillHtlc;
import lnhub.protocol.wire.Warning;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are none, that come at the wrong time, or that nobody knows (BOLT 1, BOLT 8). */
@Timeout(300)
class BadMessagesIT {
    private static final Bytes32 UNKNOWN = Hashes.sha256(new byte[] {1});
    private static final PublicKey POINT = PrivateKey.wrap(UNKNOWN.toArray()).publicKey();
    private static final Signature SIGNATURE = Signature.wrap(new byte[Signature.SIZE]);
    private static HostileNetwork hostile;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
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

    private static void expectWarningAndEnd(TestPeer peer, Bytes32 channelId, String about) {
        Optional<Message> last = peer.expectEnd();
        assertThat(last.map(TestPeer::text)).as(about).hasValueSatisfying(text ->
                assertThat(text).startsWith("warning: "));
        assertThat(((Warning) last.orElseThrow()).channelId()).as(about).isEqualTo(channelId);
    }

    // --- not messages ---

    /** Each message that a peer may send, one byte short: BOLT 1 has the connection closed. */
    @Test
    void truncatedMessagesEndTheConnection() {
        for (ChannelMessage message : aboutUnknownChannel()) {
            byte[] whole = MessageCodec.encode(message);
            TestPeer peer = hostile.connected();
            peer.sendBytes(Arrays.copyOf(whole, whole.length - 1));
            expectWarningAndEnd(peer, Bytes32.ZEROES, "type " + message.type());
        }
        for (String bytes : List.of("", "00", "0012", "001200", "00120000ffff", "0001", "0100", "0102ff")) {
            TestPeer peer = hostile.connected();
            peer.sendBytes(Bytes.fromHex(bytes).toArray());
            expectWarningAndEnd(peer, Bytes32.ZEROES, "bytes " + bytes);
        }
    }

    /** BOLT 1, "Type-Length-Value Format": what a decoder must refuse. */
    @Test
    void nonCanonicalExtensionsEndTheConnection() {
        String ready = Bytes.wrap(MessageCodec.encode(new ChannelReady(UNKNOWN, POINT, TlvStream.EMPTY))).toHex();
        for (String extension : List.of(
                "fd00fb00", // type not minimal
                "03fd0001aa", // length not minimal
                "05000300", // not increasing
                "03000300", // twice
                "0301", // value missing
                "05fe00010000", // longer than what is left
                "0200", // unknown and even
                "010700000000000000")) { // alias of seven bytes
            TestPeer peer = hostile.connected();
            peer.sendBytes(Bytes.fromHex(ready + extension).toArray());
            expectWarningAndEnd(peer, Bytes32.ZEROES, extension);
        }
    }

    /** The largest message there is, of a type that nobody knows and need not know. */
    @Test
    void hugeUnknownMessagesAreIgnored() {
        TestPeer peer = hostile.connected();
        for (int i = 0; i < 50; i++) {
            peer.send(new UnknownMessage(40_001, Bytes.wrap(new byte[65_533])));
        }
        peer.expectAlive();
    }

    /** A length field that promises more than a message can hold. */
    @Test
    void oversizedFieldsEndTheConnection() {
        TestPeer peer = hostile.connected();
        peer.sendBytes(Bytes.fromHex("0083" + UNKNOWN.toHex() + "0000000000000000" + "ffff" + "00".repeat(64))
                .toArray());
        expectWarningAndEnd(peer, Bytes32.ZEROES, "update_fail_htlc");
        peer = hostile.connected();
        peer.sendBytes(Bytes.fromHex("0084" + UNKNOWN.toHex() + "00".repeat(64) + "ffff" + "00".repeat(64)).toArray());
        expectWarningAndEnd(peer, Bytes32.ZEROES, "commitment_signed");
    }

    /** BOLT 8: nothing is said to whoever cannot prove to be the peer. */
    @Test
    void tamperedFramesEndTheConnectionWithoutAWord() {
        byte[] ping = MessageCodec.encode(new Ping(1, 10));
        for (int position : new int[] {0, 2, 17, 18, 25}) {
            TestPeer peer = hostile.connected();
            peer.expectAlive();
            byte[] frame = peer.frame(ping);
            frame[position] ^= 1;
            peer.write(frame);
            assertThat(peer.expectEnd()).as("byte " + position).isEmpty();
        }
    }

    // --- init ---

    @Test
    void anotherChainEndsTheConnection() {
        TestPeer peer = hostile.stranger().handshake(hostile.hub);
        peer.send(new Init(InitMessages.OURS, List.of(UNKNOWN), TlvStream.EMPTY));
        expectWarningAndEnd(peer, Bytes32.ZEROES, "networks");
    }

    @Test
    void unknownCompulsoryFeaturesEndTheConnection() {
        for (int bit : new int[] {62, 100, 5_000}) {
            TestPeer peer = hostile.stranger().handshake(hostile.hub);
            peer.send(new Init(InitMessages.OURS.or(Features.of(bit)), List.of(TestPeer.CHAIN), TlvStream.EMPTY));
            expectWarningAndEnd(peer, Bytes32.ZEROES, "bit " + bit);
        }
    }

    @Test
    void unknownOptionalFeaturesAreIgnored() {
        TestPeer peer = hostile.stranger().handshake(hostile.hub);
        peer.send(new Init(InitMessages.OURS.or(Features.of(101, 5_001)), List.of(TestPeer.CHAIN), TlvStream.EMPTY));
        peer.expectAlive();
    }

    @Test
    void nothingMayComeBeforeInitAndInitOnlyOnce() {
        TestPeer peer = hostile.stranger().handshake(hostile.hub);
        peer.send(new Ping(1, 0));
        expectWarningAndEnd(peer, Bytes32.ZEROES, "ping before init");
        peer = hostile.connected();
        peer.send(new Init(InitMessages.OURS, List.of(TestPeer.CHAIN), TlvStream.EMPTY));
        expectWarningAndEnd(peer, Bytes32.ZEROES, "second init");
    }

    // --- unknown ---

    @Test
    void unknownEvenMessagesEndTheConnectionAndOddOnesDoNot() {
        TestPeer peer = hostile.connected();
        peer.send(new UnknownMessage(40_001, Bytes.fromHex("ff")));
        peer.expectAlive();
        peer.send(new UnknownMessage(40_000, Bytes.fromHex("ff")));
        expectWarningAndEnd(peer, Bytes32.ZEROES, "type 40000");
    }

    /** BOLT 1: SHOULD send error with the unknown channel_id; nothing else happens. */
    @Test
    void messagesOfUnknownChannelsAreAnsweredWithAnError() {
        TestPeer peer = hostile.connected();
        for (ChannelMessage message : aboutUnknownChannel()) {
            peer.send(message);
            assertThat(peer.expect(ErrorMessage.class).channelId()).as("type " + message.type()).isEqualTo(UNKNOWN);
        }
        peer.expectAlive();
    }

    /** An error or a warning of a stranger's concerns no channel of anybody else's. */
    @Test
    void errorsOfStrangersFailNobodysChannel() {
        Bytes32 honestId = Balances.live(hostile.honest).iterator().next().funded().params().channelId();
        TestPeer peer = hostile.connected();
        for (Bytes32 id : List.of(UNKNOWN, honestId, Bytes32.ZEROES)) {
            peer.send(new ErrorMessage(id, Bytes.wrap("\u0000\u001b[2Jno".getBytes())));
            peer.send(new Warning(id, Bytes.EMPTY));
        }
        peer.send(new Shutdown(honestId, Bytes.fromHex("0014" + "00".repeat(20)), TlvStream.EMPTY));
        assertThat(peer.expect(ErrorMessage.class).channelId()).isEqualTo(honestId);
        peer.expectAlive();
    }

    private static List<ChannelMessage> aboutUnknownChannel() {
        Bytes onion = Bytes.wrap(new byte[1366]);
        TlvStream none = TlvStream.EMPTY;
        return List.of(
                new FundingCreated(UNKNOWN, UNKNOWN, 0, SIGNATURE, none),
                new FundingSigned(UNKNOWN, SIGNATURE, none),
                new ChannelReady(UNKNOWN, POINT, none),
                new Shutdown(UNKNOWN, Bytes.fromHex("0014" + "00".repeat(20)), none),
                new ClosingSigned(UNKNOWN, 1_000, SIGNATURE, none),
                new UpdateAddHtlc(UNKNOWN, 0, 1_000, UNKNOWN, 500, onion, none),
                new UpdateFulfillHtlc(UNKNOWN, 0, UNKNOWN, none),
                new UpdateFailHtlc(UNKNOWN, 0, Bytes.wrap(new byte[292]), none),
                new UpdateFailMalformedHtlc(UNKNOWN, 0, UNKNOWN, 0xc005, none),
                new CommitmentSigned(UNKNOWN, SIGNATURE, List.of(), none),
                new RevokeAndAck(UNKNOWN, UNKNOWN, POINT, none),
                new UpdateFee(UNKNOWN, 1_000, none),
                new ChannelReestablish(UNKNOWN, 1, 0, Bytes32.ZEROES, POINT, none));
    }
}
