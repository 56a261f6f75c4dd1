package lnhub.node.chain;

import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.node.chain.WalletKeys.Branch;
import lnhub.node.chain.WalletLedger.OwnOutput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;

/**
 * A signed transaction from the wallet's coins to one script, with change to the wallet. Inputs and outputs are in
 * BIP 69's order, which does not give away which output is the change; it can be replaced (BIP 125).
 */
record PaymentTransaction(FundedTransaction funded, List<OutPoint> inputs) {
    private static final long REPLACEABLE = 0xFFFFFFFDL;
    private static final int MAX_SCRIPT = 10_000;
    /** A bound far above any real one (10,000 sat per virtual byte), against a slip of units. */
    static final int MAX_FEERATE_PER_KW = 2_500_000;

    private record Payment(long amountSat, Bytes script) {
    }

    Bytes32 txid() {
        return funded.txid();
    }

    /** @throws IllegalArgumentException when no transaction that the network relays can come of it */
    static void checkRequest(Bytes script, long amountSat, int feeratePerKw) {
        if (script.isEmpty() || script.length() > MAX_SCRIPT) {
            throw new IllegalArgumentException("an output script of " + script.length() + " bytes");
        }
        var output = new TxOut(new Satoshi(Math.max(amountSat, 0)), script.toArray());
        if (amountSat < StandardRules.dustLimitSat(output) || amountSat > ConsensusRules.MAX_MONEY_SAT) {
            throw new IllegalArgumentException("an amount of " + amountSat + " sat: must be at least "
                    + StandardRules.dustLimitSat(output) + ", or it is dust, and at most all bitcoin");
        }
        if (feeratePerKw < FeeRates.FLOOR_PER_KW || feeratePerKw > MAX_FEERATE_PER_KW) {
            throw new IllegalArgumentException("a fee rate of " + feeratePerKw + " sat per 1000 weight units: must be "
                    + FeeRates.FLOOR_PER_KW + " to " + MAX_FEERATE_PER_KW);
        }
    }

    static PaymentTransaction sign(CoinSelection selection, WalletKeys keys, Bytes script, long amountSat) {
        List<OwnOutput> coins = new ArrayList<>(selection.coins());
        coins.sort(Comparator.comparing((OwnOutput coin) -> coin.outPoint().txid().reversed())
                .thenComparing(coin -> coin.outPoint().index()));
        Payment asked = new Payment(amountSat, script);
        List<Payment> payments = new ArrayList<>(List.of(asked));
        if (selection.changeSat() > 0) {
            payments.add(new Payment(selection.changeSat(), keys.takeNext(Branch.INTERNAL)));
        }
        payments.sort(Comparator.comparingLong(Payment::amountSat).thenComparing(Payment::script));
        Transaction tx = unsigned(coins, payments);
        for (int i = 0; i < coins.size(); i++) {
            WitnessSigning.sign(tx, i, coins.get(i).amountSat(), keys.privateKey(coins.get(i).path()));
        }
        FundedTransaction funded = new FundedTransaction(Bytes.wrap(tx.serialize()),
                Bytes32.wrap(tx.getTxId().serialize()), payments.indexOf(asked), selection.feeSat());
        return new PaymentTransaction(funded, coins.stream().map(OwnOutput::outPoint).toList());
    }

    private static Transaction unsigned(List<OwnOutput> coins, List<Payment> payments) {
        Transaction tx = new Transaction();
        tx.setVersion(2);
        for (OwnOutput coin : coins) {
            Sha256Hash txid = Sha256Hash.wrap(coin.outPoint().txid().reversed().toArray());
            tx.addInput(new TransactionInput(tx, new byte[0],
                    new TransactionOutPoint(Integer.toUnsignedLong(coin.outPoint().index()), txid), REPLACEABLE));
        }
        for (Payment payment : payments) {
            tx.addOutput(new TransactionOutput(tx, Coin.valueOf(payment.amountSat), payment.script.toArray()));
        }
        return tx;
    }
}
