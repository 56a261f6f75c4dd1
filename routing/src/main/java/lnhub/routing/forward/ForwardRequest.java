package lnhub.routing.forward;

/**
 * An incoming HTLC and what its onion asks us to send on. The short_channel_id of the onion is not here: the caller
 * resolves it (aliases included) to the {@link Candidate}s.
 *
 * @param amountInMsat of the incoming HTLC
 * @param cltvExpiryIn of the incoming HTLC, block height
 * @param amountOutMsat amt_to_forward of the onion
 * @param cltvExpiryOut outgoing_cltv_value of the onion, block height
 * @param spreadKey the same for every attempt at this HTLC and unlike that of others (eight bytes of the payment
 *                  hash, say); decides between channels that could carry it
 */
public record ForwardRequest(
        long amountInMsat, long cltvExpiryIn, long amountOutMsat, long cltvExpiryOut, long spreadKey) {

    public ForwardRequest {
        if (amountInMsat < 0 || cltvExpiryIn < 0 || amountOutMsat < 0 || cltvExpiryOut < 0) {
            throw new IllegalArgumentException("amounts and expiries of an HTLC are not negative");
        }
    }
}
