package lnhub.node.chain;

import com.fasterxml.jackson.databind.JsonNode;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import lnhub.protocol.units.Bytes;

/** A real bitcoind's chain. */
final class RealLedger extends NodeLedger {
    /** A transaction of nearly 100,000 virtual bytes. */
    private static final int FILLING_OUTPUTS = 2_300;
    private static final long FILLING_SIZE = 100_000;

    private final RealBitcoind bitcoind;

    private RealLedger(RealBitcoind bitcoind) {
        this.bitcoind = bitcoind;
        connect(bitcoind.config());
        earn();
    }

    /** Skips the test, saying so, when there is no bitcoind. Its mempool is soon full, and ends with the process. */
    static RealLedger start() throws IOException {
        return new RealLedger(RealBitcoind.start("-maxmempool=5", "-persistmempool=0"));
    }

    @Override
    public void crash() {
        try {
            bitcoind.crash();
            bitcoind.startAgain();
            connect(bitcoind.config());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException("bitcoind did not come back", failed);
        }
    }

    /** Fills the mempool with transactions that pay so much, and a little more, until it throws some out. */
    @Override
    public void spike(int feeratePerKw) {
        TxOut small = TestMoney.pay(330, Bytes.wrap(Script.write(Script.pay2wsh(new byte[] {0x51}))));
        long feeSat = feeratePerKw * 4L * FILLING_SIZE / 1000;
        while (minimumPerKw() < feeratePerKw) {
            TxOut[] outputs = Collections.nCopies(FILLING_OUTPUTS, small).toArray(TxOut[]::new);
            Transaction reward = reward();
            long restSat = reward.txOut.getFirst().amount.toLong() - FILLING_OUTPUTS * 330L - feeSat;
            outputs[0] = TestMoney.pay(restSat);
            publish(List.of(TestMoney.raw(TestMoney.spend(reward, outputs))));
            feeSat += 1_000;
        }
    }

    private long minimumPerKw() {
        JsonNode minimum = call("getmempoolinfo").get("mempoolminfee");
        return minimum.decimalValue().multiply(BigDecimal.valueOf(100_000_000L / 4)).longValue();
    }

    @Override
    public void close() {
        super.close();
        try {
            if (bitcoind != null) {
                bitcoind.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
