package lnhub.node.chain;

import lnhub.protocol.channel.OnChainCases;
import lnhub.protocol.transactions.CommitmentFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How channels end on a chain that is reorganised, congested, or dies. */
abstract class OnChainContract {
    /** One chain for all the cases. */
    abstract NodeLedger ledger();

    @ParameterizedTest
    @EnumSource
    void aReorganisationSwapsTheCommitments(CommitmentFormat format) {
        new OnChainCases(ledger()).aReorganisationSwapsTheCommitments(format);
    }

    @ParameterizedTest
    @EnumSource
    void aReorganisationBringsACheatersCommitment(CommitmentFormat format) {
        new OnChainCases(ledger()).aReorganisationBringsACheatersCommitment(format);
    }

    @ParameterizedTest
    @EnumSource
    void aCheatersCommitmentHasHtlcsThatAreInTheStore(CommitmentFormat format) {
        new OnChainCases(ledger()).aCheatersCommitmentHasHtlcsThatAreInTheStore(format);
    }

    @ParameterizedTest
    @EnumSource
    void aChainThatForgetsWhatWasPublishedIsToldAgain(CommitmentFormat format) {
        new OnChainCases(ledger()).aChainThatForgetsWhatWasPublishedIsToldAgain(format);
    }

    @Test
    void anAnchorPaysForACommitmentThatPaysTooLittle() {
        new OnChainCases(ledger()).anAnchorPaysForACommitmentThatPaysTooLittle();
        ledger().crash();
    }

    @Test
    void anAnchorPaysForThePeersCommitmentWhenThatIsInTheMempool() {
        new OnChainCases(ledger()).anAnchorPaysForThePeersCommitmentWhenThatIsInTheMempool();
        ledger().crash();
    }
}
