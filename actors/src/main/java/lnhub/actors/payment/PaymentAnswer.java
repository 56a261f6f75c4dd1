package lnhub.actors.payment;

/** What the entity of a payment tells those who asked. */
public sealed interface PaymentAnswer extends PaymentWatch.Message {

    /** As it is now. */
    record Current(PaymentView view) implements PaymentAnswer {
    }

    /** Another payment of this hash is in flight or has succeeded: nobody is asked to pay twice. */
    record AlreadyExists() implements PaymentAnswer {
    }

    /** No payment was ever made to this hash. */
    record Unknown() implements PaymentAnswer {
    }
}
