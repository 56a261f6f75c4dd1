package lnhub.actors.payment;

import static lnhub.actors.payment.Fixtures.HEIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.onion.OnionPeeler;
import lnhub.protocol.onion.PayloadResult;
import lnhub.protocol.onion.PeelResult;
import lnhub.protocol.onion.PeeledOnion;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * A route whose nodes the test plays itself: it has their keys.
 *
 * @param keys of the hops
 * @param salt tells routes apart
 */
record TestRoute(ChannelRef channel, List<PrivateKey> keys, int salt, long amountMsat, long feePerHopMsat) {
    static final long FEE = 1_000;

    /** Over {@code hops} channels to the node with key 50. */
    static TestRoute of(int hops, int salt, long amountMsat) {
        List<PrivateKey> keys = new ArrayList<>();
        for (int i = 1; i < hops; i++) {
            keys.add(Fixtures.key(salt * 100 + i));
        }
        keys.add(destinationKey());
        return new TestRoute(Fixtures.channel(salt), keys, salt, amountMsat, FEE);
    }

    static PrivateKey destinationKey() {
        return Fixtures.key(50);
    }

    PublicKey nodeId(int hop) {
        return keys.get(hop).publicKey();
    }

    ShortChannelId shortChannelId(int hop) {
        return ShortChannelId.of(700_000, salt, hop);
    }

    RouteFinder.Answer.Found found() {
        List<RouteHop> hops = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int left = keys.size() - 1 - i;
            hops.add(new RouteHop(nodeId(i), shortChannelId(i), amountMsat + left * feePerHopMsat,
                    HEIGHT + 18 + left * 40L));
        }
        return new RouteFinder.Answer.Found(channel, hops);
    }

    /** What each hop finds in its layer. */
    List<PeeledOnion> peel(Offer offer) {
        List<PeeledOnion> layers = new ArrayList<>();
        Bytes onion = offer.onion();
        for (PrivateKey key : keys) {
            PeelResult.Peeled peeled = (PeelResult.Peeled) OnionPeeler.peel(key, onion, offer.paymentHash());
            layers.add(peeled.onion());
            onion = peeled.onion().nextOnion();
        }
        return layers;
    }

    HopPayload payload(Offer offer, int hop) {
        PeeledOnion layer = peel(offer).get(hop);
        return ((PayloadResult.Valid) HopPayload.decode(layer.payload(), layer.last())).payload();
    }

    /** A failure that the given hop sends back, as it arrives here. */
    Settlement.Failed failure(Offer offer, int hop, FailureMessage message) {
        List<PeeledOnion> layers = peel(offer);
        Bytes reason = FailureOnion.create(layers.get(hop).sharedSecret(), message);
        for (int i = hop - 1; i >= 0; i--) {
            reason = FailureOnion.wrap(layers.get(i).sharedSecret(), reason);
        }
        return new Settlement.Failed(reason);
    }

    static PaymentOrder order(Bytes32 requestId, Bytes32 paymentHash, long amountMsat, long maxFeeMsat) {
        return new PaymentOrder(requestId, paymentHash, destinationKey().publicKey(), amountMsat, 18,
                Optional.of(Fixtures.bytes(77)), Optional.empty(), List.of(), Optional.empty(),
                new PaymentOrder.Limits(maxFeeMsat, 1008, 60_000, List.of()));
    }
}
