package lnhub.node.chain;

import java.io.UncheckedIOException;
import java.util.function.Consumer;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.protocol.units.Bytes;

/**
 * Where a wallet keeps what it must not forget. Many processes may have one on the same place; the last that took it
 * writes there, the others cannot. Blocks.
 */
public interface WalletStore {
    /**
     * Takes the place over: the writes of all who had it before fail from now on.
     *
     * @param initial what is kept when there is nothing yet
     * @param check   of what is there; when it throws nothing is taken over
     * @throws UncheckedIOException when it cannot be read
     */
    Bytes take(Bytes initial, Consumer<Bytes> check);

    /**
     * Durable when this returns.
     *
     * @throws UncheckedIOException when it may have been kept or not; then the next write decides
     * @throws WalletTakenOver      when another has taken the place: nothing was kept, and never will be
     */
    void write(Bytes content);

    /** @throws WalletTakenOver when another has taken the place, as far as can be told at this moment */
    void requireHeld();
}
