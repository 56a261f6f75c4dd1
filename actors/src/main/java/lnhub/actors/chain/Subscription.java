package lnhub.actors.chain;

/** A running subscription to the chain's blocks. */
public interface Subscription extends AutoCloseable {

    /** Ends it: no call to the listener begins after this returns. */
    @Override
    void close();
}
