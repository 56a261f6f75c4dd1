package lnhub.protocol.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Both sides' keys of a channel, and signed transactions of it. All secrets are constants. */
record TestChannel(CommitmentFormat format, boolean holderIsFunder, long capacitySat, long dustLimitSat) {
    static final ChannelKeys HOLDER = ChannelKeys.derive(seed(1), path(1));
    static final ChannelKeys OTHER = ChannelKeys.derive(seed(2), path(2));
    static final OutPoint FUNDING = new OutPoint(Hashes.sha256(new byte[] {7}), 1);
    static final int TO_SELF_DELAY = 720;
    static final long NUMBER = 0x123456789AL;

    private static NodeSeed seed(int node) {
        byte[] entropy = new byte[32];
        Arrays.fill(entropy, (byte) node);
        return NodeSeed.of(Bytes.wrap(entropy));
    }

    private static Bytes path(int channel) {
        byte[] path = new byte[ChannelKeys.PATH_SIZE];
        path[0] = (byte) channel;
        return Bytes.wrap(path);
    }

    static Bytes32 perCommitmentSecret() {
        return PerCommitment.secret(HOLDER.commitmentSeed(), NUMBER);
    }

    static CommitmentKeys keys() {
        return CommitmentKeys.derive(
                PerCommitment.point(HOLDER.commitmentSeed(), NUMBER), HOLDER.basepoints(), OTHER.basepoints());
    }

    CommitmentParams params() {
        Basepoints holder = HOLDER.basepoints();
        Basepoints other = OTHER.basepoints();
        return new CommitmentParams(format, FUNDING, capacitySat, holder.funding(), other.funding(), holderIsFunder,
                dustLimitSat, TO_SELF_DELAY,
                holderIsFunder ? holder.payment() : other.payment(),
                holderIsFunder ? other.payment() : holder.payment());
    }

    TransactionOutput fundingOutput() {
        return new TransactionOutput(capacitySat, FundingScript.scriptPubkey(
                HOLDER.funding().publicKey(), OTHER.funding().publicKey()));
    }

    Commitment build(CommitmentSpec spec) {
        return Commitment.build(params(), keys(), NUMBER, spec);
    }

    /** What is not in flight is shared out: {@code toOtherMsat} to the other, the rest to the holder. */
    CommitmentSpec spec(long toOtherMsat, int feeratePerKw, List<CommitmentHtlc> htlcs) {
        long inFlight = htlcs.stream().mapToLong(CommitmentHtlc::amountMsat).sum();
        return new CommitmentSpec(capacitySat * 1000 - toOtherMsat - inFlight, toOtherMsat, feeratePerKw, htlcs);
    }

    static Bytes signed(Commitment commitment) {
        return commitment.signedTransaction(
                Secp256k1.sign(commitment.sighash(), HOLDER.funding()),
                Secp256k1.sign(commitment.sighash(), OTHER.funding()));
    }

    static Bytes signed(HtlcTransaction transaction) {
        Signature holder = Secp256k1.sign(transaction.holderSighash(), htlcKey(HOLDER));
        Signature other = Secp256k1.sign(transaction.otherSighash(), htlcKey(OTHER));
        return transaction.htlc().offeredByHolder()
                ? transaction.signedTimeout(holder, other)
                : transaction.signedSuccess(holder, other, preimage(transaction.htlc().id()));
    }

    static PrivateKey htlcKey(ChannelKeys side) {
        return KeyDerivation.derivePrivateKey(side.htlcBase(), keys().perCommitmentPoint());
    }

    static PrivateKey delayedKey() {
        return KeyDerivation.derivePrivateKey(HOLDER.delayedBase(), keys().perCommitmentPoint());
    }

    static PrivateKey revocationKey() {
        return KeyDerivation.revocationPrivateKey(OTHER.revocationBase(), perCommitmentSecret());
    }

    static Bytes32 preimage(long id) {
        return Hashes.sha256(new byte[] {(byte) id, (byte) (id >> 8), 1});
    }

    static CommitmentHtlc htlc(boolean offered, long id, long amountMsat, long cltvExpiry) {
        Bytes32 hash = Hashes.sha256(preimage(id).unsafeArray());
        return new CommitmentHtlc(offered, id, amountMsat, hash, cltvExpiry);
    }

    /** One HTLC of every kind that matters, incl. two that differ in nothing but their expiry, and a trimmed one. */
    static List<CommitmentHtlc> htlcs() {
        List<CommitmentHtlc> htlcs = new ArrayList<>();
        htlcs.add(htlc(true, 0, 50_000_999, 500_100));
        htlcs.add(htlc(false, 1, 50_000_000, 500_200));
        htlcs.add(new CommitmentHtlc(true, 2, 60_000_000, Hashes.sha256(preimage(2).unsafeArray()), 500_302));
        htlcs.add(new CommitmentHtlc(true, 3, 60_000_500, Hashes.sha256(preimage(2).unsafeArray()), 500_301));
        htlcs.add(htlc(false, 4, 70_000_000, 128));
        htlcs.add(htlc(true, 5, 100_000, 500_400));
        return htlcs;
    }
}
