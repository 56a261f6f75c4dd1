package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.FeePolicy;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
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

    /** The chain is congested: upstream cannot wait for it, and is told a failure for each that is asked for. */
    @ParameterizedTest
    @EnumSource
    void whatHangsOnChainIsGivenUpWhenUpstreamExpires(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 30);
        chained.pair.exchange();
        Origin origin = chained.pair.alice.commitments().offered().htlcs().getFirst().origin();
        chained.alice.tell(new Command.UpstreamExpiring(origin));
        assertThat(chained.alice.outcomes).as("off chain the peer may still answer").isEmpty();
        chained.alice.tell(new Command.ForceClose("test"));
        chained.alice.mute = true;
        chained.mine(50);
        chained.alice.end.crash();
        chained.alice.tell(new Command.UpstreamExpiring(origin));
        assertThat(chained.alice.outcomes).as("a block that was missed may have the preimage").isEmpty();
        chained.alice.restart();
        assertThat(chained.alice.outcomes).isEmpty();
        chained.alice.tell(new Command.UpstreamExpiring(origin));
        assertThat(chained.alice.outcomes.get(origin)).isInstanceOf(Settlement.Rejected.class);
        assertThat(chained.alice.end.journal.replay()).isEqualTo(chained.alice.end.state());
        chained.alice.tell(new Command.UpstreamExpiring(origin));
        assertThat(chained.alice.outcomes).hasSize(1);
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

    /**
     * While the mempool asks for more than the budget allows, a claim would be refused, and published again until fees
     * have fallen: it would then still pay all of the budget.
     */
    @ParameterizedTest
    @EnumSource
    void aFeeThatNoMempoolWouldTakeIsNotKeptForLater(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 30);
        chained.pair.exchange();
        chained.bob.tell(new Command.ForceClose("test"));
        chained.alice.end.node.mempoolMinimum = 8_000_000;
        chained.mine(31);
        assertThat(((OnChain) chained.alice.end.state()).claims()).isEmpty();
        chained.alice.end.node.mempoolMinimum = 253;
        chained.mineUntilClosed(chained.alice, 40);
        assertThat(chained.book.feesSat(chained.pair.alice.node)).isLessThan(3_000);
        assertThat(chained.gainedSat(chained.alice)).isEqualTo(HALF_SAT - chained.commitmentFeeSat());
    }

    /** Claims of HTLCs that do not confirm together, since somebody pins them, are made one by one in time. */
    @ParameterizedTest
    @EnumSource
    void claimsThatAreBlockedTogetherAreMadeOneByOne(CommitmentFormat format) {
        ChainedPair chained = open(format);
        chained.pair.hold = true;
        for (int payment = 1; payment <= 4; payment++) {
            chained.pair.pay(chained.pair.alice, payment, 100_000_000, HEIGHT + 60);
        }
        chained.pair.exchange();
        for (int payment = 1; payment <= 4; payment++) {
            chained.bob.tell(new Command.Settle(payment - 1, new Settlement.Fulfilled(Onions.preimage(payment)),
                    Optional.empty()));
        }
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(1);
        List<Integer> together = new ArrayList<>();
        while (ledger.height() < HEIGHT + 58) {
            ledger.crash();
            chained.mine(1);
            together.add(((OnChain) chained.bob.end.state()).claims().stream()
                    .mapToInt(claim -> claim.outputs().size()).max().orElse(0));
        }
        assertThat(together.getFirst()).isEqualTo(4);
        assertThat(together.getLast()).isEqualTo(1);
        chained.mineUntilClosed(chained.bob, 20);
        assertThat(chained.gainedSat(chained.bob)).isEqualTo(HALF_SAT + 400_000);
    }

    /** Somebody with the wallet's keys spends a coin that pays for a claim: another one is taken. */
    @Test
    void aCoinThatIsSpentElsewhereIsReplaced() {
        ChainedPair chained = open(CommitmentFormat.ANCHORS);
        chained.pair.hold = true;
        chained.pair.pay(chained.pair.alice, 1, 100_000_000, HEIGHT + 30);
        chained.pair.exchange();
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(30);
        FeeInput coin = ((OnChain) chained.alice.end.state()).claims().stream()
                .flatMap(claim -> claim.coins().stream()).findFirst().orElseThrow();
        ledger.crash();
        ledger.publish(List.of(chained.book.spending(coin, chained.pair.alice.node)));
        chained.mine(1);
        chained.mineUntilClosed(chained.alice, 60);
        assertThat(chained.book.refusals).contains("A: an input is spent or unknown");
        assertThat(chained.alice.outcomes).hasSize(1);
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

    /** What the mempool had of the peer's never gets into a block: it is no reason not to try ours. */
    @Test
    void aCommitmentOfThePeersThatIsStuckDoesNotHoldUpOurs() {
        ChainedPair chained = open(CommitmentFormat.ANCHORS);
        Bytes theirs = CommitmentTransactions.signedLocal(chained.bob.end.commitments(), 
                chained.pair.bob.node.signer(chained.pair.bob.ref));
        byte[] invalid = theirs.toArray();
        invalid[invalid.length - 100] ^= 1;
        chained.alice.tell(new Command.OutputSpentUnconfirmed(chained.pair.funding, Bytes.wrap(invalid)));
        ledger.spike(3_000);
        chained.alice.end.node.feeratePerKw = 12_000;
        chained.alice.tell(new Command.ForceClose("test"));
        chained.mine(FeePolicy.PATIENCE);
        assertThat(chained.spender()).isEmpty();
        chained.mine(1);
        assertThat(chained.spender()).hasValueSatisfying(spender ->
                assertThat(spender.txid()).isNotEqualTo(ChainTransaction.parse(theirs).txid()));
        assertThat(chained.alice.keepsCoinsFor()).as("of the other one").isEmpty();
        chained.mineUntilClosed(chained.alice, 40);
    }

    // --- also on real chains ---

    @Test
    void anAnchorPaysForACommitmentThatPaysTooLittle() {
        new OnChainCases(ledger).anAnchorPaysForACommitmentThatPaysTooLittle();
    }

    @Test
    void anAnchorPaysForThePeersCommitmentWhenThatIsInTheMempool() {
        new OnChainCases(ledger).anAnchorPaysForThePeersCommitmentWhenThatIsInTheMempool();
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
