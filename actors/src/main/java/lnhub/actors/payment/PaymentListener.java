package lnhub.actors.payment;

/**
 * Follows a payment. Calls come one at a time; none follows {@link #completed} or {@link #refused}. They run on an
 * actor's thread and must return quickly.
 */
public interface PaymentListener {

    /** A change; several may have come together. The last one is {@link PaymentView#isOver}. */
    void next(PaymentView view);

    void completed();

    void refused(Refusal reason);

    /** Why there is nothing to follow. */
    enum Refusal {
        /** Another payment of this hash is in flight or has succeeded. */
        ALREADY_EXISTS,
        /** No payment was ever made to this hash. */
        NOT_FOUND
    }
}
