package lnhub.routing.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * The numbers of a payment's onion (BOLT 4, "tlv_payload format") and of the update_add_htlc that carries it.
 *
 * @param amountMsat of the first HTLC
 * @param cltvExpiry of the first HTLC, block height
 * @param payloads one per hop, the destination's last
 */
public record RoutePayloads(long amountMsat, long cltvExpiry, List<Payload> payloads) {

    /**
     * What one hop reads in its layer.
     *
     * @param nodeId whose layer it is
     * @param amtToForwardMsat the amount of the HTLC it sends, or gets if it is the destination
     * @param outgoingCltvValue the expiry of that HTLC, block height
     * @param shortChannelId where it forwards to; empty for the destination
     */
    public record Payload(
            PublicKey nodeId,
            long amtToForwardMsat,
            long outgoingCltvValue,
            Optional<ShortChannelId> shortChannelId) {
    }

    public RoutePayloads {
        payloads = List.copyOf(payloads);
    }

    /**
     * @param blockHeight of the best block
     * @param minFinalCltvExpiryDelta of the invoice, blocks
     * @param shadowOffset blocks added to every expiry so that no hop can guess how far the destination is (BOLT 7,
     *                     "Recommendations for Routing"); 0 for none
     */
    public static RoutePayloads of(Route route, long blockHeight, int minFinalCltvExpiryDelta, int shadowOffset) {
        if (blockHeight < 0 || minFinalCltvExpiryDelta < 0 || shadowOffset < 0) {
            throw new IllegalArgumentException("height, final delta and shadow offset are not negative");
        }
        long finalExpiry = blockHeight + minFinalCltvExpiryDelta + shadowOffset;
        List<Hop> hops = route.hops();
        List<Payload> payloads = new ArrayList<>(hops.size());
        for (int i = 0; i < hops.size(); i++) {
            boolean last = i == hops.size() - 1;
            Hop sent = last ? hops.get(i) : hops.get(i + 1);
            payloads.add(new Payload(hops.get(i).nodeId(), sent.amountMsat(), finalExpiry + sent.cltvExpiryDelta(),
                    last ? Optional.empty() : Optional.of(sent.shortChannelId())));
        }
        return new RoutePayloads(
                hops.getFirst().amountMsat(), finalExpiry + route.cltvExpiryDelta(), payloads);
    }
}
