package lnhub.actors.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.actors.chain.ChainTransaction;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.LocalSigner;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.channel.SideParams;
import lnhub.protocol.channel.Signer;
import lnhub.protocol.channel.Update;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** States of a channel, made of the events that lead to them. Channels are numbered from 1. */
public final class TestStates {
    public static final PublicKey NODE = key(1);
    public static final PublicKey PEER = key(2);
    static final long CAPACITY_SAT = 1_000_000;
    static final long PUSHED_MSAT = 100_000_000;
    static final int FEERATE = 2_500;
    static final Bytes32 PREIMAGE = bytes32(99);
    static final Bytes32 HASH = Hashes.sha256(PREIMAGE.unsafeArray());
    static final Bytes CLOSE_SCRIPT = Bytes.fromHex("0014" + "ab".repeat(20));
    private static final Signature SIGNATURE = Signature.wrap(new byte[Signature.SIZE]);
    private static final Bytes32 SEED = bytes32(77);

    private TestStates() {
    }

    public static Bytes32 bytes32(int n) {
        byte[] bytes = new byte[32];
        bytes[0] = 1;
        bytes[31] = (byte) n;
        return Bytes32.wrap(bytes);
    }

    public static PublicKey key(int n) {
        return PrivateKey.wrap(bytes32(n).toArray()).publicKey();
    }

    public static ChannelRef ref(int n) {
        return new ChannelRef(bytes32(n));
    }

    /** Not the one whose keys are in {@link #params}: nothing of these channels is in any transaction. */
    static Signer signer(ChannelRef ref) {
        return new LocalSigner(ChannelKeys.derive(NodeSeed.of(SEED.toBytes()),
                ref.value().toBytes().slice(0, ChannelKeys.PATH_SIZE)));
    }

    public static OutPoint funding(int n) {
        return new OutPoint(bytes32(100 + n), n);
    }

    public static ShortChannelId id(int n) {
        return ShortChannelId.of(500, n, 0);
    }

    public static ChannelParams params(int n) {
        return new ChannelParams(ref(n), ChannelParams.channelId(funding(n)), NODE, PEER, true, true,
                CommitmentFormat.ANCHORS, funding(n), CAPACITY_SAT, side(10, 354, 10_000, 144, 30),
                side(20, 546, 12_000, 720, 483), 3, true, CLOSE_SCRIPT);
    }

    private static SideParams side(int keys, long dust, long reserve, int delay, int htlcs) {
        return new SideParams(new Basepoints(key(keys), key(keys + 1), key(keys + 2), key(keys + 3), key(keys + 4)),
                dust, 900_000_000, reserve, keys * 100, delay, htlcs, Optional.empty());
    }

    static ChannelState awaitingSignature(int n) {
        return ChannelState.NEW.apply(normalEvents(n).getFirst());
    }

    public static ChannelState awaitingReady(int n) {
        return awaitingSignature(n).apply(normalEvents(n).get(1));
    }

    public static ChannelState normal(int n) {
        return ChannelState.NEW.apply(new Event.Recorded(normalEvents(n)));
    }

    /** How a channel that we opened becomes usable. */
    public static List<Event> normalEvents(int n) {
        return List.of(new Event.FundingCreatedSent(params(n), new Event.Opened(
                CAPACITY_SAT * 1000 - PUSHED_MSAT, PUSHED_MSAT, FEERATE, key(30), 400), Bytes.EMPTY),
                new Event.FundingSignedReceived(SIGNATURE), new Event.FundingConfirmed(id(n)),
                new Event.ChannelReadyReceived(key(31), Optional.empty()));
    }

    /** The peer has offered HTLC 0, it is in our commitment only. */
    static ChannelState withIncoming(ChannelState normal, long amountMsat) {
        return normal.apply(received(new Update.Add(0, amountMsat, HASH, 700, Bytes.EMPTY, Optional.empty())));
    }

    /** We have offered HTLC 0, and it is in both commitments for good. */
    public static ChannelState withOutgoing(ChannelState normal, long amountMsat) {
        return normal.apply(sent(new Update.Add(0, amountMsat, HASH, 700, Bytes.EMPTY,
                Optional.of(new Origin.Local(HASH, 1))))).apply(revoked(0)).apply(received());
    }

    /** Both sides have let go of HTLC 0 of ours, which the peer fulfilled. @param revocations before */
    static ChannelState outgoingFulfilled(ChannelState state, int revocations) {
        return state.apply(received(new Update.Remove(0, new Settlement.Fulfilled(PREIMAGE)))).apply(sent())
                .apply(revoked(revocations));
    }

    /** Some transaction that spends the funding output. */
    public static ChainTransaction spender(int n) {
        return ChainTransaction.parse(Bytes.fromHex("02000000" + "01" + funding(n).txid().toHex() + "01000000" + "00"
                + "00000080" + "01" + "e803000000000000" + "16" + CLOSE_SCRIPT.toHex() + "00000020"));
    }

    /** A block has a transaction that spends the funding output. */
    static Event spent(ChainTransaction transaction, int height, FundingSpend kind) {
        return new Event.FundingSpent(transaction.txid(), transaction.raw(), height, bytes32(height), kind);
    }

    /** As a version of the hub recorded it that kept nothing but the txid. */
    static Event spent(Bytes32 txid, int height) {
        return new Event.FundingSpent(txid, Bytes.EMPTY, height, Bytes32.ZEROES,
                new FundingSpend.Unknown("recorded by an earlier version"));
    }

    static Event sent(Update... updates) {
        return new Event.CommitmentSent(List.of(updates), Map.of());
    }

    static Event received(Update... updates) {
        return new Event.CommitmentReceived(List.of(updates), SIGNATURE, List.of(), 1);
    }

    static Event revoked(int number) {
        return new Event.RevocationReceived(PerCommitment.secret(SEED, number), key(40 + number));
    }
}
