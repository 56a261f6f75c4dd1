package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The chain that channels under test end on: simulated, embedded or a real bitcoind's. Blocks come when told. */
public interface TestLedger {
    int height();

    /** In internal byte order. */
    Bytes32 hash(int height);

    /** Outputs that each pay this script, confirmed; it may take a block. */
    List<OutPoint> pay(Bytes scriptPubkey, long amountSat, int count);

    /** @param transactions one, or a parent and its child @return why the last one is not in the mempool */
    Optional<String> publish(List<Bytes> transactions);

    /** Mines a block with what is in the mempool. @return its transactions without the coinbase, in order */
    List<Bytes> mine();

    /** The last blocks are not in the chain any more; what was in them is in the mempool again. */
    void undo(int blocks);

    /** Forgets a transaction of the mempool, and what spends it. */
    void forget(Bytes32 txid);

    /** The node dies at once, and is there again with an empty mempool that takes whatever is relayed. */
    void crash();

    /** The mempool is full: until the next crash it takes only what pays so much, in satoshi per 1,000 weight units. */
    void spike(int feeratePerKw);
}
