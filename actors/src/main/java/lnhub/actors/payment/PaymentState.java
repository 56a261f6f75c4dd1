package lnhub.actors.payment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.actors.payment.PaymentEvent.AttemptEnd;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;
import lnhub.actors.payment.PaymentEvent.PaymentFailed;
import lnhub.actors.payment.PaymentEvent.PaymentStarted;
import lnhub.actors.payment.PaymentEvent.PaymentSucceeded;
import lnhub.protocol.units.Bytes32;

/**
 * A payment so far.
 *
 * @param start of the latest run; empty: nothing was ever paid to this payment hash
 * @param attempts of the latest run
 * @param lastNumber of the latest attempt of any run: a number names one offer for ever
 */
record PaymentState(Optional<PaymentStarted> start, List<Attempt> attempts, long lastNumber,
        Optional<Bytes32> preimage, Optional<PaymentFailure> failure) {
    static final PaymentState NONE =
            new PaymentState(Optional.empty(), List.of(), 0, Optional.empty(), Optional.empty());

    PaymentState apply(PaymentEvent event) {
        return switch (event) {
            case PaymentStarted started ->
                    new PaymentState(Optional.of(started), List.of(), lastNumber, preimage, Optional.empty());
            case AttemptStarted begun -> with(begun);
            case AttemptFailed failed -> ended(failed, preimage);
            case PaymentSucceeded paid -> ended(paid, Optional.of(paid.preimage()));
            case PaymentFailed failed ->
                    new PaymentState(start, attempts, lastNumber, preimage, Optional.of(failed.reason()));
        };
    }

    private PaymentState with(AttemptStarted begun) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(new Attempt(begun, Optional.empty()));
        return new PaymentState(start, List.copyOf(all), begun.number(), preimage, failure);
    }

    private PaymentState ended(AttemptEnd end, Optional<Bytes32> known) {
        List<Attempt> all = attempts.stream()
                .map(attempt -> attempt.start().number() == end.number() ? attempt.ended(end) : attempt).toList();
        return new PaymentState(start, all, lastNumber, known, failure);
    }

    /** Whoever has the preimage has paid, whatever was thought before. */
    Optional<PaymentStatus> status() {
        if (start.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(preimage.isPresent() ? PaymentStatus.SUCCEEDED
                : failure.isPresent() ? PaymentStatus.FAILED : PaymentStatus.IN_FLIGHT);
    }

    boolean isInFlight() {
        return status().filter(status -> status == PaymentStatus.IN_FLIGHT).isPresent();
    }

    Optional<Attempt> attempt(long number) {
        return attempts.stream().filter(attempt -> attempt.start().number() == number).findFirst();
    }

    /** The attempt whose HTLC exists or may exist; there is one at most. */
    Optional<Attempt> open() {
        return attempts.stream().filter(Attempt::isOpen).findFirst();
    }

    boolean isOver(long nowMs) {
        return start.filter(started -> isOver(started, nowMs)).isPresent();
    }

    static boolean isOver(PaymentStarted started, long nowMs) {
        return nowMs - started.atMs() >= started.order().limits().timeoutMs();
    }

    Optional<PaymentView> view(long revision) {
        return start.map(started -> new PaymentView(revision, started.order(), started.atMs(), status().orElseThrow(),
                preimage, preimage.isPresent() ? Optional.empty() : failure, attempts));
    }
}
