package lnhub.protocol.onion;

import lnhub.protocol.units.Bytes32;

/** What became of an onion that a peer sent. */
public sealed interface PeelResult {

    /** The onion was for us and authentic. */
    record Peeled(PeeledOnion onion) implements PeelResult {
    }

    /**
     * The onion cannot be read, so no failure can be encrypted to the sender: the answer is
     * update_fail_malformed_htlc (BOLT 2, "Removing an HTLC") with these two values.
     *
     * @param failureCode invalid_onion_version, invalid_onion_hmac or invalid_onion_key
     * @param sha256OfOnion SHA-256 of the onion as received
     */
    record BadOnion(int failureCode, Bytes32 sha256OfOnion) implements PeelResult {
    }
}
