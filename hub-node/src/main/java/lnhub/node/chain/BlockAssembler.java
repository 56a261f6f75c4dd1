package lnhub.node.chain;

import static lnhub.node.chain.RejectedTransaction.require;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.BlockHeader;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.MerkleTree;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts blocks together from the mempool and mines them, at regtest's difficulty: two hashes on average. */
final class BlockAssembler {
    static final long REGTEST_BITS = 0x207fffffL;
    /** BIP 9's version with no signal. */
    private static final long VERSION = 0x20000000L;
    private static final int RESERVED_WEIGHT = 4_000;
    private static final byte[] COMMITMENT_PREFIX = {0x6a, 0x24, (byte) 0xaa, 0x21, (byte) 0xa9, (byte) 0xed};

    private BlockAssembler() {
    }

    /** @param extraNonce a number no other block had, so that two blocks at one place differ */
    static Block mine(BlockTree.Node tip, Mempool mempool, ByteVector script, long nowSeconds, long extraNonce) {
        List<Mempool.Entry> chosen = choose(mempool);
        int height = tip.height() + 1;
        long rewardSat = ConsensusRules.subsidySat(height) + chosen.stream().mapToLong(Mempool.Entry::feeSat).sum();
        List<Transaction> transactions = new ArrayList<>();
        chosen.forEach(entry -> transactions.add(entry.tx()));
        transactions.addFirst(coinbase(height, rewardSat, script, extraNonce, transactions));
        ByteVector32 root = MerkleTree.computeRoot(transactions.stream().map(tx -> tx.hash.value).toList());
        long time = Math.max(nowSeconds, tip.medianTimePast() + 1);
        return new Block(proofOfWork(tip.block().hash, root, time), transactions);
    }

    private static BlockHeader proofOfWork(BlockHash previous, ByteVector32 root, long time) {
        for (long nonce = 0;; nonce++) {
            BlockHeader header = new BlockHeader(VERSION, previous, root, time, REGTEST_BITS, nonce);
            if (header.checkProofOfWork()) {
                return header;
            }
        }
    }

    /** The best paying first, each with the ancestors it needs, as long as there is room. */
    private static List<Mempool.Entry> choose(Mempool mempool) {
        List<Mempool.Entry> byFeerate = new ArrayList<>(mempool.entries());
        byFeerate.sort(Comparator.comparingDouble(
                (Mempool.Entry entry) -> -packageFeerate(mempool, entry)));
        Set<TxId> chosen = new LinkedHashSet<>();
        long weight = RESERVED_WEIGHT;
        for (Mempool.Entry entry : byFeerate) {
            Set<TxId> missing = mempool.ancestors(entry.tx());
            missing.add(entry.tx().txid);
            missing.removeAll(chosen);
            long added = missing.stream().mapToLong(txid -> mempool.entry(txid).orElseThrow().tx().weight()).sum();
            if (weight + added <= ConsensusRules.MAX_BLOCK_WEIGHT) {
                weight += added;
                chosen.addAll(missing);
            }
        }
        return mempool.entries().stream().filter(entry -> chosen.contains(entry.tx().txid)).toList();
    }

    private static double packageFeerate(Mempool mempool, Mempool.Entry entry) {
        long feeSat = entry.feeSat();
        long size = entry.virtualSize();
        for (TxId ancestor : mempool.ancestors(entry.tx())) {
            Mempool.Entry parent = mempool.entry(ancestor).orElseThrow();
            feeSat += parent.feeSat();
            size += parent.virtualSize();
        }
        return (double) feeSat / size;
    }

    private static Transaction coinbase(
            int height, long rewardSat, ByteVector script, long extraNonce, List<Transaction> others) {
        ByteArrayOutputStream signature = new ByteArrayOutputStream();
        signature.writeBytes(heightPush(height));
        signature.write(Long.BYTES);
        signature.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(extraNonce).array());
        TxIn input = new TxIn(new OutPoint(new TxId(ByteVector32.Zeroes), 0xFFFFFFFFL),
                new ByteVector(signature.toByteArray()), 0xFFFFFFFFL,
                new ScriptWitness(List.of(ByteVector32.Zeroes)));
        TxOut reward = new TxOut(new Satoshi(rewardSat), script);
        TxOut commitment = new TxOut(new Satoshi(0), witnessCommitment(others));
        return new Transaction(2, List.of(input), List.of(reward, commitment), 0);
    }

    /** BIP 34: the coinbase begins with a push of the height. */
    private static byte[] heightPush(int height) {
        if (height <= 16) {
            return new byte[] {(byte) (0x50 + height)};
        }
        byte[] number = Script.encodeNumber(height).toByteArray();
        return new ByteVector(new byte[] {(byte) number.length}).concat(number).toByteArray();
    }

    /** BIP 141, "Commitment structure"; the coinbase's own wtxid counts as zero. */
    private static ByteVector witnessCommitment(List<Transaction> others) {
        List<ByteVector32> hashes = new ArrayList<>(List.of(ByteVector32.Zeroes));
        others.forEach(tx -> hashes.add(new ByteVector32(Crypto.hash256(Transaction.write(tx)))));
        byte[] root = MerkleTree.computeRoot(hashes).concat(ByteVector32.Zeroes).toByteArray();
        return new ByteVector(COMMITMENT_PREFIX).concat(Crypto.hash256(root));
    }

    /** The height (BIP 34) and the witness commitment (BIP 141) of a block that came from a file. */
    static void checkCoinbase(Block block, int height) {
        Transaction coinbase = block.tx.getFirst();
        ByteVector start = new ByteVector(heightPush(height));
        require(coinbase.txIn.getFirst().signatureScript.take(start.size()).equals(start), "bad-cb-height");
        ByteVector commitment = witnessCommitment(block.tx.subList(1, block.tx.size()));
        require(coinbase.txOut.stream().anyMatch(output -> output.publicKeyScript.equals(commitment)),
                "bad-witness-merkle-match");
    }
}
