package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.Bitcoin;
import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import lnhub.actors.chain.Published;
import lnhub.protocol.channel.TestLedger;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The chain of a node that speaks bitcoind's RPC, for channels that end on it. Any number of them, one at a time. */
abstract class NodeLedger implements TestLedger, AutoCloseable {
    private static final int MATURITY = 100;
    /** So many rewards can be spent. */
    private static final int REWARDS = 40;
    private static final long FEE_SAT = 20_000;
    /** What is left of a coin below it stays there. */
    private static final long SMALL_SAT = 100_000_000;

    private BitcoindRpc rpc;
    private BitcoindNode node;
    private int height;
    private int nextReward;
    /** Pays whatever is paid; confirmed. */
    private Transaction coin;
    /** How often blocks were undone: each branch's blocks pay somebody else, or they would be the same again. */
    private int branch;

    private interface Call<T> {
        T make() throws InterruptedException;
    }

    /** To be called first, and whenever the node has been started again. */
    final void connect(BitcoindConfig config) {
        disconnect();
        rpc = new BitcoindRpc(config);
        node = new BitcoindNode(config);
        height = ask(node::tip).height();
    }

    /** Makes blocks until there is money. */
    final void earn() {
        nextReward = height + 1;
        call("generatetoaddress", REWARDS + MATURITY, TestMoney.ADDRESS);
        height += REWARDS + MATURITY;
        coin = reward();
    }

    private void disconnect() {
        if (rpc != null) {
            rpc.close();
            node.close();
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    private static <T> T ask(Call<T> call) {
        try {
            return call.make();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the node was asked", stopping);
        }
    }

    final JsonNode call(String method, Object... params) {
        return ask(() -> rpc.call(method, params));
    }

    /** A reward that is mature and not spent yet. */
    final Transaction reward() {
        return Transaction.read(block(nextReward++).getFirst().toArray());
    }

    private List<Bytes> block(int at) {
        return transactions(call("getblockhash", at).asText());
    }

    private List<Bytes> transactions(String blockHash) {
        Block block = Block.read(call("getblock", blockHash, 0).asText());
        return block.tx.stream().map(TestMoney::raw).toList();
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public Bytes32 hash(int at) {
        return Bytes32.fromHex(call("getblockhash", at).asText()).reversed();
    }

    @Override
    public List<OutPoint> pay(Bytes scriptPubkey, long amountSat, int count) {
        long restSat = coin.txOut.getFirst().amount.toLong() - count * amountSat - FEE_SAT;
        if (restSat < SMALL_SAT) {
            coin = reward();
            return pay(scriptPubkey, amountSat, count);
        }
        List<TxOut> outputs = new ArrayList<>(List.of(TestMoney.pay(restSat)));
        IntStream.range(0, count).forEach(i -> outputs.add(TestMoney.pay(amountSat, scriptPubkey)));
        Transaction payment = TestMoney.spend(coin, outputs.toArray(TxOut[]::new));
        publish(List.of(TestMoney.raw(payment))).ifPresent(refused -> {
            throw new IllegalStateException("the payment was refused: " + refused);
        });
        mine();
        coin = payment;
        return IntStream.rangeClosed(1, count).mapToObj(index -> TestMoney.outPoint(payment, index)).toList();
    }

    @Override
    public Optional<String> publish(List<Bytes> transactions) {
        Published published = ask(() -> transactions.size() == 1 ? node.publish(transactions.getFirst())
                : node.publishPackage(transactions.getFirst(), transactions.getLast()));
        return published instanceof Published.Rejected rejected ? Optional.of(rejected.reason()) : Optional.empty();
    }

    @Override
    public List<Bytes> mine() {
        JsonNode hashes = call("generatetoaddress", 1, address());
        height++;
        List<Bytes> transactions = transactions(hashes.get(0).asText());
        return transactions.subList(1, transactions.size());
    }

    private String address() {
        byte[] key = new byte[32];
        key[0] = 1;
        key[30] = (byte) (branch >> 8);
        key[31] = (byte) branch;
        return Bitcoin.computeP2WpkhAddress(new PrivateKey(new ByteVector32(key)).publicKey(),
                Block.RegtestGenesisBlock.hash);
    }

    @Override
    public void undo(int blocks) {
        branch++;
        call("invalidateblock", call("getblockhash", height - blocks + 1).asText());
        height -= blocks;
    }

    /** No RPC method takes a transaction out of a mempool: all are lost, and the others come back. */
    @Override
    public void forget(Bytes32 txid) {
        List<Transaction> mempool = new ArrayList<>();
        call("getrawmempool").forEach(id -> mempool.add(
                Transaction.read(call("getrawtransaction", id.asText()).asText())));
        crash();
        Set<Bytes32> gone = new HashSet<>(Set.of(txid));
        boolean found = true;
        while (found) {
            found = false;
            for (Transaction each : List.copyOf(mempool)) {
                boolean lost = gone.contains(TestMoney.txid(each)) || each.txIn.stream().anyMatch(input ->
                        gone.contains(Bytes32.wrap(input.outPoint.hash.value.toByteArray())));
                if (lost) {
                    gone.add(TestMoney.txid(each));
                    mempool.remove(each);
                    found = true;
                }
            }
        }
        sendAgain(mempool);
    }

    /** Parents before children, in whatever order they come. */
    private void sendAgain(List<Transaction> left) {
        int before;
        do {
            before = left.size();
            left.removeIf(each -> publish(List.of(TestMoney.raw(each))).isEmpty());
        } while (left.size() < before);
        if (!left.isEmpty()) {
            throw new IllegalStateException(left.size() + " transactions were taken before, and are not now");
        }
    }
}
