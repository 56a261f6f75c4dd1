package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentParams;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.KeyDerivation;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.transactions.SecretStore;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A channel with both sides' secrets, seen by one side; {@link #mirrored} is what the other sees. */
record Scene(CommitmentFormat format, ChannelKeys us, ChannelKeys them, boolean weFund, int ourDelay, int theirDelay) {
    static final OutPoint FUNDING = new OutPoint(Hashes.sha256(new byte[] {7}), 1);
    static final long CAPACITY_SAT = 100_000_000;
    static final long DUST_SAT = 354;
    static final int FEERATE = 1000;
    /** The block with the commitment. */
    static final long HEIGHT = 800_000;
    static final Bytes SWEEP = Op.p2wpkh(TestChain.WALLET.publicKey());

    static Scene of(CommitmentFormat format) {
        return of(format, true);
    }

    static Scene of(CommitmentFormat format, boolean weFund) {
        return new Scene(format, keys(1), keys(2), weFund, 144, 100);
    }

    private static ChannelKeys keys(int node) {
        byte[] entropy = new byte[32];
        entropy[0] = (byte) node;
        return ChannelKeys.derive(NodeSeed.of(Bytes.wrap(entropy)), Bytes.wrap(new byte[ChannelKeys.PATH_SIZE]));
    }

    Scene mirrored() {
        return new Scene(format, them, us, !weFund, theirDelay, ourDelay);
    }

    FundedChannel channel() {
        return new FundedChannel(params(us, them, weFund, ourDelay), params(them, us, !weFund, theirDelay),
                us.basepoints(), them.basepoints());
    }

    private CommitmentParams params(ChannelKeys holder, ChannelKeys other, boolean holderIsFunder, int delay) {
        PublicKey funder = (holderIsFunder ? holder : other).basepoints().payment();
        PublicKey fundee = (holderIsFunder ? other : holder).basepoints().payment();
        return new CommitmentParams(format, FUNDING, CAPACITY_SAT, holder.basepoints().funding(),
                other.basepoints().funding(), holderIsFunder, DUST_SAT, delay, funder, fundee);
    }

    TestChain chain() {
        TestChain chain = new TestChain();
        chain.add(FUNDING, new TransactionOutput(CAPACITY_SAT, FundingScript.scriptPubkey(
                us.basepoints().funding(), them.basepoints().funding())), HEIGHT - 1000);
        return chain;
    }

    PublicKey ourPoint(long number) {
        return PerCommitment.point(us.commitmentSeed(), number);
    }

    PublicKey theirPoint(long number) {
        return PerCommitment.point(them.commitmentSeed(), number);
    }

    Commitment ours(long number, CommitmentSpec spec) {
        return Commitment.build(channel().local(), channel().ourKeys(ourPoint(number)), number, spec);
    }

    Commitment theirs(long number, CommitmentSpec spec) {
        return Commitment.build(channel().remote(), channel().peerKeys(theirPoint(number)), number, spec);
    }

    /** What is not in flight is shared out: {@code toOtherSat} to the other, the rest to the holder. */
    static CommitmentSpec spec(long toOtherSat, List<CommitmentHtlc> htlcs) {
        long inFlight = htlcs.stream().mapToLong(CommitmentHtlc::amountMsat).sum();
        return new CommitmentSpec((CAPACITY_SAT - toOtherSat) * 1000 - inFlight, toOtherSat * 1000, FEERATE, htlcs);
    }

    static CommitmentHtlc htlc(boolean offeredByHolder, long id, long amountSat, long cltvExpiry) {
        return new CommitmentHtlc(offeredByHolder, id, amountSat * 1000,
                Hashes.sha256(preimage(id).unsafeArray()), cltvExpiry);
    }

    static Bytes32 preimage(long id) {
        return Hashes.sha256(new byte[] {(byte) id, (byte) (id >> 8), 1});
    }

    static Optional<Bytes32> preimage(CommitmentHtlc htlc) {
        return Optional.of(preimage(htlc.id()));
    }

    /** Two each way: different expiries, two with the same one, and one below the dust limit. */
    static List<CommitmentHtlc> someHtlcs() {
        return List.of(htlc(true, 0, 50_000, HEIGHT + 40), htlc(true, 1, 60_000, HEIGHT + 40),
                htlc(true, 2, 70_000, HEIGHT + 50), htlc(true, 3, 200, HEIGHT + 40),
                htlc(false, 4, 80_000, HEIGHT + 40), htlc(false, 5, 90_000, HEIGHT + 60),
                htlc(false, 6, 90_000, HEIGHT + 10));
    }

    /** The commitment as either side can publish it. */
    Bytes signed(Commitment commitment, boolean ours) {
        ChannelKeys holder = ours ? us : them;
        ChannelKeys other = ours ? them : us;
        return commitment.signedTransaction(Secp256k1.sign(commitment.sighash(), holder.funding()),
                Secp256k1.sign(commitment.sighash(), other.funding()));
    }

    /** What the peer sends in commitment_signed for a commitment of ours. */
    List<Signature> peerSignatures(Commitment commitment, long number) {
        PrivateKey key = KeyDerivation.derivePrivateKey(them.htlcBase(), ourPoint(number));
        List<Signature> signatures = new ArrayList<>();
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            signatures.add(Secp256k1.sign(htlc.otherSighash(), key));
        }
        return signatures;
    }

    List<Claim> ourClaims(Commitment commitment, long number) {
        return new OurCommitmentClaims(channel(), ourPoint(number)).of(
                commitment, peerSignatures(commitment, number), HEIGHT, Scene::preimage);
    }

    ClaimSigner signer() {
        return (hash, key) -> Secp256k1.sign(hash, switch (key) {
            case SigningKey.DelayedPayment(PublicKey point) -> KeyDerivation.derivePrivateKey(us.delayedBase(), point);
            case SigningKey.Htlc(PublicKey point) -> KeyDerivation.derivePrivateKey(us.htlcBase(), point);
            case SigningKey.Revocation(Bytes32 secret) ->
                    KeyDerivation.revocationPrivateKey(us.revocationBase(), secret);
            case SigningKey.Payment() -> us.paymentBase();
            case SigningKey.Funding() -> us.funding();
        });
    }

    /** The secrets the peer has revealed, of commitments 0 to count - 1. */
    SecretStore revealed(long count) {
        SecretStore store = SecretStore.EMPTY;
        for (long number = 0; number < count; number++) {
            store = store.add(number, PerCommitment.secret(them.commitmentSeed(), number));
        }
        return store;
    }

    FundingSpend.Revoked revoked(long number) {
        return new FundingSpend.Revoked(number, PerCommitment.secret(them.commitmentSeed(), number));
    }

    static List<RevokedHtlc> records(List<CommitmentHtlc> htlcs, long number) {
        return htlcs.stream().map(htlc -> RevokedHtlc.of(htlc, Math.max(0, number - 3), number + 2)).toList();
    }

    /** A transaction of these claims, at the usual fee rate and without a limit to the fee. */
    static ClaimTransaction built(List<Claim> claims, List<FeeInput> coins) {
        return built(new ClaimRequest(claims, coins, SWEEP, FEERATE, CAPACITY_SAT, 0, ClaimRequest.Unconfirmed.NONE));
    }

    static ClaimTransaction built(ClaimRequest request) {
        return switch (ClaimTransaction.build(request)) {
            case ClaimTransaction transaction -> transaction;
            case ClaimResult.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    static List<Claim> only(List<Claim> claims, Claim.Kind... kinds) {
        return claims.stream().filter(claim -> Set.of(kinds).contains(claim.kind())).toList();
    }
}
