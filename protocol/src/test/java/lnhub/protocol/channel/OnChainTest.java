package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.transactions.CommitmentFormat;
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

    @ParameterizedTest
    @EnumSource
    void ourBalanceComesBackAfterTheDelayThePeersAtOnce(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(3);
        long feesSat = chained.commitmentFeeSat();
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
                .isEqualTo(ChainedPair.CAPACITY_SAT - chained.commitmentFeeSat());
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
        assertThat(chained.gainedSat(chained.alice))
                .isEqualTo(HALF_SAT - 100_000 + 200_000 - chained.commitmentFeeSat());
    }

    // --- fees ---

    /** What does not confirm is replaced, once per block at most, and pays more each time, most at the deadline. */
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
            ledger.crash();
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
            ledger.crash();
            chained.mine(1);
        }
        List<PublishedClaim> claims = new ArrayList<>(((OnChain) chained.bob.end.state()).claims());
        claims.addAll(((OnChain) chained.alice.end.state()).claims());
        assertThat(claims).isNotEmpty().allSatisfy(claim -> assertThat(claim.feeratePerKw())
                .isLessThanOrEqualTo(chained.alice.end.node.feeratePerKw));
    }

    // --- also on real chains ---

    @Test
    void anAnchorPaysForACommitmentThatPaysTooLittle() {
        new OnChainCases(ledger).anAnchorPaysForACommitmentThatPaysTooLittle();
    }

    @ParameterizedTest
    @EnumSource
    void aReorganisationSwapsTheCommitments(CommitmentFormat format) {
        new OnChainCases(ledger).aReorganisationSwapsTheCommitments(format);
    }

    @ParameterizedTest
    @EnumSource
    void aReorganisationBringsACheatersCommitment(CommitmentFormat format) {
        new OnChainCases(ledger).aReorganisationBringsACheatersCommitment(format);
    }

    @ParameterizedTest
    @EnumSource
    void aCheatersCommitmentHasHtlcsThatAreInTheStore(CommitmentFormat format) {
        new OnChainCases(ledger).aCheatersCommitmentHasHtlcsThatAreInTheStore(format);
    }

    @ParameterizedTest
    @EnumSource
    void aChainThatForgetsWhatWasPublishedIsToldAgain(CommitmentFormat format) {
        new OnChainCases(ledger).aChainThatForgetsWhatWasPublishedIsToldAgain(format);
    }

    // --- restarts ---

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
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - 100_000 - chained.commitmentFeeSat());
        assertThat(chained.alice.end.journal.replay()).isEqualTo(chained.alice.end.state());
    }
}
