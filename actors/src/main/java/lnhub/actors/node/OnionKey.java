package lnhub.actors.node;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Context;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.OnionPeeler;
import lnhub.protocol.onion.PeelResult;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The node's secret at work, with the memory of the onions it has peeled. An onion seen on another HTLC is a replay
 * and is refused as one that cannot be read (BOLT 4, "Onion Decryption"). The memory is two generations of bounded
 * size: an onion is remembered for at least as many others as one generation holds. It is not durable, on purpose: a
 * replayed onion carries the payment hash it was made for, so replaying it pays the same payee for nothing and costs
 * only who replays it; a payee refuses a hash that was paid (see the decision on replays).
 */
public final class OnionKey implements Context.NodeKey {
    private static final int GENERATION = 200_000;

    private final PrivateKey key;
    private final AtomicReference<Generations> seen = new AtomicReference<>(
            new Generations(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));

    private record Generations(ConcurrentHashMap<Bytes32, Owner> young, ConcurrentHashMap<Bytes32, Owner> old) {
    }

    private record Owner(ChannelRef channel, long htlcId) {
    }

    public OnionKey(PrivateKey key) {
        this.key = key;
    }

    @Override
    public PeelResult peel(ChannelRef incoming, long htlcId, Bytes onion, Bytes32 paymentHash) {
        PeelResult result = OnionPeeler.peel(key, onion, paymentHash);
        if (result instanceof PeelResult.Peeled peeled
                && isReplay(peeled.onion().sharedSecret(), new Owner(incoming, htlcId))) {
            return new PeelResult.BadOnion(FailureMessage.INVALID_ONION_HMAC, Hashes.sha256(onion.unsafeArray()));
        }
        return result;
    }

    private boolean isReplay(Bytes32 sharedSecret, Owner owner) {
        Generations now = seen.get();
        Owner old = now.old().get(sharedSecret);
        Owner first = old != null ? old : now.young().putIfAbsent(sharedSecret, owner);
        if (now.young().size() > GENERATION) {
            seen.compareAndSet(now, new Generations(new ConcurrentHashMap<>(), now.young()));
        }
        return first != null && !first.equals(owner);
    }

    @Override
    public Signature sign(Bytes32 hash) {
        return Secp256k1.sign(hash, key);
    }
}
