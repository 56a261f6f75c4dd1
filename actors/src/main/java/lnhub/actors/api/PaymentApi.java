package lnhub.actors.api;

import java.util.List;
import java.util.Optional;
import lnhub.actors.NodeApi.Payment;
import lnhub.actors.NodeApi.Subscription;
import lnhub.actors.NodeApi.Updates;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** The node's payments, as {@link PaymentCalls} needs them. Contracts as in {@link lnhub.actors.NodeApi}. */
public interface PaymentApi {

    Subscription pay(Order order, Updates<Payment> updates);

    Subscription track(Bytes32 paymentHash, Updates<Payment> updates);

    /**
     * A payment in full: nothing of it is looked up any more.
     *
     * @param amountMsat what the destination gets
     * @param paymentMetadata of the invoice, sent along
     * @param paymentRequest the invoice, if there was one
     * @param maxCltvExpiryDelta blocks from now until the first HTLC expires
     * @param timeoutMs from now; no attempt is begun after it
     * @param outgoingChannels empty: any
     */
    record Order(Bytes32 paymentHash, PublicKey destination, long amountMsat, int finalCltvExpiryDelta,
            Optional<Bytes32> paymentSecret, Optional<Bytes> paymentMetadata, List<RoutingHint> hints,
            Optional<String> paymentRequest, long maxFeeMsat, int maxCltvExpiryDelta, long timeoutMs,
            List<ShortChannelId> outgoingChannels) {

        public Order {
            hints = List.copyOf(hints);
            outgoingChannels = List.copyOf(outgoingChannels);
        }

        /** Without the payment secret. */
        @Override
        public String toString() {
            return "Order(" + paymentHash + ", " + amountMsat + " msat to " + destination + ")";
        }
    }
}
