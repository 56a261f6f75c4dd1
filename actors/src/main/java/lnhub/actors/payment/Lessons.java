package lnhub.actors.payment;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.RouteFinder.Avoided;
import lnhub.actors.payment.RouteFinder.AvoidedChannel;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.onion.FailureMessage;

/** What failures teach the sender (BOLT 4, "Receiving Failure Codes"). For one payment only: nothing is gossiped. */
final class Lessons {
    private static final int INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS = FailureMessage.PERM | 15;
    private static final int INVALID_ONION_PAYLOAD = FailureMessage.PERM | 22;

    private final PublicKey self;
    private final Set<PublicKey> nodes = new HashSet<>();
    private final Set<AvoidedChannel> channels = new HashSet<>();

    private Lessons(PublicKey self) {
        this.self = self;
    }

    /** Why the payment is given up with this failure, if so. */
    static Optional<PaymentFailure> end(PaymentState state, Attempt attempt, AttemptFailed failed, int maxAttempts) {
        Optional<PaymentFailure> verdict = verdict(attempt, failed);
        if (verdict.isPresent()) {
            return verdict;
        }
        if (state.isOver(failed.atMs())) {
            return Optional.of(PaymentFailure.TIMEOUT);
        }
        return state.attempts().size() >= maxAttempts ? Optional.of(PaymentFailure.NO_ROUTE) : Optional.empty();
    }

    /** Why no other route can help, if so: the destination itself said so, for good. */
    private static Optional<PaymentFailure> verdict(Attempt attempt, AttemptFailed failed) {
        boolean fromDestination = failed.source() == attempt.start().hops().size();
        if (!fromDestination || (failed.code() & FailureMessage.PERM) == 0
                || (failed.code() & FailureMessage.BADONION) != 0) {
            return Optional.empty();
        }
        return Optional.of(failed.code() == INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS
                ? PaymentFailure.INCORRECT_PAYMENT_DETAILS : PaymentFailure.ERROR);
    }

    /** Every failure excludes something of its route, so no route is tried twice. */
    static Avoided avoided(PublicKey self, List<Attempt> attempts) {
        Lessons lessons = new Lessons(self);
        for (Attempt attempt : attempts) {
            if (attempt.end().orElse(null) instanceof AttemptFailed failed) {
                lessons.learn(attempt.start().hops(), failed);
            }
        }
        return new Avoided(lessons.nodes, lessons.channels);
    }

    private void learn(List<RouteHop> hops, AttemptFailed failed) {
        int source = failed.source();
        if (source == AttemptFailed.UNREADABLE) {
            // Somebody garbled it. Whoever it was, this leaves him out, unless the route has nobody else to blame.
            for (int i = Math.min(1, hops.size() - 1); i < hops.size(); i++) {
                avoidChannel(hops, i);
            }
        } else if (source == 0 || source == hops.size()) {
            // From the destination: transient, or the node before it tampered with the HTLC. Try another last hop.
            avoidChannel(hops, Math.max(0, source - 1));
        } else if ((failed.code() & FailureMessage.NODE) != 0 || failed.code() == INVALID_ONION_PAYLOAD) {
            nodes.add(hops.get(source - 1).nodeId());
        } else {
            avoidChannel(hops, source);
        }
    }

    /** @param index of the HTLC that the channel would have carried */
    private void avoidChannel(List<RouteHop> hops, int index) {
        PublicKey from = index == 0 ? self : hops.get(index - 1).nodeId();
        channels.add(new AvoidedChannel(hops.get(index).shortChannelId(), from));
    }
}
