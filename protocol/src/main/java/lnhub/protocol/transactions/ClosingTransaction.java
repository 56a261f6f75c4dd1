package lnhub.protocol.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The transaction both sides sign in closing_signed (BOLT 3, "Legacy Closing Transaction"). */
public final class ClosingTransaction {
    /** A transaction with one input and no outputs, and the witness of two signatures of 73 bytes. */
    private static final int WEIGHT_WITHOUT_OUTPUTS = 4 * (4 + 1 + 41 + 1 + 4) + 224;
    private static final int SEQUENCE_FINAL = 0xFFFFFFFF;

    private final PublicKey localFundingKey;
    private final PublicKey remoteFundingKey;
    private final long capacitySat;
    private final Optional<TransactionOutput> localOutput;
    private final Optional<TransactionOutput> remoteOutput;
    private final List<TransactionOutput> outputs;
    private final SingleInputTransaction transaction;

    private ClosingTransaction(OutPoint funding, long capacitySat, PublicKey localFundingKey,
            PublicKey remoteFundingKey, Optional<TransactionOutput> local, Optional<TransactionOutput> remote) {
        this.localFundingKey = localFundingKey;
        this.remoteFundingKey = remoteFundingKey;
        this.capacitySat = capacitySat;
        this.localOutput = local;
        this.remoteOutput = remote;
        List<TransactionOutput> sorted = new ArrayList<>(2);
        local.ifPresent(sorted::add);
        remote.ifPresent(sorted::add);
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("all outputs of the closing transaction are below the dust limit");
        }
        sorted.sort(null);
        this.outputs = List.copyOf(sorted);
        this.transaction = new SingleInputTransaction(
                funding, SEQUENCE_FINAL, outputs.size(), TransactionOutput.serialise(outputs), 0);
    }

    /**
     * @param localSat the local balance, rounded down, before the fee
     * @param remoteSat the remote balance, rounded down, before the fee
     * @param feeSat the fee_satoshis proposed, paid by the funder
     * @param dustLimitSat the dust_limit_satoshis of the side that signs; outputs below it are removed
     * @throws IllegalArgumentException when the balances are more than the capacity, the funder cannot pay the fee, or
     *         no output is left
     */
    public static ClosingTransaction build(
            OutPoint funding, long capacitySat, PublicKey localFundingKey, PublicKey remoteFundingKey,
            boolean localIsFunder, Bytes localScript, Bytes remoteScript, long localSat, long remoteSat,
            long feeSat, long dustLimitSat) {
        if (localSat < 0 || remoteSat < 0 || localSat > capacitySat || remoteSat > capacitySat - localSat) {
            throw new IllegalArgumentException("balances of " + localSat + " and " + remoteSat
                    + " sat in a channel of " + capacitySat + " sat");
        }
        long funderSat = localIsFunder ? localSat : remoteSat;
        if (feeSat < 0 || feeSat > funderSat) {
            throw new IllegalArgumentException(
                    "fee_satoshis " + feeSat + ", the funder has " + funderSat + " sat to pay it");
        }
        return new ClosingTransaction(funding, capacitySat, localFundingKey, remoteFundingKey,
                output(localSat - (localIsFunder ? feeSat : 0), localScript, dustLimitSat),
                output(remoteSat - (localIsFunder ? 0 : feeSat), remoteScript, dustLimitSat));
    }

    private static Optional<TransactionOutput> output(long amountSat, Bytes script, long dustLimitSat) {
        return amountSat > 0 && amountSat >= dustLimitSat
                ? Optional.of(new TransactionOutput(amountSat, script))
                : Optional.empty();
    }

    /**
     * The variant in which the remote side gives up its own output, which it may (BOLT 3), and which a signature it
     * sends may therefore be for. Empty when it is the only output, or there is none.
     */
    public Optional<ClosingTransaction> withoutRemoteOutput() {
        return remoteOutput.isEmpty() || localOutput.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClosingTransaction(transaction.input(), capacitySat, localFundingKey,
                        remoteFundingKey, localOutput, Optional.empty()));
    }

    /**
     * Whether every output reaches the dust threshold of its script. If not, no mempool takes the transaction and the
     * channel must be failed (BOLT 2, "Legacy Closing Negotiation").
     */
    public boolean isRelayable() {
        return outputs.stream()
                .allMatch(output -> output.amountSat() >= ShutdownScript.dustThresholdSat(output.scriptPubkey()));
    }

    /** In order. */
    public List<TransactionOutput> outputs() {
        return outputs;
    }

    /** In internal byte order. */
    public Bytes32 txid() {
        return transaction.txid();
    }

    /** What both sides sign (SIGHASH_ALL). */
    public Bytes32 sighash() {
        return transaction.sighash(FundingScript.witnessScript(localFundingKey, remoteFundingKey).unsafeArray(),
                capacitySat, SingleInputTransaction.SIGHASH_ALL);
    }

    public Bytes unsignedTransaction() {
        return Bytes.wrap(transaction.unsigned());
    }

    /** The transaction as either side can broadcast it; the signatures are not checked. */
    public Bytes signed(Signature local, Signature remote) {
        return Bytes.wrap(transaction.signed(
                FundingScript.witness(localFundingKey, local, remoteFundingKey, remote)));
    }

    /** The expected weight with both outputs, from which a fee is estimated; signatures count 73 bytes each. */
    public static int weight(Bytes localScript, Bytes remoteScript) {
        return WEIGHT_WITHOUT_OUTPUTS + 4 * (9 + localScript.length() + 9 + remoteScript.length());
    }
}
