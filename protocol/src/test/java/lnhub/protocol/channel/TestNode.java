package lnhub.protocol.channel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.OnionPeeler;
import lnhub.protocol.onion.PeelResult;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A node of the kit: keys from a number, a height, fees, a relay. What a channel sees of it is a {@link Context}. */
final class TestNode {
    static final Bytes32 CHAIN = Hashes.sha256(new byte[] {'r', 'e', 'g'});
    static final int HEIGHT = 1_000;
    static final int SHORT_DELAY = 12;
    static final Command.PeerFeatures FEATURES = new Command.PeerFeatures(true, true, true, true);

    /** A mnemonic is stretched by 2,048 rounds of PBKDF2: once per node is enough. */
    private static final Map<Integer, NodeSeed> SEEDS = new ConcurrentHashMap<>();
    private static final Map<ChannelRef, LocalSigner> SIGNERS = new ConcurrentHashMap<>();

    final int index;
    final PrivateKey key;
    final PublicKey id;
    private final NodeSeed seed;
    private final Map<Bytes, Seen> onions = new HashMap<>();
    ChannelPolicy policy = ChannelPolicy.DEFAULT;
    Relay relay = (incoming, payload, refused, height) ->
            new Relay.Choice.Decline(new FailureMessage.UnknownNextPeer());
    int height = HEIGHT;
    /** How many blocks may have been missed. */
    int silentBlocks;
    int feeratePerKw = 1_000;
    /** What its mempool asks for at least. */
    int mempoolMinimum = 253;
    long nowMs = 1_700_000_000_000L;

    private record Seen(ChannelRef incoming, long htlcId) {
    }

    TestNode(int index) {
        this.index = index;
        this.seed = SEEDS.computeIfAbsent(index, TestNode::seed);
        this.key = seed.nodeKey();
        this.id = key.publicKey();
    }

    private static NodeSeed seed(int index) {
        byte[] entropy = new byte[32];
        Arrays.fill(entropy, (byte) (index + 1));
        return NodeSeed.of(Bytes.wrap(entropy));
    }

    /** The name this node gives its channel number {@code channel}. */
    ChannelRef ref(int channel) {
        return new ChannelRef(Hashes.sha256(new byte[] {(byte) index, (byte) channel}));
    }

    LocalSigner signer(ChannelRef ref) {
        return SIGNERS.computeIfAbsent(ref, r -> new LocalSigner(keys(r)));
    }

    ChannelKeys keys(ChannelRef ref) {
        return ChannelKeys.derive(seed, ref.value().toBytes().slice(0, ChannelKeys.PATH_SIZE));
    }

    /** P2WPKH of some hash. */
    Bytes closeScript(ChannelRef ref) {
        byte[] script = new byte[22];
        script[1] = 20;
        System.arraycopy(ref.value().unsafeArray(), 0, script, 2, 20);
        return Bytes.wrap(script);
    }

    Context context(ChannelRef ref) {
        return new Context(id, height, height + silentBlocks, nowMs, feeratePerKw, new Fees(), CHAIN,
                policy, signer(ref), new Key(), relay);
    }

    /** One estimate for every target. */
    private final class Fees implements Context.Feerates {
        @Override
        public int feerateWithin(int blocks) {
            return Math.max(feeratePerKw, mempoolMinimum);
        }

        @Override
        public int mempoolMinimum() {
            return mempoolMinimum;
        }
    }

    /** Remembers onions as the node will: durably, whatever crashes. */
    private final class Key implements Context.NodeKey {
        @Override
        public PeelResult peel(ChannelRef incoming, long htlcId, Bytes onion, Bytes32 paymentHash) {
            Seen here = new Seen(incoming, htlcId);
            Seen first = onions.putIfAbsent(onion, here);
            if (first != null && !first.equals(here)) {
                return new PeelResult.BadOnion(FailureMessage.INVALID_ONION_HMAC, Hashes.sha256(onion.toArray()));
            }
            return OnionPeeler.peel(key, onion, paymentHash);
        }

        @Override
        public Signature sign(Bytes32 hash) {
            return Secp256k1.sign(hash, key);
        }
    }

    /** A policy with a delay that need not be mined for long. */
    static ChannelPolicy shortDelay() {
        return shortDelay(ChannelPolicy.DEFAULT.buriedDepth());
    }

    static ChannelPolicy shortDelay(int buriedDepth) {
        ChannelPolicy d = ChannelPolicy.DEFAULT;
        return new ChannelPolicy(d.dustLimitSat(), d.reservePerMillion(), d.maxHtlcValueInFlightPerMillion(),
                d.htlcMinimumMsat(), SHORT_DELAY, d.maxToSelfDelay(), d.maxAcceptedHtlcs(), d.minimumDepth(),
                d.minFundingSat(), d.maxFundingSat(), d.maxDustExposureMsat(), d.fulfillSafetyBlocks(),
                d.offeredGraceBlocks(), d.failUpstreamBlocks(), buriedDepth, d.minFeeratePerKw(),
                d.maxFeeratePerKw(), d.announceDepth());
    }

    /** A relay that carries everything to one channel until that has refused. */
    static Relay always(ChannelRef outgoing) {
        return (incoming, payload, refused, height) -> refused.contains(outgoing)
                ? new Relay.Choice.Decline(new FailureMessage.UnknownNextPeer())
                : new Relay.Choice.Via(outgoing);
    }

    static Relay first(List<ChannelRef> outgoing) {
        return (incoming, payload, refused, height) -> outgoing.stream().filter(ref -> !refused.contains(ref))
                .<Relay.Choice>map(Relay.Choice.Via::new).findFirst()
                .orElse(new Relay.Choice.Decline(new FailureMessage.UnknownNextPeer()));
    }

    @Override
    public String toString() {
        return String.valueOf((char) ('A' + index));
    }
}
