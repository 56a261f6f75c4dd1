package lnhub.protocol.claims;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/** Which of our keys in a channel signs (BOLT 3, "Key Derivation"): a basepoint and what it is tweaked by. */
public sealed interface SigningKey {
    /** local_delayedpubkey of our commitment with this point. */
    record DelayedPayment(PublicKey perCommitmentPoint) implements SigningKey {
    }

    /** Our HTLC key in the commitment with this point, be it ours or the peer's. */
    record Htlc(PublicKey perCommitmentPoint) implements SigningKey {
    }

    /** The payment basepoint itself, which option_static_remotekey leaves as it is. */
    record Payment() implements SigningKey {
    }

    /** revocationpubkey of the peer's commitment that this secret revoked. */
    record Revocation(Bytes32 perCommitmentSecret) implements SigningKey {
        /** Secrets do not print themselves. */
        @Override
        public String toString() {
            return "Revocation[hidden]";
        }
    }

    /** The funding key itself, for an anchor. */
    record Funding() implements SigningKey {
    }
}
