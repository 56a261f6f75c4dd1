package lnhub.actors.payment;

/** How far a payment is. Only {@code FAILED} may be followed by another try with the same payment hash. */
public enum PaymentStatus { IN_FLIGHT, SUCCEEDED, FAILED }
