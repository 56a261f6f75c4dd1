package lnhub.actors.payment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;

/**
 * An invoice that the operator wants made.
 *
 * @param amountMsat empty: the payer chooses
 * @param description at most 639 bytes of UTF-8; not in the invoice if there is a {@code descriptionHash}
 * @param preimage empty: a random one. Whoever else knows it can take the payment
 * @param minFinalCltvExpiryDelta blocks, at least 18
 */
public record NewInvoice(OptionalLong amountMsat, String description, Optional<Bytes32> descriptionHash,
        Optional<Bytes32> preimage, long expirySeconds, int minFinalCltvExpiryDelta, List<RoutingHint> hints) {

    public NewInvoice {
        hints = List.copyOf(hints);
    }

    /** Without the preimage. */
    @Override
    public String toString() {
        return "NewInvoice(amountMsat=" + amountMsat + ")";
    }
}
