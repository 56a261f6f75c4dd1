package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A channel ends on chain (BOLT 5): each test is one way to get there. Alice is the funder. */
class OnChainTest {
    private static final int HEIGHT = 1_000;
    private static final long HALF_SAT = ChainedPair.CAPACITY_SAT / 2;

    private final SimLedger ledger = new SimLedger(HEIGHT);

    private ChainedPair open(CommitmentFormat format) {
        return ChainedPair.open(format, ledger);
    }

    private static long feesSat(ChainedPair chained) {
        return ChainedPair.CAPACITY_SAT
                - chained.spender().orElseThrow().outputs().stream().mapToLong(o -> o.amountSat()).sum()
                + chained.spender().orElseThrow().outputs().stream().filter(o -> o.amountSat() == 330).count() * 330;
    }

    @ParameterizedTest
    @EnumSource
    void ourBalanceComesBackAfterTheDelayThePeersAtOnce(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(3);
        long feesSat = feesSat(chained);
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT);
        assertThat(chained.gainedSat(chained.alice)).isZero();
        chained.mineUntilClosed(chained.alice, 40);
        chained.mineUntilClosed(chained.bob, 40);
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - feesSat);
        assertThat(chained.book.refusals).isEmpty();
    }

    /** An HTLC each way that is never fulfilled comes back, and its origin is told once that is buried. */
    @ParameterizedTest
    @EnumSource
    void htlcsTimeOut(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 30);
        chained.pair.pay(chained.pair.bob, 2, 200_000_000, HEIGHT + 35);
        chained.pair.exchange();
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(28);
        assertThat(chained.alice.outcomes).isEmpty();
        chained.mineUntilClosed(chained.alice, 60);
        chained.mineUntilClosed(chained.bob, 60);
        assertThat(chained.alice.outcomes.values()).allMatch(Settlement.Rejected.class::isInstance).hasSize(1);
        assertThat(chained.bob.outcomes.values()).allMatch(Settlement.Rejected.class::isInstance).hasSize(1);
        assertThat(chained.gainedSat(chained.alice) + chained.gainedSat(chained.bob))
                .isEqualTo(ChainedPair.CAPACITY_SAT - feesSat(chained));
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT);
    }

    /** Preimages are used on chain, on either commitment, and travel upstream from there. */
    @ParameterizedTest
    @EnumSource
    void preimagesAreUsedAndLearned(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 60);
        chained.pair.pay(chained.pair.bob, 2, 200_000_000, HEIGHT + 60);
        chained.pair.exchange();
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(2);
        chained.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
        chained.alice.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(2)), Optional.empty()));
        chained.mine(1);
        assertThat(chained.alice.outcomes).containsValue(new Settlement.Fulfilled(Onions.preimage(1)));
        assertThat(chained.bob.outcomes).containsValue(new Settlement.Fulfilled(Onions.preimage(2)));
        chained.mineUntilClosed(chained.alice, 60);
        chained.mineUntilClosed(chained.bob, 60);
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT + 100_000 - 200_000);
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - 100_000 + 200_000 - feesSat(chained));
    }

    // --- fees ---

    /** In a spike the commitment is below what the mempool takes: it gets in with a child that pays for both. */
    @Test
    void anAnchorPaysForACommitmentThatPaysTooLittle() {
        ChainedPair chained = open(CommitmentFormat.ANCHORS);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 30);
        chained.pair.exchange();
        ledger.minimumPerKw = 10_000;
        chained.alice.end.node.feeratePerKw = 12_000;
        chained.bob.end.node.feeratePerKw = 12_000;
        chained.alice.tell(new Command.ForceClose("test"));
        assertThat(chained.book.refusals).contains("A: mempool min fee not met");
        assertThat(chained.mine(1)).hasSize(2);
        assertThat(chained.spender()).isPresent();
        chained.mineUntilClosed(chained.alice, 80);
        chained.mineUntilClosed(chained.bob, 80);
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT);
    }

    /** What does not confirm is replaced, at most once per block and paying more each time; the deadline makes it dear. */
    @ParameterizedTest
    @EnumSource
    void claimsPayMoreTheNearerTheirDeadline(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 50);
        chained.pair.exchange();
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(2);
        chained.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
        List<Long> feesSat = new ArrayList<>();
        while (ledger.height() < HEIGHT + 50) {
            ledger.forgetAll();
            chained.mine(1);
            feesSat.add(((OnChain) chained.bob.end.state()).claims().stream()
                    .filter(claim -> claim.feeSat() > 0).mapToLong(PublishedClaim::feeSat).max().orElse(0));
        }
        assertThat(feesSat).isSorted();
        assertThat(feesSat.getFirst()).isLessThan(2_000);
        assertThat(feesSat.getLast()).isBetween(40_000L, 50_000L);
    }

    /** A node that slept hears of hundreds of blocks at once, and its claim was in none of them: that is no haste. */
    @ParameterizedTest
    @EnumSource
    void whatNobodyElseCanTakeNeverPaysMoreThanTheNextBlockCosts(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(1);
        for (int block = 0; block < 200; block++) {
            ledger.forgetAll();
            chained.mine(1);
        }
        List<PublishedClaim> claims = new ArrayList<>(((OnChain) chained.bob.end.state()).claims());
        claims.addAll(((OnChain) chained.alice.end.state()).claims());
        assertThat(claims).isNotEmpty().allSatisfy(claim -> assertThat(claim.feeratePerKw())
                .isLessThanOrEqualTo(chained.alice.end.node.feeratePerKw));
    }

    // --- reorganisations and restarts ---

    /** The commitment, and what took its outputs, leave the chain; the peer's commitment comes instead. */
    @ParameterizedTest
    @EnumSource
    void aReorganisationSwapsTheCommitments(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 60);
        chained.pair.pay(chained.pair.bob, 2, 200_000_000, HEIGHT + 60);
        chained.pair.exchange();
        Rogue bob = new Rogue(chained.pair.bob.node, chained.pair.bob.ref);
        bob.keep(chained.pair.bob.ref, chained.pair.bob.state());
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(2);
        chained.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
        chained.mine(3);
        Bytes32 first = chained.spender().orElseThrow().txid();
        chained.undo(5);
        ledger.forget(first);
        chained.ledger.publish(List.of(bob.kept().getLast().transaction()));
        chained.mine(1);
        assertThat(chained.spender().orElseThrow().txid()).isNotEqualTo(first);
        chained.mineUntilClosed(chained.alice, 90);
        chained.mineUntilClosed(chained.bob, 90);
        assertThat(chained.alice.outcomes).containsValue(new Settlement.Fulfilled(Onions.preimage(1)));
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - 100_000 - feesSat(chained));
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT + 100_000);
    }

    /** The same with a commitment that was revoked. */
    @ParameterizedTest
    @EnumSource
    void aReorganisationBringsACheatersCommitment(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 60);
        Rogue bob = new Rogue(chained.pair.bob.node, chained.pair.bob.ref);
        bob.keep(chained.pair.bob.ref, chained.pair.bob.state());
        chained.pair.exchange();
        chained.bob.tell(new Command.ForceClose("test"));
        chained.mine(4);
        Bytes32 first = chained.spender().orElseThrow().txid();
        chained.bob.mute = true;
        chained.undo(4);
        ledger.forget(first);
        chained.ledger.publish(List.of(bob.kept().getFirst().transaction()));
        chained.mineUntilClosed(chained.alice, 90);
        assertThat(chained.alice.alerts).anyMatch(alert -> alert.contains("revoked commitment 0"));
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(ChainedPair.CAPACITY_SAT - feesSat(chained));
    }

    /** Both processes die after every block, and what was reorganised while they were dead is found out. */
    @ParameterizedTest
    @EnumSource
    void aRestartAtAnyPointResumes(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 30);
        chained.pair.pay(chained.pair.bob, 2, 200_000_000, HEIGHT + 30);
        chained.pair.exchange();
        chained.bob.payee = deliver -> Optional.of(new Settlement.Fulfilled(Onions.preimage(1)));
        chained.alice.tell(new Command.ForceClose("test"));
        for (int i = 0; i < 60; i++) {
            chained.ends().forEach(ChainEnd::restart);
            chained.mine(1);
        }
        assertThat(chained.ends()).allMatch(end -> end.end.state() instanceof Closed);
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT + 100_000);
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - 100_000 - feesSat(chained));
        assertThat(chained.alice.end.journal.replay()).isEqualTo(chained.alice.end.state());
    }
}
