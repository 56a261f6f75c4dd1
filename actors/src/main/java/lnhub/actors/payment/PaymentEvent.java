package lnhub.actors.payment;

import java.util.List;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes32;

/** What has happened to a payment. Times are milliseconds since the epoch. */
public sealed interface PaymentEvent {

    /** The first time, or again after it had failed. */
    record PaymentStarted(PaymentOrder order, long atMs) implements PaymentEvent {
    }

    /**
     * An offer is about to be made. With the order this is all that is needed to make exactly the same one again.
     *
     * @param number 1, 2, ... over all attempts ever made for this payment hash
     * @param channel ours, the only one that may carry this attempt
     * @param sessionKey of the onion: a secret
     */
    record AttemptStarted(long number, ChannelRef channel, List<RouteHop> hops, Bytes32 sessionKey, long atMs)
            implements PaymentEvent {
        public AttemptStarted {
            hops = List.copyOf(hops);
        }

        public long feeMsat() {
            return hops.getFirst().amountMsat() - hops.getLast().amountMsat();
        }

        /** Without the session key. */
        @Override
        public String toString() {
            return "AttemptStarted(" + number + ", " + channel + ", " + hops + ")";
        }
    }

    /** How an attempt ended. */
    sealed interface AttemptEnd extends PaymentEvent {
        long number();

        long atMs();
    }

    /**
     * @param source who said so: 0 is this node, 1 the first hop's and so on; -1 when nobody can tell
     * @param code of BOLT 4, "Failure Messages"; -1 when it was unreadable
     */
    record AttemptFailed(long number, int source, int code, long atMs) implements AttemptEnd {
        static final int UNREADABLE = -1;
    }

    /** Paid: by what was thought to be the last attempt, or one given up before. */
    record PaymentSucceeded(long number, Bytes32 preimage, long atMs) implements AttemptEnd {
        /** Without the preimage. */
        @Override
        public String toString() {
            return "PaymentSucceeded(" + number + ")";
        }
    }

    record PaymentFailed(PaymentFailure reason, long atMs) implements PaymentEvent {
    }
}
