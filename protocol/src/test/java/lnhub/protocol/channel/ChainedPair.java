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
    private static final long ANCHOR_SAT = 330;

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
        ends().forEach(end -> end.earn(COINS));
        catchUp();
        ends().forEach(end -> end.tell(new Command.PayDebts()));
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
        pair.fundingOf = script -> ledger.pay(script, CAPACITY_SAT, 1).getFirst();
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

    /** Both ends hear how high the chain is, whose last blocks have nothing to do with them. */
    void catchUp() {
        for (ChainEnd end : ends()) {
            end.block(ledger.height(), ledger.hash(ledger.height()), List.of());
        }
    }

    /** Mines blocks; both ends see each of them. @return the transactions in the last one */
    List<Bytes> mine(int blocks) {
        List<Bytes> last = List.of();
        for (int i = 0; i < blocks; i++) {
            last = mine(() -> { });
        }
        return last;
    }

    /** Mines a block. @param before either end sees it */
    List<Bytes> mine(Runnable before) {
        List<Bytes> transactions = ledger.mine();
        book.mined(ledger.height(), transactions);
        before.run();
        for (ChainEnd end : ends()) {
            end.block(ledger.height(), ledger.hash(ledger.height()), transactions);
        }
        return transactions;
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

    /** What an end has got out of the channel, its fees for claims not counted, nor anchors. */
    long gainedSat(ChainEnd end) {
        long anchorsSat = spender().map(commitment -> book.spentSat(end.end.node, commitment, ANCHOR_SAT)).orElse(0L);
        return book.grossSat(end.end.node, Set.of(closeScript(end))) - anchorsSat
                - (end == alice ? aliceBeganSat : bobBeganSat);
    }

    /** Mines until an end has closed its channel. */
    void mineUntilClosed(ChainEnd end, int atMost) {
        for (int i = 0; i < atMost && !(end.end.state() instanceof Closed); i++) {
            mine(1);
        }
        if (!(end.end.state() instanceof Closed)) {
            throw new AssertionError(end.end.node + " has not ended after " + atMost + " blocks: " + end.end.state()
                    + "\nrefused: " + book.refused());
        }
    }

    /** The fee of the commitment in the chain, what it has for dust included. */
    long commitmentFeeSat() {
        List<ChainTransaction.Output> outputs = spender().orElseThrow().outputs();
        return CAPACITY_SAT - outputs.stream().mapToLong(ChainTransaction.Output::amountSat)
                .filter(amountSat -> amountSat != ANCHOR_SAT).sum();
    }

    /** The transaction that has spent the funding output. */
    Optional<ChainTransaction> spender() {
        return book.spends(Set.of(pair.funding)).values().stream().findFirst()
                .map(Ledgerbook.Mined::transaction);
    }
}
