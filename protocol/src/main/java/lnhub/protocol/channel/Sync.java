package lnhub.protocol.channel;

import lnhub.protocol.wire.ChannelReestablish;

/** What the numbers in a channel_reestablish mean for us (BOLT 2, "Message Retransmission"). */
sealed interface Sync {

    record Resume(boolean resendRevocation, boolean resendCommitment) implements Sync {
    }

    /** The peer has shown a secret of ours that we do not remember to have given: our data is old. */
    record WeAreBehind(String reason) implements Sync {
    }

    static Sync of(Commitments ours, ChannelReestablish theirs, Signer signer) {
        long sentRevocations = ours.local().number();
        long expected = theirs.nextRevocationNumber();
        if (theirs.nextCommitmentNumber() == 0) {
            throw Violation.fail("next_commitment_number is zero");
        }
        if (Long.compareUnsigned(expected, sentRevocations) > 0) {
            if (expected > 0 && expected < 1L << 48
                    && theirs.yourLastPerCommitmentSecret().equals(signer.commitmentSecret(expected - 1))) {
                return new WeAreBehind("please fail this channel: we have lost our latest state, you are at "
                        + expected + ", we at " + sentRevocations);
            }
            throw Violation.fail("next_revocation_number " + Long.toUnsignedString(expected)
                    + " is more than " + sentRevocations + " and not proven by a secret");
        }
        checkLastSecret(theirs, signer, expected);
        if (expected < sentRevocations - 1) {
            throw Violation.fail("next_revocation_number " + expected + " is too old, we are at " + sentRevocations);
        }
        return new Resume(expected == sentRevocations - 1, mustResendCommitment(ours, theirs));
    }

    private static boolean mustResendCommitment(Commitments ours, ChannelReestablish theirs) {
        long signed = ours.remote().signedNumber();
        long next = theirs.nextCommitmentNumber();
        if (next == signed && ours.remote().awaitingRevocation()) {
            return true;
        }
        if (Long.compareUnsigned(next, signed + 1) > 0) {
            // Either it lies or we have lost data: in doubt nothing is published.
            throw Violation.warn("next_commitment_number " + Long.toUnsignedString(next)
                    + " is ahead of the " + (signed + 1) + " that we would sign next");
        }
        if (next != signed + 1) {
            throw Violation.fail("next_commitment_number " + next + " is too old, we would sign " + (signed + 1));
        }
        return false;
    }

    private static void checkLastSecret(ChannelReestablish theirs, Signer signer, long expected) {
        boolean right = expected == 0
                || theirs.yourLastPerCommitmentSecret().equals(signer.commitmentSecret(expected - 1));
        if (!right) {
            throw Violation.fail("your_last_per_commitment_secret is not the one of commitment " + (expected - 1));
        }
    }
}
