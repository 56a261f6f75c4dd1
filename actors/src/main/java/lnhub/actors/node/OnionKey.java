package lnhub.actors.node;

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
 * and is refused as one that cannot be read (BOLT 4, "Onion Decryption"). The memory is bounded and not durable, on
 * purpose: a replayed onion carries the payment hash it was made for, so replaying it pays the same payee for nothing
 * and costs only who replays it; a payee refuses a hash that was paid (see the decision on replays).
 */
public final class OnionKey implements Context.NodeKey {
    private final PrivateKey key;
    private final SeenOnions seen = new SeenOnions();

    public OnionKey(PrivateKey key) {
        this.key = key;
    }

    @Override
    public PeelResult peel(ChannelRef incoming, long htlcId, Bytes onion, Bytes32 paymentHash) {
        PeelResult result = OnionPeeler.peel(key, onion, paymentHash);
        if (result instanceof PeelResult.Peeled peeled
                && seen.isReplay(peeled.onion().sharedSecret(), incoming, htlcId)) {
            return new PeelResult.BadOnion(FailureMessage.INVALID_ONION_HMAC, Hashes.sha256(onion.unsafeArray()));
        }
        return result;
    }

    @Override
    public Signature sign(Bytes32 hash) {
        return Secp256k1.sign(hash, key);
    }
}
