package lnhub.node.chain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lnhub.actors.chain.ChainTransaction;

/** What one follower of the chain was told and has not looked at yet. Bounded: what does not fit is asked for later. */
final class Inbox {
    static final int MAX_TRANSACTIONS = 5_000;
    static final int MAX_BYTES = 16 << 20;

    private final List<ChainTransaction> transactions = new ArrayList<>();
    private long bytes;
    private boolean block;
    /** At first too: what was in the mempool before is not told again. */
    private boolean missed = true;

    synchronized void block() {
        block = true;
        notifyAll();
    }

    synchronized void transaction(ChainTransaction transaction) {
        if (transactions.size() >= MAX_TRANSACTIONS || bytes + transaction.raw().length() > MAX_BYTES) {
            missed = true;
            return;
        }
        transactions.add(transaction);
        bytes += transaction.raw().length();
        notifyAll();
    }

    synchronized void missedSomething() {
        missed = true;
        notifyAll();
    }

    /** Takes the news of a block away. To be called before the chain is asked, or the news could be lost. */
    synchronized boolean takeBlock() {
        boolean told = block;
        block = false;
        return told;
    }

    /** Whether the mempool must be asked for, since not everything was told. */
    synchronized boolean takeMissed() {
        boolean was = missed;
        missed = false;
        return was;
    }

    synchronized List<ChainTransaction> takeTransactions() {
        List<ChainTransaction> taken = List.copyOf(transactions);
        transactions.clear();
        bytes = 0;
        return taken;
    }

    /** @return whether something was told; false when nothing was for so long */
    synchronized boolean await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!block && !missed && transactions.isEmpty()) {
            long leftMillis = Math.ceilDiv(end - System.nanoTime(), 1_000_000L);
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }
}
