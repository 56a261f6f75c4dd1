package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;

/** A channel whose ends see a chain and can end on it. */
final class ChainedPair {
    static final long CAPACITY_SAT = 10_000_000;
    private static final int COINS = 40;

    final Pair pair;
    final TestLedger ledger;
    final Ledgerbook book = new Ledgerbook();
    ChainEnd alice;
    ChainEnd bob;
    private final long aliceBeganSat;
    private final long bobBeganSat;

    private ChainedPair(Pair pair, TestLedger ledger) {
        this.pair = pair;
        this.ledger = ledger;
        book.funding(pair.funding, CAPACITY_SAT);
        this.alice = new ChainEnd(pair.alice, ledger, book);
        this.bob = new ChainEnd(pair.bob, ledger, book);
        for (ChainEnd end : ends()) {
            end.earn(COINS);
            end.tell(new Command.PayDebts());
        }
        this.aliceBeganSat = book.grossSat(pair.alice.node, Set.of(closeScript(alice)));
        this.bobBeganSat = book.grossSat(pair.bob.node, Set.of(closeScript(bob)));
    }

    /** Open, quiet, half of the capacity on each side. */
    static ChainedPair open(CommitmentFormat format, TestLedger ledger) {
        Pair pair = new Pair();
        pair.announced = false;
        pair.checksTransactions = false;
        for (End end : List.of(pair.alice, pair.bob)) {
            end.node.height = ledger.height();
            end.node.policy = TestNode.shortDelay();
        }
        pair.fundingOf = script -> ledger.pay(script, CAPACITY_SAT);
        pair.opened(format, CAPACITY_SAT, CAPACITY_SAT / 2 * 1000);
        pair.alice.effects.clear();
        pair.bob.effects.clear();
        return new ChainedPair(pair, ledger);
    }

    List<ChainEnd> ends() {
        return List.of(alice, bob);
    }

    ChainEnd peerOf(ChainEnd end) {
        return end == alice ? bob : alice;
    }

    static Bytes closeScript(ChainEnd end) {
        return end.end.node.closeScript(end.end.ref);
    }

    /** Mines blocks; both ends see each of them. @return the transactions in the last one */
    List<Bytes> mine(int blocks) {
        List<Bytes> last = List.of();
        for (int i = 0; i < blocks; i++) {
            last = ledger.mine();
            book.mined(ledger.height(), last);
            for (ChainEnd end : ends()) {
                end.block(ledger.height(), ledger.hash(ledger.height()), last);
            }
        }
        return last;
    }

    /** Blocks are undone and both ends are told, the tip first. */
    void undo(int blocks) {
        int height = ledger.height();
        ledger.undo(blocks);
        book.undone(height - blocks + 1);
        for (int undone = height; undone > height - blocks; undone--) {
            for (ChainEnd end : ends()) {
                end.undone(undone);
            }
        }
    }

    /** What an end has got out of the channel, its fees for claims not counted. */
    long gainedSat(ChainEnd end) {
        return book.grossSat(end.end.node, Set.of(closeScript(end))) - (end == alice ? aliceBeganSat : bobBeganSat);
    }

    /** Mines until an end has closed its channel. */
    void mineUntilClosed(ChainEnd end, int atMost) {
        for (int i = 0; i < atMost && !(end.end.state() instanceof Closed); i++) {
            mine(1);
        }
        if (!(end.end.state() instanceof Closed)) {
            throw new AssertionError(end.end.node + " has not ended after " + atMost + " blocks: " + end.end.state()
                    + "\nrefused: " + book.refusals);
        }
    }

    /** The transaction that has spent the funding output. */
    Optional<ChainTransaction> spender() {
        return book.spends(Set.of(pair.funding)).values().stream().findFirst()
                .map(Ledgerbook.Mined::transaction);
    }
}
