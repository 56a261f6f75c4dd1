package lnhub.protocol.onion;

/** What became of a hop's payload. */
public sealed interface PayloadResult {

    record Valid(HopPayload payload) implements PayloadResult {
    }

    /** To be sent back to the sender with update_fail_htlc. */
    record Invalid(FailureMessage.InvalidOnionPayload failure) implements PayloadResult {
    }
}
