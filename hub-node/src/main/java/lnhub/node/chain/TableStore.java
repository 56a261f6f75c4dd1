package lnhub.node.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.persistence.history.WalletStates;
import lnhub.protocol.units.Bytes;

/**
 * A wallet's row in the node's database. A file in the data folder, where earlier versions kept the same, is taken over
 * when there is no row yet: so the process that has such a file must be the first to run.
 */
public final class TableStore implements WalletStore {
    private final WalletStates states;
    private final String name;
    private final FormerFile former;
    private final Runnable takenOver;
    private WalletStates.Owned owned;

    /**
     * @param name      of the wallet
     * @param former    where earlier versions kept it, in this process's data folder
     * @param takenOver run when a write finds that another process has taken the wallet
     */
    public TableStore(DataSource tables, String name, Path former, Runnable takenOver) {
        this.states = new WalletStates(tables);
        this.name = name;
        this.former = new FormerFile(former);
        this.takenOver = takenOver;
    }

    @Override
    public synchronized Bytes take(Bytes initial, Consumer<Bytes> check) {
        try {
            owned = states.take(name, () -> former.read(check).orElse(initial), check);
        } catch (SQLException failed) {
            throw failure("cannot take over the wallet " + name, failed);
        }
        former.retire(owned.isNew());
        return owned.taken();
    }

    @Override
    public synchronized void write(Bytes content) {
        try {
            require(owned.write(content));
        } catch (SQLException failed) {
            throw failure("cannot store the wallet " + name, failed);
        }
    }

    @Override
    public synchronized void requireHeld() {
        try {
            require(owned.isHeld());
        } catch (SQLException failed) {
            throw failure("cannot read the wallet " + name, failed);
        }
    }

    private void require(boolean held) {
        if (!held) {
            takenOver.run();
            throw new WalletTakenOver();
        }
    }

    private static UncheckedIOException failure(String what, SQLException why) {
        return new UncheckedIOException(what, new IOException(why.getMessage(), why));
    }
}
