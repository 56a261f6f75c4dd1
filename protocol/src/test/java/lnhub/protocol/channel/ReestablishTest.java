package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.UpdateAddHtlc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BOLT 2, "Message Retransmission". */
class ReestablishTest {
    /** Payment 6 has an onion that nobody can read. */
    private static final Map<Long, Long> AMOUNTS = Map.of(1L, 10_000_000L, 2L, 20_000_000L, 3L, 100_000L,
            4L, 30_000_000L, 5L, 7_000_000L, 6L, 5_000_000L, 7L, 40_000_000L);

    private static void pay(Pair pair, long payment) {
        long amountMsat = AMOUNTS.get(payment);
        End from = payment % 2 == 1 ? pair.alice : pair.bob;
        if (payment == 4) {
            pair.failures.put(payment, new FailureMessage.IncorrectOrUnknownPaymentDetails(amountMsat, 1_000));
        }
        if (payment == 6) {
            pair.offer(from, payment, amountMsat, 1_200, Bytes.wrap(new byte[UpdateAddHtlc.ONION_SIZE]));
        } else {
            pair.pay(from, payment, amountMsat);
        }
    }

    private static final List<Consumer<Pair>> RICH = List.of(
            pair -> {
                pay(pair, 1);
                pay(pair, 2);
            },
            pair -> pay(pair, 3),
            pair -> pair.alice.tell(new Command.ChangeFeerate(2_000)),
            pair -> pay(pair, 4),
            pair -> pay(pair, 5),
            pair -> pay(pair, 6),
            pair -> pay(pair, 7));

    /** Offers that were not signed when the connection broke are refused, or lost in a restart: they are made again. */
    private static void payAgain(Pair pair) {
        for (long payment : AMOUNTS.keySet()) {
            if (!pair.outcomes.containsKey(payment)) {
                pay(pair, payment);
            }
        }
    }

    private static void allPaid(Pair pair) {
        AMOUNTS.forEach((payment, amountMsat) -> assertThat(pair.outcomes.get(payment).isFulfilled())
                .isEqualTo(payment != 4 && payment != 6));
        assertThat(pair.alice.commitments().localMsat())
                .isEqualTo(500_000_000 - 10_000_000 + 20_000_000 - 100_000 - 7_000_000 - 40_000_000);
    }

    @Test
    void everyCutHeals() {
        new Interleavings(CommitmentFormat.ANCHORS, RICH, ReestablishTest::payAgain).all(1, ReestablishTest::allPaid);
    }

    @Test
    void everyCutHealsInTheOlderFormat() {
        new Interleavings(CommitmentFormat.STATIC_REMOTE_KEY, RICH, ReestablishTest::payAgain)
                .all(7, ReestablishTest::allPaid);
    }

    // --- who is where ---

    private final Pair pair = Pair.open();

    /** Both have revoked three commitments at least. */
    private void advance() {
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        pair.pay(pair.alice, 2, 1_000_000);
        pair.exchange();
    }

    private ChannelReestablish bobsReestablish() {
        pair.disconnect();
        pair.connect();
        pair.alice.wire.clear();
        return (ChannelReestablish) End.decode(pair.bob.wire.remove());
    }

    @Test
    void itIsTheFirstMessageBothWays() {
        advance();
        pair.disconnect();
        pair.connect();
        assertThat(pair.alice.wire).hasSize(1);
        CommitmentSigned early = pair.bob.sent(CommitmentSigned.class).getLast();
        Expect.warns(pair.alice, early, "expected channel_reestablish");
    }

    @Test
    void nothingIsHeardWithoutAConnection() {
        advance();
        pair.disconnect();
        Expect.ignores(pair.alice, new Command.FromPeer(pair.bob.sent(CommitmentSigned.class).getLast()));
    }

    @Test
    void aNextCommitmentOfZeroFails() {
        advance();
        Expect.fails(pair.alice, Records.with(bobsReestablish(), "nextCommitmentNumber", 0L),
                "next_commitment_number is zero");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void anOldCommitmentNumberFails(long number) {
        advance();
        Expect.fails(pair.alice, Records.with(bobsReestablish(), "nextCommitmentNumber", number), "too old");
    }

    /** The peer may lie or we may have lost data: nothing is published. */
    @ParameterizedTest
    @ValueSource(longs = {6, 1_000_000, Long.MAX_VALUE, -1})
    void aCommitmentNumberAheadOfUsOnlyWarns(long number) {
        advance();
        Expect.warns(pair.alice, Records.with(bobsReestablish(), "nextCommitmentNumber", number), "is ahead of");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 1_000_000, 1L << 48, Long.MAX_VALUE, -1})
    void anUnprovenRevocationNumberFails(long number) {
        advance();
        Expect.fails(pair.alice, Records.with(bobsReestablish(), "nextRevocationNumber", number),
                "not proven by a secret");
    }

    @Test
    void aWrongLastSecretFails() {
        advance();
        Expect.fails(pair.alice, Records.with(bobsReestablish(), "yourLastPerCommitmentSecret", Bytes32.ZEROES),
                "your_last_per_commitment_secret");
    }

    @Test
    void aRevocationNumberFarBehindFails() {
        advance();
        ChannelReestablish old = Records.with(bobsReestablish(), "nextRevocationNumber", 1L);
        Expect.fails(pair.alice, Records.with(old, "yourLastPerCommitmentSecret",
                pair.alice.node.signer(pair.alice.ref).commitmentSecret(0)), "too old");
    }

    /** A backup from before the last payment: our commitment is revoked, and must never be published. */
    private End aliceFromABackup() {
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        Journal backup = pair.alice.journal.copy(pair.alice.node);
        pair.pay(pair.alice, 2, 1_000_000);
        pair.exchange();
        pair.disconnect();
        return new End(pair.alice.node, backup, pair.bob.node);
    }

    @Test
    void whoHasLostDataNeverPublishes() {
        End old = aliceFromABackup();
        old.tell(new Command.Connected(TestNode.FEATURES));
        pair.bob.tell(new Command.Connected(TestNode.FEATURES));
        Decision decision = old.tell(new Command.FromPeer((ChannelReestablish) End.decode(pair.bob.wire.remove())));
        assertThat(((Decision.Recorded) decision).events().getFirst()).isInstanceOf(Event.DataLost.class);
        assertThat(old.state()).isInstanceOf(DataLost.class);
        assertThat(old.sent.getLast()).isInstanceOf(ErrorMessage.class);
        for (Command command : List.of(new Command.ForceClose("the operator is impatient"),
                new Command.PeerError("you are behind"), new Command.NewBlock(1_000_000), new Command.Close(),
                new Command.PayDebts(), new Command.Sign(), new Command.Disconnected(),
                new Command.Connected(TestNode.FEATURES),
                new Command.FromPeer(pair.bob.sent(ChannelReestablish.class).getLast()))) {
            old.tell(command);
        }
        old.crash();
        old.tell(new Command.ForceClose("once more"));
        assertThat(old.effects(Effect.PublishTx.class)).isEmpty();
        assertThat(old.effects(Effect.PublishAgain.class)).isEmpty();
        assertThat(old.journal.has(Event.ForceCloseStarted.class)).isFalse();
        assertThat(old.state()).isInstanceOf(DataLost.class);
    }

    /** Its peer sees numbers that are too old, fails the channel, and so pays out whoever lost data. */
    @Test
    void thePeerOfWhoHasLostDataCloses() {
        End old = aliceFromABackup();
        old.tell(new Command.Connected(TestNode.FEATURES));
        pair.bob.tell(new Command.Connected(TestNode.FEATURES));
        Decision decision = pair.bob.tell(
                new Command.FromPeer((ChannelReestablish) End.decode(old.wire.remove())));
        Expect.failed(pair.bob, decision);
    }

    /** Our database is older than what we may have signed: whatever the peer says, nothing of ours is published. */
    @Test
    void aChannelDeclaredLostOnlyAsksThePeerToClose() {
        Decision decision = pair.alice.tell(new Command.DeclareLost("restored"));
        assertThat(((Decision.Recorded) decision).events()).containsExactly(new Event.DataLost("restored"));
        assertThat(pair.alice.state()).isInstanceOf(DataLost.class);
        for (Command command : List.of(new Command.ForceClose("now"), new Command.NewBlock(900_000),
                new Command.DeclareLost("again"), new Command.PeerError("why"), new Command.Close())) {
            assertThat(pair.alice.tell(command).effects()).noneMatch(Effect.Binding.class::isInstance);
        }
        assertThat(pair.alice.sent.getLast()).isInstanceOf(ErrorMessage.class);
    }

    // --- what a broken connection means for others of the node ---

    @Test
    void whatWasOnlyProposedIsAnswered() {
        Origin origin = new Origin.Forwarded(new ChannelRef(Bytes32.ZEROES), 0);
        Bytes onion = Onions.build(1, List.of(Onions.last(pair.bob.node, 1_000_000, 1_200, 1))).onion();
        pair.alice.tell(new Command.OfferHtlc(new Offer(origin, 0, 1_000_000, Onions.hash(1), 1_200, onion)));
        Decision decision = pair.alice.tell(new Command.Disconnected());
        assertThat(((Decision.Recorded) decision).events()).singleElement().isInstanceOf(Event.OfferRefused.class);
        assertThat(decision.effects()).singleElement().isInstanceOf(Effect.TellRefused.class);
    }

    @Test
    void anOutcomeThatWasOnlyProposedIsRecorded() {
        pair.hold = true;
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        pair.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
        Decision decision = pair.bob.tell(new Command.Disconnected());
        assertThat(((Decision.Recorded) decision).events()).singleElement()
                .isEqualTo(new Event.SettlementRecorded(0, new Settlement.Fulfilled(Onions.preimage(1))));
        pair.bob.crash();
        pair.reconnect();
        assertThat(pair.outcomes.get(1L).isFulfilled()).isTrue();
    }

    @Test
    void anOutcomeThatComesWithoutAConnectionIsRecorded() {
        pair.hold = true;
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        pair.disconnect();
        pair.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
        assertThat(pair.bob.journal.has(Event.SettlementRecorded.class)).isTrue();
        pair.reconnect();
        assertThat(pair.outcomes.get(1L).isFulfilled()).isTrue();
    }
}
