package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UpdateAddHtlc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BOLT 2, "Adding an HTLC": what we refuse to send, and what we refuse to be sent. */
class AddingTest {
    private static final long LOTS_MSAT = 400_000_000;
    private static final Bytes ONION = Bytes.wrap(new byte[UpdateAddHtlc.ONION_SIZE]);

    private final Pair pair = Pair.open();

    private UpdateAddHtlc add(long id, long amountMsat) {
        return new UpdateAddHtlc(pair.bob.commitments().params().channelId(), id, amountMsat, Bytes32.ZEROES, 2_000,
                ONION, TlvStream.EMPTY);
    }

    /** A pair in which an end asks its peer to keep to one component of its announced limits. */
    private static Pair limitedTo(ChannelPolicy policy) {
        TestNode bob = new TestNode(1);
        bob.policy = policy;
        return new Pair(new TestNode(0), bob, 0).opened(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT,
                Pair.CAPACITY_SAT * 500);
    }

    private static Decision refusedOffer(Pair pair, long payment, long amountMsat) {
        int before = pair.alice.entity.link.proposed().size();
        Decision decision = pair.pay(pair.alice, payment, amountMsat);
        assertThat(decision.effects()).singleElement().isInstanceOfSatisfying(Effect.SettleUpstream.class,
                settle -> assertThat(settle.settlement()).isInstanceOf(Settlement.Rejected.class));
        assertThat(pair.alice.entity.link.proposed()).hasSize(before);
        return decision;
    }

    @Test
    void isOfferedSignedAndFulfilled() {
        pair.pay(pair.alice, 1, LOTS_MSAT);
        pair.pay(pair.bob, 2, 100_000);
        pair.exchange();
        assertThat(pair.outcomes).containsOnlyKeys(1L, 2L);
        assertThat(pair.outcomes.values()).allMatch(Settlement::isFulfilled);
        assertThat(pair.alice.commitments().localMsat()).isEqualTo(500_000_000 - LOTS_MSAT + 100_000);
        assertThat(pair.bob.commitments().remoteMsat()).isEqualTo(pair.alice.commitments().localMsat());
    }

    // --- what we are sent ---

    @ParameterizedTest
    @ValueSource(longs = {1, 7, -1, Long.MAX_VALUE})
    void idsCountUpFromZero(long id) {
        Expect.warns(pair.bob, add(id, 1_000), "expected HTLC id 0");
    }

    @Test
    void anIdIsUsedOnce() {
        pair.bob.tell(new Command.FromPeer(add(0, 1_000)));
        Expect.warns(pair.bob, add(0, 1_000), "expected HTLC id 1, got 0");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void amountsArePositive(long amountMsat) {
        Expect.warns(pair.bob, add(0, amountMsat), "below the minimum");
    }

    @ParameterizedTest
    @ValueSource(longs = {500_000_001, 21_000_000_00000000L, Long.MAX_VALUE})
    void theSenderMustOwnIt(long amountMsat) {
        Expect.warns(pair.bob, add(0, amountMsat), amountMsat > Pair.CAPACITY_SAT * 1000
                ? "max_htlc_value_in_flight_msat" : "cannot afford");
    }

    @Test
    void theSenderKeepsItsReserveAndPaysTheFee() {
        long reserveMsat = pair.bob.commitments().params().local().channelReserveSat() * 1000;
        long feeMsat = (1124 + 172 + 660) * 1000;
        Expect.warns(pair.bob, add(0, 500_000_000 - reserveMsat - feeMsat + 1), "cannot afford");
        pair.reconnect();
        pair.bob.tell(new Command.FromPeer(add(0, 500_000_000 - reserveMsat - feeMsat)));
        assertThat(pair.bob.entity.link.received()).hasSize(1);
    }

    @Test
    void theMinimumIsKept() {
        Pair limited = limitedTo(Records.with(ChannelPolicy.DEFAULT, "htlcMinimumMsat", 1_000L));
        refusedOffer(limited, 1, 999);
        Expect.warns(limited.bob, add(0, 999), "below the minimum");
    }

    @Test
    void theMaximumInFlightIsKept() {
        Pair limited = limitedTo(Records.with(ChannelPolicy.DEFAULT, "maxHtlcValueInFlightPerMillion", 100_000));
        refusedOffer(limited, 1, 100_000_001);
        limited.bob.tell(new Command.FromPeer(add(0, 60_000_000)));
        Expect.warns(limited.bob, add(1, 40_000_001), "max_htlc_value_in_flight_msat");
    }

    @Test
    void theCountIsKept() {
        Pair limited = limitedTo(Records.with(ChannelPolicy.DEFAULT, "maxAcceptedHtlcs", 3));
        for (int i = 0; i < 3; i++) {
            limited.bob.tell(new Command.FromPeer(add(i, 1_000)));
            limited.pay(limited.alice, i, 1_000);
        }
        refusedOffer(limited, 9, 1_000);
        Expect.warns(limited.bob, add(3, 1_000), "max_accepted_htlcs");
    }

    /** The 967th HTLC of both directions together is no more special than the 484th of one. */
    @Test
    void theCountIsKeptWhenBothDirectionsAreFull() {
        pair.hold = true;
        for (int i = 0; i < 483; i++) {
            pair.pay(pair.alice, i, 1_000);
            pair.pay(pair.bob, 1_000 + i, 1_000);
        }
        pair.exchange();
        assertThat(pair.bob.commitments().offered().size() + pair.bob.commitments().received().size()).isEqualTo(966);
        refusedOffer(pair, 999, 1_000);
        Expect.warns(pair.bob, add(483, 1_000), "max_accepted_htlcs");
    }

    @Test
    void anExpiryIsAHeight() {
        Expect.warns(pair.bob, Records.with(add(0, 1_000), "cltvExpiry", 500_000_000L), "not a block height");
    }

    @Test
    void pathKeysWereNotNegotiated() {
        Expect.warns(pair.bob, Records.with(add(0, 1_000), "tlvs", ChannelTlvs.ofPathKey(pair.alice.node.id)),
                "route blinding");
    }

    @Test
    void noneAfterShutdown() {
        pair.hold = true;
        pair.pay(pair.bob, 1, 1_000_000);
        pair.exchange();
        pair.alice.tell(new Command.Close());
        pair.exchange();
        Expect.warns(pair.bob, add(0, 1_000), "update_add_htlc after shutdown");
        refusedOffer(pair, 2, 1_000);
    }

    // --- what we do not send ---

    @ParameterizedTest
    @ValueSource(longs = {0, 497_000_000, 500_000_001, 2_000_000_000, Long.MAX_VALUE})
    void weDoNotOfferWhatWeCannotAfford(long amountMsat) {
        refusedOffer(pair, 1, amountMsat);
    }

    /** BOLT 2's "fee spike buffer": the funder could still pay twice the fee rate and one HTLC more. */
    @Test
    void theFunderKeepsABuffer() {
        long reserveMsat = 10_000_000;
        long bufferMsat = (2 * (1124 + 172 + 172) + 660) * 1000;
        refusedOffer(pair, 1, 500_000_000 - reserveMsat - bufferMsat + 1);
        pair.pay(pair.alice, 2, 500_000_000 - reserveMsat - bufferMsat);
        pair.exchange();
        assertThat(pair.outcomes.get(2L).isFulfilled()).isTrue();
    }

    /** BOLT 2: "if it is not responsible for paying the Bitcoin fee". */
    @Test
    void theFundeeDoesNotAskTheFunderForMoreThanItCanPay() {
        Pair poor = Pair.open(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 1000 - 12_000_000);
        poor.hold = true;
        int offered = 0;
        while (poor.pay(poor.bob, offered, 1_000_000).effects().getFirst() instanceof Effect.Send) {
            offered++;
        }
        // 12,000 sat less the reserve of 10,000, anchors and 1,124 leave 216 for HTLCs of 172 each.
        assertThat(offered).isEqualTo(1);
        poor.exchange();
        assertThat(poor.alice.commitments().received().size()).isEqualTo(1);
    }

    @Test
    void tooMuchDustIsNotOffered() {
        TestNode alice = new TestNode(0);
        alice.policy = Records.with(ChannelPolicy.DEFAULT, "maxDustExposureMsat", 500_000L);
        Pair dusty = new Pair(alice, new TestNode(1), 0).opened(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT,
                Pair.CAPACITY_SAT * 500);
        dusty.pay(dusty.alice, 1, 300_000);
        refusedOffer(dusty, 2, 300_000);
        dusty.pay(dusty.alice, 3, 400_000);
        dusty.exchange();
        assertThat(dusty.outcomes).containsOnlyKeys(1L, 3L);
    }

    /** The peer may send dust beyond what we would lose; it is failed back rather than carried on. */
    @Test
    void tooMuchDustIsFailedBack() {
        TestNode bob = new TestNode(1);
        bob.policy = Records.with(ChannelPolicy.DEFAULT, "maxDustExposureMsat", 500_000L);
        Pair dusty = new Pair(new TestNode(0), bob, 0).opened(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT,
                Pair.CAPACITY_SAT * 500);
        dusty.pay(dusty.alice, 1, 300_000);
        dusty.pay(dusty.alice, 2, 300_000);
        dusty.exchange();
        assertThat(dusty.failure(2, dusty.alice, 300_000))
                .isInstanceOf(FailureMessage.TemporaryChannelFailure.class);
        assertThat(dusty.bob.state()).isInstanceOf(Normal.class);
    }

    @Test
    void nothingIsOfferedWithoutAConnection() {
        pair.disconnect();
        refusedOffer(pair, 1, 1_000_000);
    }

    /** An offer made twice is one HTLC, before it is signed, after, and after a restart. */
    @Test
    void anOfferMadeTwiceIsOneHtlc() {
        Origin origin = new Origin.Forwarded(new ChannelRef(Hashes.sha256(new byte[] {5})), 3);
        Offer offer = new Offer(origin, 3, 1_000_000, Onions.hash(1), 2_000, ONION);
        pair.alice.tell(new Command.OfferHtlc(offer));
        Expect.ignores(pair.alice, new Command.OfferHtlc(offer));
        pair.alice.sign();
        assertThat(pair.alice.tell(new Command.OfferHtlc(offer)).effects()).hasToString(
                List.of(new Effect.TellTaken(origin)).toString());
        pair.alice.crash();
        assertThat(pair.alice.tell(new Command.OfferHtlc(offer)).effects()).hasToString(
                List.of(new Effect.TellTaken(origin)).toString());
        assertThat(pair.alice.commitments().nextOfferedId()).isEqualTo(1);
        assertThat(pair.alice.sent(CommitmentSigned.class)).hasSize(1);
    }

    /** What was refused once is never taken later, not even after a restart: the origin may have asked another. */
    @Test
    void aRefusalIsForGood() {
        Origin origin = new Origin.Forwarded(new ChannelRef(Hashes.sha256(new byte[] {5})), 3);
        Offer offer = new Offer(origin, 3, 1_000_000, Onions.hash(1), 2_000, ONION);
        pair.disconnect();
        Decision refusal = pair.alice.tell(new Command.OfferHtlc(offer));
        assertThat(((Decision.Recorded) refusal).events()).containsExactly(
                new Event.OfferRefused(new ChannelRef(Hashes.sha256(new byte[] {5})), 3, 3));
        pair.alice.crash();
        pair.connect();
        pair.exchange();
        assertThat(pair.alice.tell(new Command.OfferHtlc(offer)).effects())
                .singleElement().isInstanceOf(Effect.TellRefused.class);
    }

    /** The same for payments of our own, until they have heard it: no offer that comes twice is taken after that. */
    @Test
    void aRefusalOfOurOwnPaymentIsForGoodUntilItIsHeard() {
        Origin.Local origin = new Origin.Local(Onions.hash(1), 1);
        Command offer = new Command.OfferHtlc(new Offer(origin, 0, 1_000_000, Onions.hash(1), 2_000, ONION));
        pair.disconnect();
        pair.alice.tell(offer);
        pair.alice.crash();
        pair.connect();
        pair.exchange();
        pair.alice.tell(offer);
        assertThat(pair.alice.entity.link.proposed()).isEmpty();
        pair.alice.tell(new Command.SettleAcked(origin));
        pair.pay(pair.alice, 2, 1_000_000);
        pair.exchange();
        assertThat(((Live) pair.alice.state()).funded().debts().upstream()).doesNotContainKey(origin);
    }
}
