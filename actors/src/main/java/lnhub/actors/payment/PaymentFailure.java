package lnhub.actors.payment;

/** Why a payment was given up. */
public enum PaymentFailure {
    /** Its time was over before a route worked. */
    TIMEOUT,
    /** There is no route within the limits, or none of those tried worked. */
    NO_ROUTE,
    /** The destination's node, or ours, said that it cannot be. */
    ERROR,
    /** The destination does not know the payment hash or secret, or wants another amount or expiry. */
    INCORRECT_PAYMENT_DETAILS,
    /** None of our own channels can send so much. */
    INSUFFICIENT_BALANCE
}
