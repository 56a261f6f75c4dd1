package lnhub.protocol.claims;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import lnhub.protocol.claims.FundingSpend.Age;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.units.Bytes;

/**
 * Tells what a transaction that spends a funding output is. Commitments in force are known by their txid; all others by
 * the number in their lock time and sequence (BOLT 3, "Commitment Transaction") and by whom their outputs pay.
 */
public final class Recognition {
    /** Two balances and two anchors. */
    private static final int MAX_OUTPUTS = CommitmentSpec.MAX_HTLCS + 4;

    private final FundedChannel channel;
    private final KnownCommitments known;
    private final LongFunction<PublicKey> ourPoints;
    private final ChainTransaction transaction;

    private Recognition(FundedChannel channel, KnownCommitments known, LongFunction<PublicKey> ourPoints,
            ChainTransaction transaction) {
        this.channel = channel;
        this.known = known;
        this.ourPoints = ourPoints;
        this.transaction = transaction;
    }

    /**
     * @param ourPoints our per-commitment point of a commitment number
     * @throws IllegalArgumentException when the transaction does not spend the funding output
     */
    public static FundingSpend of(FundedChannel channel, KnownCommitments known, LongFunction<PublicKey> ourPoints,
            ChainTransaction transaction) {
        OptionalInt input = transaction.inputSpending(channel.funding());
        if (input.isEmpty()) {
            throw new IllegalArgumentException(transaction.txid().reversed() + " does not spend the funding output");
        }
        return new Recognition(channel, known, ourPoints, transaction).recognise();
    }

    private FundingSpend recognise() {
        if (transaction.txid().equals(known.ourTxid())) {
            return new FundingSpend.Ours(known.ourNumber(), Age.CURRENT);
        }
        if (transaction.txid().equals(known.peerTxid())) {
            return new FundingSpend.Peers(known.peerNumber());
        }
        if (known.peerNextTxid().filter(transaction.txid()::equals).isPresent()) {
            return new FundingSpend.Peers(known.peerNumber() + 1);
        }
        // Both sides sign the funding input with SIGHASH_ALL, and neither ever signs a second input next to it.
        if (transaction.inputs().size() != 1 || transaction.outputs().size() > MAX_OUTPUTS) {
            return new FundingSpend.Unknown(transaction.inputs().size() + " inputs and "
                    + transaction.outputs().size() + " outputs are no commitment's");
        }
        OptionalLong number = CommitmentNumber.read(transaction.inputs().getFirst().sequence(),
                transaction.lockTime(), channel.local().funderPaymentBasepoint(),
                channel.local().fundeePaymentBasepoint());
        return number.isPresent() ? commitment(number.getAsLong()) : unmarked();
    }

    private FundingSpend unmarked() {
        boolean agreed = transaction.outputs().size() <= 2 && transaction.outputs().stream()
                .allMatch(output -> known.closingScripts().contains(output.scriptPubkey()));
        return agreed
                ? new FundingSpend.MutualClose()
                : new FundingSpend.Unknown("not marked as a commitment, and pays to scripts that were not agreed on");
    }

    private FundingSpend commitment(long number) {
        if (isOurs(number)) {
            if (number == known.ourNumber()) {
                return new FundingSpend.Unknown("another commitment " + number + " of ours than the one we know");
            }
            return new FundingSpend.Ours(number, number < known.ourNumber() ? Age.OUTDATED : Age.FUTURE);
        }
        if (number < known.peerNumber()) {
            return new FundingSpend.Revoked(number, known.revealed().get(number).orElseThrow());
        }
        boolean expected = number == known.peerNumber()
                || number == known.peerNumber() + 1 && known.peerNextTxid().isPresent();
        return expected
                ? new FundingSpend.Unknown("another commitment " + number + " of the peer's than the one we signed")
                : new FundingSpend.PeersFuture(number);
    }

    /**
     * to_remote tells whose commitment it is, as it pays the other side's payment basepoint. Where it was trimmed (or a
     * peer chose our basepoint as its own) to_local does. One with HTLCs alone is taken for the peer's: then a penalty
     * is tried, and matches nothing if it was ours.
     */
    private boolean isOurs(long number) {
        boolean paysUs = pays(channel.toRemote(channel.ours().payment()));
        boolean paysPeer = pays(channel.toRemote(channel.theirs().payment()));
        if (paysUs != paysPeer) {
            return paysPeer;
        }
        Optional<PublicKey> peerPoint = known.revealed().get(number).map(PerCommitment::pointOf);
        if (peerPoint.isPresent()
                && pays(Op.p2wsh(channel.peerScripts(channel.peerKeys(peerPoint.get())).toHolder()))) {
            return false;
        }
        return pays(Op.p2wsh(channel.ourScripts(ourPoints.apply(number)).toHolder()));
    }

    private boolean pays(Bytes scriptPubkey) {
        return transaction.outputs().stream().anyMatch(output -> output.scriptPubkey().equals(scriptPubkey));
    }
}
