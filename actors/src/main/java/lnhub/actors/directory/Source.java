package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import lnhub.actors.forward.HostedChannel;
import lnhub.actors.forward.RemoteChannels;

/** One other process: what it has told so far, and whether that is all. */
final class Source {
    private final ActorRef<DirectoryMessage> ref;
    private final ActorRef<DirectoryMessage> self;
    private final RemoteChannels channels;
    private final LongSupplier nanoTime;
    private final List<HostedChannel> gathered = new ArrayList<>();
    private boolean reachable;
    private boolean complete;
    /** While complete: the number of the next change. */
    private long next;
    private int nextPart;
    private long gatheredSequence;
    private long heardNanos;
    private long askedNanos;

    Source(ActorRef<DirectoryMessage> ref, ActorRef<DirectoryMessage> self, RemoteChannels channels,
            LongSupplier nanoTime) {
        this.ref = ref;
        this.self = self;
        this.channels = channels;
        this.nanoTime = nanoTime;
    }

    void reachable(boolean now) {
        if (now && !reachable) {
            ask();
        } else if (!now && reachable) {
            complete = false;
            channels.unreachable(ref);
        }
        reachable = now;
    }

    private void ask() {
        complete = false;
        nextPart = 0;
        gathered.clear();
        askedNanos = nanoTime.getAsLong();
        heardNanos = askedNanos;
        ref.tell(new DirectoryMessage.Ask(self));
    }

    /** The question or the answer may have been lost, or the other has forgotten that we want to know. */
    void check(Duration silence) {
        long now = nanoTime.getAsLong();
        boolean silent = now - heardNanos >= silence.toNanos();
        if (reachable && (silent || !complete && now - askedNanos >= silence.toNanos())) {
            ask();
        }
    }

    /** @return whether everything has been told now */
    boolean told(DirectoryMessage.Everything everything) {
        heardNanos = nanoTime.getAsLong();
        if (everything.part() == 0) {
            gathered.clear();
            nextPart = 0;
            gatheredSequence = everything.sequence();
        }
        if (!reachable || everything.part() != nextPart || everything.sequence() != gatheredSequence) {
            return false;
        }
        gathered.addAll(everything.channels());
        nextPart++;
        if (nextPart < everything.parts()) {
            return false;
        }
        channels.replace(ref, gathered);
        gathered.clear();
        nextPart = 0;
        complete = true;
        next = everything.sequence() + 1;
        return true;
    }

    /** @return whether these changes were taken */
    boolean told(DirectoryMessage.Changes changes) {
        heardNanos = nanoTime.getAsLong();
        if (!complete || changes.sequence() < next) {
            return false;
        }
        if (changes.sequence() > next) {
            ask();
            return false;
        }
        next++;
        changes.channels().forEach(channel -> channels.here(ref, channel));
        changes.balances().forEach(balance -> channels.balance(ref, balance));
        changes.left().forEach(channel -> channels.left(ref, channel));
        changes.ended().forEach(channels::ended);
        return true;
    }

    void told(DirectoryMessage.Mark mark) {
        heardNanos = nanoTime.getAsLong();
        if (complete && mark.sequence() >= next) {
            ask();
        }
    }

    void removed() {
        channels.removed(ref);
    }
}
