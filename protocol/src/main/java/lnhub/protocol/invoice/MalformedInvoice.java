package lnhub.protocol.invoice;

/** A text that is no invoice one may pay. The message says what was wrong, and never quotes a secret. */
public final class MalformedInvoice extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedInvoice(String why) {
        super(why);
    }
}
