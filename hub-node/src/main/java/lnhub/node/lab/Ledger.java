package lnhub.node.lab;

import fr.acinq.bitcoin.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.node.chain.RegtestChain;
import lnhub.node.chain.RejectedTransaction;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A private chain, and which of the transactions of a scenario are on it. Every block and script is validated by the
 * rules of consensus and relay; the clock stands still, so that a run can be repeated to the byte.
 */
final class Ledger {
    /** Where every scenario begins. */
    static final int FIRST_HEIGHT = 200;
    /** What every transaction of ours pays that has no fee rate of its own. */
    static final long FEE_SAT = 1_000;

    private static final int COINBASE_MATURITY = 100;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private final String name;
    private final Party miner;
    private final RegtestChain chain = RegtestChain.inMemory(CLOCK);
    private final List<LabTransaction> known = new ArrayList<>();
    private final List<Bytes32> blocks = new ArrayList<>();
    private LabOutput purse;

    /** @param name tells several chains apart: the miner's key, and so every block, depends on it */
    Ledger(String name, long seed) {
        this.name = name;
        this.miner = new Party("miner of " + name, seed);
        generate(1 + COINBASE_MATURITY);
        Transaction reward = Transaction.read(chain.transactions(blocks.getFirst()).getFirst().toArray());
        purse = LabOutput.of("reward", reward, 0,
                LabOutput.Form.wallet(miner, reward.txOut.getFirst().amount.toLong()));
    }

    String name() {
        return name;
    }

    int height() {
        return chain.tip().height();
    }

    /** The hashes of all blocks but the first, which is the same on every regtest chain; in internal byte order. */
    List<Bytes32> blocks() {
        return List.copyOf(blocks);
    }

    /** A confirmed coin of a party. To be asked for before {@link #begin}. */
    LabOutput coin(Party owner, long amountSat) {
        long changeSat = purse.amountSat() - amountSat - FEE_SAT;
        LabTransaction gift = new PlainTransaction().spend(purse).pay(LabOutput.Form.wallet(owner, amountSat))
                .pay(LabOutput.Form.wallet(miner, changeSat))
                .signed(owner + "'s coin", "", "", List.of(PlainTransaction.wallet(miner)));
        chain.submit(gift.raw());
        generate(1);
        purse = gift.output(1);
        return gift.output(0);
    }

    /** Mines up to {@link #FIRST_HEIGHT}. */
    void begin() {
        generate(FIRST_HEIGHT - height());
    }

    private void generate(int count) {
        blocks.addAll(chain.generate(count, miner.walletScript()));
    }

    void know(LabTransaction transaction) {
        known.add(transaction);
    }

    /** @return the reason, when no node would take it for the next block; in bitcoind's words */
    Optional<String> publish(LabTransaction transaction) {
        try {
            chain.submit(transaction.raw());
            transaction.accepted();
            return Optional.empty();
        } catch (RejectedTransaction refused) {
            transaction.refused(height() + 1, refused.getMessage());
            return Optional.of(refused.getMessage());
        }
    }

    /** @return what the block confirmed, in the order in which it became known */
    List<LabTransaction> mine() {
        generate(1);
        List<Bytes32> txids = chain.transactions(blocks.getLast()).stream().map(Ledger::txid).toList();
        List<LabTransaction> confirmed = known.stream()
                .filter(transaction -> txids.contains(transaction.txid())).toList();
        confirmed.forEach(transaction -> transaction.confirmed(height()));
        return confirmed;
    }

    private static Bytes32 txid(Bytes raw) {
        return Bytes32.wrap(Transaction.read(raw.toArray()).hash.value.toByteArray());
    }
}
