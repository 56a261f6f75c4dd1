package lnhub.actors.entity;

import akka.persistence.AtomicWrite;
import akka.persistence.journal.inmem.InmemJournal;
import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** A journal in memory that is as slow as a test wants it. */
public final class HeldJournal extends InmemJournal {
    /** No write is confirmed before this. */
    static volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    public HeldJournal(Config config) {
        super(config);
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
        Future<Seq<Try<BoxedUnit>>> written = super.asyncWriteMessages(writes);
        return FutureConverters.asScala(gate.thenCompose(open -> FutureConverters.asJava(written)));
    }
}
