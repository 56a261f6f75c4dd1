package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Ways for a channel to end (BOLT 5) in which the chain itself plays a part: for every kind of chain. */
public final class OnChainCases {
    private static final long HALF_SAT = ChainedPair.CAPACITY_SAT / 2;
    private static final int MOST_BLOCKS = 90;
    /** What the mempool asks for in a spike, and what is paid for a place in the next block then. */
    private static final int SPIKE_PER_KW = 3_000;
    private static final int DEAR_PER_KW = 12_000;

    private final TestLedger ledger;
    private final ChainFault fault;

    public OnChainCases(TestLedger ledger) {
        this(ledger, ChainFault.NONE);
    }

    /** @param fault of both nodes */
    OnChainCases(TestLedger ledger, ChainFault fault) {
        this.ledger = ledger;
        this.fault = fault;
    }

    /** With an HTLC each way that nobody has fulfilled yet: 1 of Alice's over 100,000 sat, 2 of Bob's over 200,000. */
    private ChainedPair open(CommitmentFormat format) {
        ChainedPair chained = ChainedPair.open(format, ledger);
        chained.ends().forEach(end -> end.fault = fault);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, ledger.height() + 60);
        chained.pair.pay(chained.pair.bob, 2, 200_000_000, ledger.height() + 60);
        chained.pair.exchange();
        return chained;
    }

    /** Bob, who keeps the commitment that he has now. */
    private static Rogue keeping(ChainedPair chained) {
        End end = chained.pair.bob;
        Rogue bob = new Rogue(end.node, end.ref);
        bob.keep(end.ref, end.state());
        return bob;
    }

    private static void fulfillFirst(ChainedPair chained) {
        chained.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
    }

    /** The first HTLC was fulfilled, the second one timed out. */
    private static void check(ChainedPair chained) {
        chained.mineUntilClosed(chained.alice, MOST_BLOCKS);
        chained.mineUntilClosed(chained.bob, MOST_BLOCKS);
        assertThat(chained.ends()).allSatisfy(end -> assertThat(end.keepsCoinsFor()).isEmpty());
        assertThat(chained.alice.outcomes).containsValue(new Settlement.Fulfilled(Onions.preimage(1)));
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - 100_000 - chained.commitmentFeeSat());
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT + 100_000);
    }

    /** The commitment, and what took its outputs, leave the chain; the peer's commitment comes instead. */
    public void aReorganisationSwapsTheCommitments(CommitmentFormat format) {
        ChainedPair chained = open(format);
        Rogue bob = keeping(chained);
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(2);
        fulfillFirst(chained);
        chained.mine(3);
        Bytes32 first = chained.spender().orElseThrow().txid();
        chained.undo(5);
        ledger.forget(first);
        chained.bob.publish(List.of(bob.kept().getLast().transaction()));
        chained.mine(1);
        assertThat(chained.spender().orElseThrow().txid()).isNotEqualTo(first);
        check(chained);
    }

    /** The same with a commitment that was revoked. */
    public void aReorganisationBringsACheatersCommitment(CommitmentFormat format) {
        ChainedPair chained = ChainedPair.open(format, ledger);
        chained.ends().forEach(end -> end.fault = fault);
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, ledger.height() + 60);
        Rogue bob = keeping(chained);
        chained.pair.exchange();
        chained.bob.tell(new Command.ForceClose("test"));
        chained.mine(4);
        Bytes32 first = chained.spender().orElseThrow().txid();
        chained.bob.mute = true;
        chained.undo(4);
        ledger.forget(first);
        assertThat(ledger.publish(List.of(bob.kept().getFirst().transaction()))).isEmpty();
        chained.mineUntilClosed(chained.alice, MOST_BLOCKS);
        assertThat(chained.alice.alerts).anyMatch(alert -> alert.contains("revoked commitment 0"));
        assertThat(chained.gainedSat(chained.alice))
                .isEqualTo(ChainedPair.CAPACITY_SAT - chained.commitmentFeeSat());
    }

    /** So many HTLCs were removed since that the channel's state does not hold any more what was in it. */
    public void aCheatersCommitmentHasHtlcsThatAreInTheStore(CommitmentFormat format) {
        ChainedPair chained = open(format);
        Rogue bob = keeping(chained);
        fulfillFirst(chained);
        chained.pair.hold = false;
        for (int payment = 3; payment < RevokedQueue.CHUNK + 3; payment++) {
            chained.pair.pay(chained.pair.alice, payment, 1_000_000, ledger.height() + 60);
            chained.pair.exchange();
            chained.ends().forEach(ChainEnd::react);
        }
        assertThat(chained.alice.revoked).isNotEmpty();
        chained.bob.publish(List.of(bob.kept().getFirst().transaction()));
        chained.bob.mute = true;
        chained.mineUntilClosed(chained.alice, MOST_BLOCKS);
        assertThat(chained.gainedSat(chained.alice))
                .isEqualTo(ChainedPair.CAPACITY_SAT - chained.commitmentFeeSat());
    }

    /** In a spike the commitment is below what the mempool takes: it gets in with a child that pays for both. */
    public void anAnchorPaysForACommitmentThatPaysTooLittle() {
        ChainedPair chained = open(CommitmentFormat.ANCHORS);
        ledger.spike(SPIKE_PER_KW);
        chained.ends().forEach(end -> end.end.node.feeratePerKw = DEAR_PER_KW);
        chained.alice.tell(new Command.ForceClose("test"));
        assertThat(chained.book.refusals).anyMatch(refusal -> refusal.startsWith("A: mempool min fee not met"));
        chained.mine(1);
        assertThat(chained.book.chain()).hasSize(2);
        assertThat(chained.spender()).isPresent();
        fulfillFirst(chained);
        check(chained);
    }

    /** What the peer has published pays too little, too: our anchor on it pays, instead of outbidding it with ours. */
    public void anAnchorPaysForThePeersCommitmentWhenThatIsInTheMempool() {
        ChainedPair chained = open(CommitmentFormat.ANCHORS);
        Bytes theirs = keeping(chained).kept().getLast().transaction();
        assertThat(ledger.publish(List.of(theirs))).isEmpty();
        ledger.spike(SPIKE_PER_KW);
        chained.ends().forEach(end -> end.end.node.feeratePerKw = DEAR_PER_KW);
        int made = chained.book.made();
        chained.alice.tell(new Command.OutputSpentUnconfirmed(chained.pair.funding, theirs));
        assertThat(chained.book.made()).as("what nobody has waited for yet").isEqualTo(made);
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(1);
        assertThat(chained.spender()).hasValue(ChainTransaction.parse(theirs));
        assertThat(chained.book.chain()).hasSize(2);
        fulfillFirst(chained);
        check(chained);
    }

    /** It loses its mempool whenever something new is in it: after the commitment, after each stage. */
    public void aChainThatForgetsWhatWasPublishedIsToldAgain(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.alice.tell(new Command.ForceClose("test"));
        int seen = 0;
        int crashes = 0;
        boolean toldAgain = true;
        for (int i = 0; i < MOST_BLOCKS * 2; i++) {
            if (chained.book.made() > seen && toldAgain) {
                ledger.crash();
                crashes++;
                toldAgain = false;
            } else {
                toldAgain = true;
            }
            seen = chained.book.made();
            chained.mine(1);
            if (i == 2) {
                fulfillFirst(chained);
            }
        }
        check(chained);
        assertThat(crashes).isGreaterThan(3);
    }
}
