package lnhub.node.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.protocol.units.Bytes;

/** What a wallet must not forget, in memory; whoever took it last may write. */
final class Kept {
    private Bytes content;
    private WalletStore holder;
    private boolean refusing;

    /** @param takenOver run when a write finds that another has taken it */
    WalletStore store(Runnable takenOver) {
        return new WalletStore() {
            @Override
            public Bytes take(Bytes initial, Consumer<Bytes> check) {
                synchronized (Kept.this) {
                    Bytes found = content == null ? initial : content;
                    check.accept(found);
                    content = found;
                    holder = this;
                    return found;
                }
            }

            @Override
            public void write(Bytes next) {
                synchronized (Kept.this) {
                    requireHeld();
                    if (refusing) {
                        throw new UncheckedIOException(new IOException("nothing is kept"));
                    }
                    content = next;
                }
            }

            @Override
            public void requireHeld() {
                synchronized (Kept.this) {
                    if (holder != this) {
                        takenOver.run();
                        throw new WalletTakenOver();
                    }
                }
            }
        };
    }

    WalletStore store() {
        return store(() -> { });
    }

    /** From now on no write succeeds, or every one again. */
    synchronized void refuse(boolean all) {
        refusing = all;
    }

    synchronized String text() {
        return new String(content.toArray(), StandardCharsets.UTF_8);
    }

    synchronized void put(String text) {
        content = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    synchronized void delete() {
        content = null;
    }
}
