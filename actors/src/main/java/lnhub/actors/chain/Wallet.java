package lnhub.actors.chain;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The hub's own money on chain. Fee rates are in satoshi per 1000 weight units and at least
 * {@link FeeRates#FLOOR_PER_KW}; a stage fails with {@link InsufficientFunds} when the coins do not suffice, with
 * {@link IllegalArgumentException} when an argument cannot be used, with {@link ChainException} when the chain does
 * not answer.
 */
public interface Wallet extends AutoCloseable {

    /** A fresh address to be paid at; never one that was handed out before. */
    CompletionStage<String> newAddress();

    /** A fresh output script of ours, for a channel's closing output (BOLT 2, "Closing Initiation: shutdown"). */
    CompletionStage<Bytes> newScript();

    /** The output script of an address. @throws IllegalArgumentException when it is no address of this network */
    Bytes scriptOf(String address);

    CompletionStage<Balance> balance();

    CompletionStage<List<Coin>> utxos();

    /**
     * Makes and signs a transaction that pays {@code amountSat} to {@code scriptPubkey} from confirmed coins, and locks
     * these, over restarts too, until it confirms or is released. It is not published: that is the caller's, once the
     * peer has signed for the first commitment (BOLT 2, "The funding_signed Message").
     */
    CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw);

    /**
     * Gives back the coins of a funded transaction that will never be published. Not after it was: then its channel
     * could lose its funding to a double spend. An unknown txid is ignored.
     */
    CompletionStage<Void> release(Bytes32 txid);

    /**
     * The funded transactions whose coins are locked and which nobody has seen published. After a restart, whoever
     * asked for them releases those it knows nothing of: it stopped between asking and recording.
     */
    CompletionStage<List<FundedTransaction>> unseen();

    /**
     * Pays and publishes. When the stage fails with {@link ChainException} it may have been published or not: the coins
     * stay locked and the wallet publishes it again.
     */
    CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw);

    /**
     * Locks, over restarts too, confirmed P2WPKH coins that shall pay the fee of claims which cannot pay their own
     * (BOLT 3: HTLC transactions and commitments with anchors). What they bring, less the fee of spending them, is at
     * least {@code amountSat}. Asked again with the same purpose it answers with the same coins first, in the same
     * order, even while an unconfirmed transaction spends them (it is to be replaced, or published again), and adds
     * others only when they do not suffice. A coin that a block has spent is left out, and comes back when that block
     * is abandoned; six blocks deep it is forgotten. This may use the fee reserve.
     *
     * <p>Fails with {@link InsufficientFunds}, and locks nothing new, when all free coins together do not suffice.
     *
     * @param purpose names who needs them: whatever the caller finds again after a restart
     */
    CompletionStage<List<FeeInput>> reserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw);

    /**
     * Signs the inputs that have no witness yet and spend coins of the wallet, with SIGHASH_ALL; so all else in the
     * transaction must be what it will be. Inputs with a witness, and the txid, stay as they are. Fails with
     * {@link IllegalArgumentException} when an input without a witness is not ours or the bytes are no transaction.
     */
    CompletionStage<Bytes> signFeeInputs(Bytes transaction);

    /** The coins of that purpose that nothing spends are free again. An unknown purpose is ignored. */
    CompletionStage<Void> releaseFees(Bytes32 purpose);

    /**
     * From now on {@link #fund} and {@link #send} leave at least so much of the coins that are confirmed and free; what
     * would leave less fails with {@link InsufficientFunds}. The change of that one transaction counts as left, though
     * it must confirm first, or a wallet with one large coin could never use it. Coins that are kept for fees already
     * do not count. Only {@link #reserveForFees} goes below it.
     *
     * @param sat asked each time, since it grows with the channels, of which a wallet knows nothing; must not block
     */
    void feeReserve(LongSupplier sat);

    @Override
    void close();

    /**
     * Satoshis. The first three together are all the wallet's coins.
     *
     * @param confirmedSat   spendable now
     * @param unconfirmedSat in the mempool only, or a block reward that is not mature
     * @param lockedSat      confirmed, but promised to a funded transaction that has not been seen yet, or to fees
     * @param feeReserveSat  of {@code confirmedSat}, what is kept for the fees of claims; more when that is less
     */
    record Balance(long confirmedSat, long unconfirmedSat, long lockedSat, long feeReserveSat) {
    }

    /** One of our unspent outputs. @param locked whether it is promised: to an unseen funded transaction, or to fees */
    record Coin(Unspent output, String address, boolean locked) {
    }

    /**
     * A signed transaction of ours.
     *
     * @param txid        in internal byte order
     * @param outputIndex of the output that was asked for; the other one, if any, is our change
     */
    record FundedTransaction(Bytes signedTx, Bytes32 txid, int outputIndex, long feeSat) {
    }
}
