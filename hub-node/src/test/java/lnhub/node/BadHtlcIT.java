package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.TlvStream;
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

/** A peer that breaks the rules of a channel that it has (BOLT 2, "Normal Operation"). */
@Timeout(300)
class BadHtlcIT {
    private static final Bytes32 HASH = Hashes.sha256(new byte[] {1});
    private static final Bytes ONION = Bytes.wrap(new byte[1366]);
    private static final Signature WRONG = Signature.wrap(new byte[Signature.SIZE]);
    private static final long ABOVE_DUST_MSAT = 20_000_000;
    private static HostileNetwork hostile;
    private static TestPeer peer;
    private static Bytes32 id;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hostile = new HostileNetwork(folder);
        peer = hostile.peerWithChannel();
        id = peer.channel().channelId().orElseThrow();
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

    /** A warning for this channel, the end of the connection; and the channel is as good as before on the next one. */
    private static void expectWarningEndAndRecovery(String about) {
        Optional<Message> last = peer.expectEnd();
        assertThat(last).as(about).containsInstanceOf(Warning.class);
        // A message that cannot be read at all is nobody's: an amount above all bitcoin makes it so.
        assertThat(((Warning) last.get()).channelId()).as(about).isIn(id, Bytes32.ZEROES);
        recover(about);
    }

    private static void recover(String about) {
        peer.connect(hostile.hub);
        try {
            Await.until("the channel to work again after " + about, () -> peer.channel().isAtRest());
        } catch (AssertionError stuck) {
            throw new AssertionError("the peer's side: " + peer.channel() + "; the hub's: " + hostile.hubsSide(id)
                    + hostile.hub.assembly().actors().directory().with(peer.nodeId()), stuck);
        }
        assertThat(hostile.hubsSide(id)).as(about).containsInstanceOf(Normal.class);
        assertThat(peer.channel().violation()).as(about).isEmpty();
    }

    private static UpdateAddHtlc htlc(long number, long amountMsat, long cltvExpiry) {
        return new UpdateAddHtlc(id, nextId() + number, amountMsat, HASH, cltvExpiry, ONION, TlvStream.EMPTY);
    }

    private static long nextId() {
        return peer.channel().live().funded().commitments().nextOfferedId();
    }

    private static long expiry() {
        return hostile.network.height() + 200;
    }

    @Test
    void htlcsBeyondALimitEndTheConnection() {
        List<List<UpdateAddHtlc>> bad = new ArrayList<>();
        bad.add(List.of(htlc(0, 0, expiry())));
        bad.add(List.of(htlc(0, HostileNetwork.HTLC_MINIMUM_MSAT - 1, expiry())));
        bad.add(List.of(htlc(0, HostileNetwork.MAX_IN_FLIGHT_MSAT + 1, expiry())));
        bad.add(List.of(htlc(0, HostileNetwork.CAPACITY_SAT * 1000, expiry())));
        bad.add(List.of(htlc(0, -1, expiry())));
        bad.add(List.of(htlc(0, Long.MIN_VALUE, expiry())));
        bad.add(List.of(htlc(0, Long.MAX_VALUE, expiry())));
        bad.add(List.of(htlc(0, 1_000_000, 500_000_000L)));
        bad.add(List.of(htlc(0, 1_000_000, 0xFFFF_FFFFL)));
        bad.add(List.of(htlc(1, 1_000_000, expiry())));
        bad.add(List.of(htlc(-1, 1_000_000, expiry())));
        bad.add(List.of(htlc(0, 1_000_000, expiry()), htlc(0, 1_000_000, expiry())));
        List<UpdateAddHtlc> many = new ArrayList<>();
        for (int i = 0; i <= HostileNetwork.MAX_ACCEPTED_HTLCS; i++) {
            many.add(htlc(i, 1_000_000, expiry()));
        }
        bad.add(many);
        for (List<UpdateAddHtlc> messages : bad) {
            messages.forEach(peer::send);
            expectWarningEndAndRecovery(messages.getLast().amountMsat() + " msat, id +"
                    + (messages.getLast().id() - nextId()) + ", expiry " + messages.getLast().cltvExpiry());
        }
    }

    /** What is taken off must be there, and be taken off rightly. */
    @Test
    void removalsOfWhatIsNotThereEndTheConnection() {
        for (Message bad : List.of(
                new UpdateFulfillHtlc(id, 77, HASH, TlvStream.EMPTY),
                new UpdateFailHtlc(id, 77, Bytes.wrap(new byte[292]), TlvStream.EMPTY),
                new UpdateFailMalformedHtlc(id, 77, HASH, 0xc005, TlvStream.EMPTY),
                new UpdateFailMalformedHtlc(id, 0, HASH, 0x4005, TlvStream.EMPTY),
                new UpdateFee(id, 2_000, TlvStream.EMPTY),
                new ChannelReady(id, PrivateKey.wrap(HASH.toArray()).publicKey(), TlvStream.EMPTY))) {
            peer.send(bad);
            if (bad instanceof ChannelReady) {
                // Said again it changes nothing (BOLT 2, "Message Retransmission").
                peer.expectAlive();
            } else {
                expectWarningEndAndRecovery(bad.getClass().getSimpleName());
            }
        }
    }

    @Test
    void aRevocationThatIsNotDueEndsTheConnection() {
        peer.send(new RevokeAndAck(id, HASH, PrivateKey.wrap(HASH.toArray()).publicKey(), TlvStream.EMPTY));
        expectWarningEndAndRecovery("revoke_and_ack");
    }

    /** The commitment is checked before it is kept: with the right signature, later, it is taken. */
    @Test
    void wrongSignaturesEndTheConnection() {
        List<UnaryOperator<CommitmentSigned>> wrongs = List.of(
                m -> new CommitmentSigned(id, WRONG, m.htlcSignatures(), TlvStream.EMPTY),
                m -> new CommitmentSigned(id, m.signature(), List.of(WRONG), TlvStream.EMPTY),
                m -> new CommitmentSigned(id, m.signature(), List.of(), TlvStream.EMPTY),
                m -> new CommitmentSigned(id, m.signature(), List.of(m.signature(), m.signature()), TlvStream.EMPTY));
        for (UnaryOperator<CommitmentSigned> wrong : wrongs) {
            peer.channel().tamper(message ->
                    message instanceof CommitmentSigned signed ? wrong.apply(signed) : message);
            var origin = peer.channel().offer(ABOVE_DUST_MSAT, HASH, expiry(), ONION);
            Optional<Message> last = peer.expectEnd();
            assertThat(last).containsInstanceOf(Warning.class);
            assertThat(((Warning) last.orElseThrow()).channelId()).isEqualTo(id);
            peer.channel().tamper(UnaryOperator.identity());
            peer.connect(hostile.hub);
            assertThat(peer.channel().outcome(origin)).isNotNull();
            Await.until("rest", () -> peer.channel().isAtRest());
        }
    }

    /** The one slip that BOLT 2 lets cost the channel: and only that one. */
    @Test
    void aWrongRevocationFailsTheChannelAndNoOther() {
        for (Bytes32 secret : List.of(HASH, Bytes32.ZEROES)) {
            TestPeer liar = hostile.peerWithChannel();
            Bytes32 channelId = liar.channel().channelId().orElseThrow();
            OutPoint funding = liar.channel().live().funded().params().funding();
            liar.channel().tamper(message -> message instanceof RevokeAndAck revoke
                    ? new RevokeAndAck(channelId, secret, revoke.nextPerCommitmentPoint(), TlvStream.EMPTY) : message);
            liar.channel().offer(ABOVE_DUST_MSAT, HASH, expiry(), ONION);
            Message answer = liar.expectAny(ErrorMessage.class, Warning.class);
            assertThat(answer).isInstanceOf(ErrorMessage.class);
            assertThat(((ErrorMessage) answer).channelId()).isEqualTo(channelId);
            Await.until("the hub to close the channel", () -> !hostile.network.isUnspent(funding));
            assertThat(hostile.hubsSide(channelId)).containsInstanceOf(OnChain.class);
            hostile.closedRightly(funding);
        }
        assertThat(hostile.hubsSide(id)).containsInstanceOf(Normal.class);
    }
}
