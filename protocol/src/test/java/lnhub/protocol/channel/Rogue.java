package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import lnhub.protocol.claims.Batching;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.Claim;
import lnhub.protocol.claims.ClaimRequest;
import lnhub.protocol.claims.ClaimTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.OurCommitmentClaims;
import lnhub.protocol.claims.TestChain;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The owner of one end who keeps every commitment that the peer ever signed, publishes whichever it likes, and then
 * takes what its scripts let it take.
 */
final class Rogue {
    /** A commitment of this end's, as it can still publish it. */
    record Kept(long number, Bytes transaction, Commitment commitment, List<Signature> htlcSignatures) {
    }

    private static final int FEERATE = 2_000;
    private static final long COIN_SAT = 100_000;

    private final TestNode node;
    private final ChannelRef ref;
    private final Map<Long, Kept> kept = new TreeMap<>();
    private final List<FeeInput> coins = new ArrayList<>();
    private ChannelParams params;
    private boolean earned;
    private final Set<OutPoint> taken = new HashSet<>();

    Rogue(TestNode node, ChannelRef ref) {
        this.node = node;
        this.ref = ref;
    }

    /** Keeps the current commitment of its channel; to be called whenever there may be a new one. */
    void keep(ChannelRef of, ChannelState state) {
        if (of.equals(ref) && state instanceof Live live && !(live instanceof AwaitingSignature)) {
            Commitments commitments = live.funded().commitments();
            long number = commitments.local().number();
            params = commitments.params();
            kept.computeIfAbsent(number, n -> new Kept(n,
                    CommitmentTransactions.signedLocal(commitments, node.signer(ref)),
                    CommitmentTransactions.local(commitments, node.signer(ref), n, View.LOCAL),
                    commitments.local().htlcSignatures()));
        }
    }

    List<Kept> kept() {
        return List.copyOf(kept.values());
    }

    void earn(int count, TestLedger ledger, Ledgerbook book) {
        Bytes script = book.coinScript(node);
        for (OutPoint outPoint : ledger.pay(script, COIN_SAT, count)) {
            book.paid(outPoint, COIN_SAT, script);
            coins.add(new FeeInput(outPoint, COIN_SAT, FeeInput.P2WPKH_WITNESS_SIZE));
        }
    }

    /** The first time it has something to pay for. */
    void earnOnce(TestLedger ledger, Ledgerbook book) {
        if (!earned) {
            earned = true;
            earn(40, ledger, book);
        }
    }

    @Override
    public String toString() {
        return ref.toString();
    }

    /**
     * What its scripts give it in the block after {@code height}, as signed transactions.
     *
     * @param confirmedAt height of the block with the commitment
     * @param preimages that it knows
     */
    List<Bytes> claims(Kept which, int confirmedAt, int height, Ledgerbook book,
            Function<CommitmentHtlc, Optional<Bytes32>> preimages) {
        OurCommitmentClaims ours = new OurCommitmentClaims(ChainClaims.channel(params),
                node.signer(ref).commitmentPoint(which.number()));
        List<Claim> claims = new ArrayList<>(
                ours.of(which.commitment(), which.htlcSignatures(), confirmedAt, preimages));
        for (Ledgerbook.Mined mined : book.chain()) {
            claims.addAll(ours.ofSecondStage(which.commitment(), mined.transaction(), mined.height()).values());
        }
        Set<OutPoint> spent = new HashSet<>(taken);
        book.chain().forEach(mined -> mined.transaction().inputs().forEach(input -> spent.add(input.outPoint())));
        claims.removeIf(claim -> spent.contains(claim.outPoint()));
        List<Bytes> transactions = new ArrayList<>();
        for (List<Claim> batch : Batching.plan(claims, new Batching.Policy(height + 1, 18, 253, Set.of())).batches()) {
            transactions.add(signed(batch, book));
            batch.forEach(claim -> taken.add(claim.outPoint()));
        }
        return transactions;
    }

    private Bytes signed(List<Claim> batch, Ledgerbook book) {
        boolean needsCoin = batch.getFirst().secondStage().filter(stage -> !stage.alone()).isPresent();
        List<FeeInput> fee = needsCoin ? List.of(coins.removeLast()) : List.of();
        ClaimRequest request = new ClaimRequest(batch, fee, params.closeScript(), FEERATE, Long.MAX_VALUE, 0,
                ClaimRequest.Unconfirmed.NONE);
        ClaimTransaction built = (ClaimTransaction) ClaimTransaction.build(request);
        Bytes signed = built.signed(node.signer(ref)::signClaim);
        Bytes complete = needsCoin ? TestChain.signCoins(signed, node.key, book::paidSat) : signed;
        book.madeBy(ChainTransaction.parse(complete).txid(), node);
        return complete;
    }
}
