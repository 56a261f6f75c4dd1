package lnhub.node.chain;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which outputs are unspent, from some point of view: after a block, or after the mempool too. */
interface CoinView {

    Optional<Coin> coin(OutPoint outPoint);

    /** OP_RETURN, or longer than any script may be: bitcoind does not keep such outputs, nor do we. */
    static boolean isUnspendable(byte[] script) {
        return script.length > 0 && script[0] == 0x6a || script.length > 10_000;
    }

    /** A view after some transactions, over one that stays as it is. */
    final class Overlay implements CoinView {
        private final CoinView base;
        private final Map<OutPoint, Coin> created = new HashMap<>();
        private final Map<OutPoint, Coin> spent = new HashMap<>();

        Overlay(CoinView base) {
            this.base = base;
        }

        @Override
        public Optional<Coin> coin(OutPoint outPoint) {
            if (spent.containsKey(outPoint)) {
                return Optional.empty();
            }
            Coin own = created.get(outPoint);
            return own == null ? base.coin(outPoint) : Optional.of(own);
        }

        void spend(Transaction tx) {
            for (TxIn input : tx.txIn) {
                spent.put(input.outPoint, coin(input.outPoint).orElseThrow(RejectedTransaction::missingInputs));
            }
        }

        void create(Transaction tx, int height, boolean coinbase) {
            for (int i = 0; i < tx.txOut.size(); i++) {
                var output = tx.txOut.get(i);
                if (!isUnspendable(output.publicKeyScript.toByteArray())) {
                    created.put(new OutPoint(tx.txid, i), new Coin(output, height, coinbase));
                }
            }
        }

        Map<OutPoint, Coin> created() {
            return created;
        }

        Map<OutPoint, Coin> spent() {
            return spent;
        }
    }
}
