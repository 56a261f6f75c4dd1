package lnhub.protocol.onion;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * One layer taken off an onion.
 *
 * @param sharedSecret shared with the sender; failures on their way back are encrypted with it
 * @param payload the TLV stream for this hop, without its length prefix. Empty when the sender framed it wrongly
 *        (a length of 0 or 1, or past the end): {@link HopPayload#decode} then answers invalid_onion_payload
 * @param nextOnion 1366 bytes for the next hop; empty when there is none
 * @param last whether this hop is the final one (the next HMAC is all zeroes)
 */
public record PeeledOnion(Bytes32 sharedSecret, Bytes payload, Bytes nextOnion, boolean last) {

    /** Without the shared secret. */
    @Override
    public String toString() {
        return "PeeledOnion(payload=" + payload.length() + " bytes, last=" + last + ")";
    }
}
