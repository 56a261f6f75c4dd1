package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UpdateAddHtlc;
import lnhub.protocol.wire.UpdateFailHtlc;
import lnhub.protocol.wire.UpdateFailMalformedHtlc;
import lnhub.protocol.wire.UpdateFulfillHtlc;
import org.junit.jupiter.api.Test;

/** BOLT 2, "Removing an HTLC", and what a removal means for the channel the HTLC came from. */
class RemovingTest {
    private final Pair pair = Pair.open();

    private Bytes32 channelId() {
        return pair.alice.commitments().params().channelId();
    }

    private UpdateFulfillHtlc fulfill(long id, Bytes32 preimage) {
        return new UpdateFulfillHtlc(channelId(), id, preimage, TlvStream.EMPTY);
    }

    private UpdateFailHtlc fail(long id) {
        return new UpdateFailHtlc(channelId(), id, Bytes.wrap(new byte[292]), TlvStream.EMPTY);
    }

    private UpdateFailMalformedHtlc malformed(long id, int code) {
        return new UpdateFailMalformedHtlc(channelId(), id, Bytes32.ZEROES, code, TlvStream.EMPTY);
    }

    /** Alice has paid; Bob holds the HTLC. */
    private void held() {
        pair.hold = true;
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
    }

    @Test
    void onlyWhatIsThere() {
        Expect.warns(pair.alice, fulfill(0, Onions.preimage(1)), "HTLC 0");
        pair.reconnect();
        Expect.warns(pair.alice, fail(-1), "HTLC -1");
        pair.reconnect();
        Expect.warns(pair.alice, malformed(5, FailureMessage.INVALID_ONION_HMAC), "HTLC 5");
    }

    @Test
    void onlyOnce() {
        held();
        pair.alice.tell(new Command.FromPeer(fulfill(0, Onions.preimage(1))));
        Expect.warns(pair.alice, fail(0), "HTLC 0 is not one that can be removed now");
    }

    /** BOLT 2: not before the HTLC is irrevocably committed in both commitments. */
    @Test
    void notBeforeItIsIrrevocable() {
        pair.pay(pair.alice, 1, 1_000_000);
        Expect.warns(pair.alice, fulfill(0, Onions.preimage(1)), "HTLC 0");
        pair.reconnect();
        pair.pay(pair.alice, 2, 1_000_000);
        pair.alice.sign();
        pair.deliver(pair.alice);
        pair.deliver(pair.alice);
        pair.deliver(pair.bob);
        Expect.warns(pair.alice, fail(0), "HTLC 0");
    }

    @Test
    void aWrongPreimageIsRefused() {
        held();
        Expect.warns(pair.alice, fulfill(0, Onions.preimage(2)), "payment_preimage does not match");
    }

    @Test
    void malformedNeedsBadOnion() {
        held();
        Expect.warns(pair.alice, malformed(0, 0x4000 | 10), "BADONION");
    }

    @Test
    void aPreimageTravelsUpAtOnce() {
        held();
        Decision decision = pair.alice.tell(new Command.FromPeer(fulfill(0, Onions.preimage(1))));
        assertThat(decision.effects()).singleElement().isInstanceOf(Effect.SettleUpstream.class);
    }

    /** Durable with the peer's signature, and owed until it is acknowledged, also after a restart. */
    @Test
    void aPreimageIsOwedUntilAcknowledged() {
        held();
        pair.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)),
                Optional.empty()));
        pair.bob.sign();
        pair.deliver(pair.bob);
        pair.deliver(pair.bob);
        Origin origin = pair.alice.commitments().offered().htlcs().getFirst().origin();
        pair.alice.crash();
        assertThat(pair.alice.debts().upstream()).containsOnlyKeys(origin);
        assertThat(debts()).singleElement()
                .isEqualTo(new Effect.SettleUpstream(origin, new Settlement.Fulfilled(Onions.preimage(1))));
        pair.alice.tell(new Command.SettleAcked(origin));
        assertThat(debts()).isEmpty();
    }

    /** Watching the funding again is no debt. */
    private List<? extends Effect> debts() {
        return pair.alice.tell(new Command.PayDebts()).effects().stream()
                .filter(effect -> !(effect instanceof Effect.WatchFunding)).toList();
    }

    /** A failure waits until the HTLC can never come back. */
    @Test
    void aFailureTravelsUpOnlyWhenTheHtlcIsDead() {
        held();
        pair.bob.tell(new Command.Settle(0, new Settlement.Rejected(Forwarding.BUSY.encode()),
                Optional.empty()));
        pair.bob.sign();
        while (pair.step()) {
            boolean gone = pair.alice.commitments().offered().isEmpty();
            assertThat(pair.outcomes.isEmpty() && pair.alice.effects(Effect.SettleUpstream.class).isEmpty())
                    .isEqualTo(!gone);
        }
        assertThat(pair.failure(1, pair.alice, 1_000_000)).isEqualTo(Forwarding.BUSY);
    }

    @Test
    void aPayeesFailureReachesThePayer() {
        pair.failures.put(1L, new FailureMessage.IncorrectOrUnknownPaymentDetails(1_000_000, 1_000));
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        assertThat(pair.failure(1, pair.alice, 1_000_000))
                .isEqualTo(new FailureMessage.IncorrectOrUnknownPaymentDetails(1_000_000, 1_000));
        assertThat(pair.alice.commitments().localMsat()).isEqualTo(500_000_000);
    }

    @Test
    void anUnreadableOnionIsFailedAsMalformed() {
        Bytes garbage = Bytes.wrap(new byte[UpdateAddHtlc.ONION_SIZE]);
        pair.offer(pair.alice, 1, 1_000_000, 1_200, garbage);
        pair.exchange();
        assertThat(pair.bob.sent(UpdateFailMalformedHtlc.class)).hasSize(1);
        assertThat(pair.outcomes.get(1L)).isEqualTo(new Settlement.FailedMalformed(
                FailureMessage.INVALID_ONION_KEY, Hashes.sha256(garbage.toArray())));
    }

    /** BOLT 4: an onion seen before is a bad one. */
    @Test
    void anOnionIsUsedOnce() {
        Bytes onion = Onions.build(1, List.of(Onions.last(pair.bob.node, 1_000_000, 1_200, 1))).onion();
        pair.offer(pair.alice, 1, 1_000_000, 1_200, onion);
        pair.exchange();
        pair.alice.tell(new Command.OfferHtlc(new Offer(new Origin.Local(Onions.hash(1), 1), 0, 1_000_000,
                Onions.hash(1), 1_200, onion)));
        pair.exchange();
        assertThat(pair.bob.sent(UpdateFailMalformedHtlc.class)).hasSize(1);
    }

    /** The next hop could not read it: upstream learns so from us, encrypted (BOLT 4, "Returning Errors"). */
    @Test
    void aMalformedHtlcIsReportedByUs() {
        Bytes32 secret = Hashes.sha256(new byte[] {3});
        Settlement upstream = Admission.encrypted(new Settlement.FailedMalformed(FailureMessage.INVALID_ONION_HMAC,
                Hashes.sha256(new byte[] {4})), new Assignment.ToPayee(secret));
        assertThat(FailureOnion.unwrap(List.of(secret), ((Settlement.Failed) upstream).reason())
                .orElseThrow().failure()).isEqualTo(new FailureMessage.InvalidOnionHmac(
                        Hashes.sha256(new byte[] {4})));
    }

    /** Of an HTLC that was never here nothing is acknowledged: whoever knows its outcome must go on telling. */
    @Test
    void anOutcomeIsAcknowledgedOnlyOnceDurable() {
        ChannelRef outgoing = new ChannelRef(Hashes.sha256(new byte[] {6}));
        pair.bob.node.relay = TestNode.always(outgoing);
        Bytes onion = Onions.build(1, List.of(
                Onions.between(pair.bob.node, pair.scid, 900_000, 1_100),
                Onions.last(new TestNode(2), 900_000, 1_100, 1))).onion();
        Command settle = new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)),
                Optional.of(outgoing));
        Expect.ignores(pair.bob, settle);
        pair.offer(pair.alice, 1, 1_000_000, 1_200, onion);
        pair.exchange();
        assertThat(pair.bob.effects(Effect.OfferTo.class)).hasSize(1);
        assertThat(pair.bob.tell(settle).effects()).noneMatch(Effect.AckSettlement.class::isInstance);
        pair.bob.sign();
        assertThat(pair.bob.effects(Effect.AckSettlement.class))
                .containsExactly(new Effect.AckSettlement(outgoing, 0));
        pair.exchange();
        assertThat(pair.bob.tell(settle).effects().getFirst()).isEqualTo(new Effect.AckSettlement(outgoing, 0));
        assertThat(pair.outcomes.get(1L).isFulfilled()).isTrue();
        assertThat(pair.bob.journal.has(Event.HistoryAcked.class)
                || pair.bob.debts().history().get(0L).feeMsat() == 100_000).isTrue();
    }

    /** The channel that carries an HTLC on is asked for an outcome before its time is up upstream, and only then. */
    @Test
    void anOutcomeIsAskedForBeforeTheHtlcExpires() {
        ChannelRef outgoing = new ChannelRef(Hashes.sha256(new byte[] {6}));
        pair.bob.node.relay = TestNode.always(outgoing);
        Bytes onion = Onions.build(1, List.of(
                Onions.between(pair.bob.node, pair.scid, 900_000, 1_100),
                Onions.last(new TestNode(2), 900_000, 1_100, 1))).onion();
        pair.offer(pair.alice, 1, 1_000_000, 1_200, onion);
        pair.exchange();
        int asks = 1_200 - pair.bob.node.policy.failUpstreamBlocks();
        pair.bob.node.height = asks - 1;
        assertThat(pair.bob.tell(new Command.NewBlock(asks - 1)).effects()).isEmpty();
        pair.bob.node.height = asks;
        assertThat(pair.bob.tell(new Command.NewBlock(asks)).effects())
                .isEqualTo(List.of(new Effect.TellExpiring(outgoing, 0)));
        assertThat(pair.bob.tell(new Command.PayDebts()).effects()).as("again, without a block")
                .anyMatch(new Effect.TellExpiring(outgoing, 0)::equals);
        pair.bob.tell(new Command.Settle(0, new Settlement.Rejected(Forwarding.BUSY.encode()), Optional.of(outgoing)));
        assertThat(pair.bob.tell(new Command.NewBlock(asks + 1)).effects()).isEmpty();
        pair.disconnect();
    }

    @Test
    void theDanceTakesTwoSignaturesEach() {
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        for (Class<? extends ChannelMessage> type : List.of(CommitmentSigned.class, RevokeAndAck.class)) {
            assertThat(pair.alice.sent(type)).hasSize(2);
            assertThat(pair.bob.sent(type)).hasSize(2);
        }
    }
}
