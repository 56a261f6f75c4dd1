package lnhub.actors.payment;

import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.journal.inmem.InmemJournal;
import com.typesafe.config.Config;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The journal in memory, which counts what it writes, and refuses to write when it is told to. */
public final class TestJournal extends InmemJournal {
    private static final Map<String, Integer> EVENTS = new ConcurrentHashMap<>();
    private static final Set<String> BROKEN = ConcurrentHashMap.newKeySet();

    public TestJournal(Config config) {
        super(config);
    }

    static int events(String persistenceId) {
        return EVENTS.getOrDefault(persistenceId, 0);
    }

    /** From now on no event of this id is written: as if another writer had been first. */
    static void breakFor(String persistenceId) {
        BROKEN.add(persistenceId);
    }

    static void repairFor(String persistenceId) {
        BROKEN.remove(persistenceId);
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
        for (int i = 0; i < writes.size(); i++) {
            AtomicWrite write = writes.apply(i);
            if (BROKEN.contains(write.persistenceId())) {
                return Futures.failed(new IllegalStateException("told to fail for " + write.persistenceId()));
            }
            EVENTS.merge(write.persistenceId(), write.payload().size(), Integer::sum);
        }
        return super.asyncWriteMessages(writes);
    }
}
