package lnhub.protocol.claims;

import lnhub.protocol.units.Bytes32;

/** What the transaction that spent a funding output was (BOLT 5). */
public sealed interface FundingSpend {
    /** How a commitment's number compares with what we know. */
    enum Age { OUTDATED, CURRENT, FUTURE }

    /** Both sides agreed; nothing is left to claim (BOLT 5, "Mutual Close Handling"). */
    record MutualClose() implements FundingSpend {
    }

    /**
     * A commitment of ours (BOLT 5, "Unilateral Close Handling: Local Commitment Transaction").
     *
     * @param age outdated when somebody published a commitment that we have revoked: the peer may take everything;
     *        future when we have lost data
     */
    record Ours(long number, Age age) implements FundingSpend {
    }

    /**
     * The peer's current commitment or, between commitment_signed and revoke_and_ack, its next one (BOLT 5, "Unilateral
     * Close Handling: Remote Commitment Transaction").
     */
    record Peers(long number) implements FundingSpend {
    }

    /**
     * A commitment the peer had revoked (BOLT 5, "Revoked Transaction Close Handling").
     *
     * @param secret the per-commitment secret of it
     */
    record Revoked(long number, Bytes32 secret) implements FundingSpend {
        /** Secrets do not print themselves. */
        @Override
        public String toString() {
            return "Revoked[number=" + number + "]";
        }
    }

    /**
     * A commitment of the peer's beyond all we know: we have lost data. Only what pays us without HTLCs can be saved,
     * and no commitment of ours may be published.
     */
    record PeersFuture(long number) implements FundingSpend {
    }

    /**
     * None of these: a key has leaked or our records are wrong. The operator must be warned (BOLT 5, "General
     * Requirements"); outputs that pay our key can still be claimed.
     *
     * @param why in words, with no secret in it
     */
    record Unknown(String why) implements FundingSpend {
    }
}
