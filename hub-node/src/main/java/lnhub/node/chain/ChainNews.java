package lnhub.node.chain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import lnhub.actors.chain.ChainTransaction;
import lnhub.node.chain.zmq.ZmqSubscriber;
import lnhub.protocol.units.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a bitcoind publishes over ZMQ, for all who follow its chain. A publisher is relied on only once it has told
 * something on the connection there is, and until the connection ends or it is found to have missed something; all the
 * other time bitcoind is asked. So one that is silent, lost or wired to the wrong topic costs time and nothing else.
 */
final class ChainNews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainNews.class);
    private static final int HASH = 32;
    /** Consensus allows a block, and so a transaction, no more than 4,000,000 bytes with its witnesses. */
    private static final int MAX_TRANSACTION = 4_000_000;

    private final Duration silence;
    private final Set<Inbox> inboxes = ConcurrentHashMap.newKeySet();
    private final List<ZmqSubscriber> subscribers = new ArrayList<>();
    private volatile boolean tellsBlocks;
    private volatile boolean tellsTransactions;

    ChainNews(BitcoindConfig.Zmq zmq, Duration longestPause) {
        this.silence = zmq.silence();
        zmq.block().ifPresent(address -> subscribers.add(new ZmqSubscriber(address, "hashblock", HASH, longestPause,
                new Topic(this::block, relied -> tellsBlocks = relied))));
        zmq.tx().ifPresent(address -> subscribers.add(new ZmqSubscriber(address, "rawtx", MAX_TRANSACTION,
                longestPause, new Topic(this::transaction, relied -> tellsTransactions = relied))));
        subscribers.forEach(ZmqSubscriber::start);
    }

    /** One publisher, as far as it can be relied on. */
    private final class Topic implements ZmqSubscriber.Listener {
        private final Consumer<byte[]> news;
        private final Consumer<Boolean> relied;
        private boolean complained;

        Topic(Consumer<byte[]> news, Consumer<Boolean> relied) {
            this.news = news;
            this.relied = relied;
        }

        @Override
        public void connected() {
            complained = false;
            LOG.info("connected to a ZMQ publisher of bitcoind");
        }

        @Override
        public void message(byte[] body) {
            relied.accept(true);
            news.accept(body);
        }

        @Override
        public void gap() {
            inboxes.forEach(Inbox::missedSomething);
        }

        @Override
        public void lost(IOException cause) {
            relied.accept(false);
            inboxes.forEach(Inbox::missedSomething);
            if (!complained) {
                LOG.warn("{}: bitcoind is polled until it is back", cause.getMessage());
            }
            complained = true;
        }
    }

    private void block(byte[] hash) {
        inboxes.forEach(Inbox::block);
    }

    private void transaction(byte[] raw) {
        if (inboxes.isEmpty()) {
            return;
        }
        ChainTransaction transaction = ChainTransaction.parse(Bytes.wrap(raw));
        // rawtx tells of the transactions of new blocks too; a coinbase was never in the mempool.
        if (!transaction.isCoinbase()) {
            inboxes.forEach(inbox -> inbox.transaction(transaction));
        }
    }

    boolean tellsBlocks() {
        return tellsBlocks;
    }

    boolean tellsTransactions() {
        return tellsTransactions;
    }

    /** A block came that was not told of. */
    void missedBlock() {
        if (tellsBlocks) {
            LOG.warn("bitcoind's ZMQ publisher did not tell of a new block: bitcoind is polled until it tells of one");
            tellsBlocks = false;
        }
    }

    /** For how long nothing is asked when nothing is told. */
    Duration silence() {
        return silence;
    }

    /** @return where one follower finds what was told from now on, until it is given back */
    Inbox open() {
        Inbox inbox = new Inbox();
        inboxes.add(inbox);
        return inbox;
    }

    void giveBack(Inbox inbox) {
        inboxes.remove(inbox);
    }

    @Override
    public void close() {
        subscribers.forEach(ZmqSubscriber::close);
    }
}
