package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the gossip actors of this node's other processes what they have accepted. A new one is compared with
 * first, stretch by stretch, one sibling at a time; then it is followed: it tells what it accepts, in numbered
 * messages, each after we have taken in the last. Whoever does not answer is asked again.
 */
final class Siblings {
    private static final Logger LOG = LoggerFactory.getLogger(Siblings.class);
    /** Questions without an answer until another sibling gets its turn. */
    private static final int MAX_TRIES = 6;

    private final GossipServices services;
    private final OtherProcesses others;
    private final Knowledge knowledge;
    private final ChainSide chain;
    private final Merger merger;
    private final long startedMs;
    private final Map<ActorRef<SiblingMessage>, Sibling> all = new LinkedHashMap<>();
    private Optional<Comparison> comparison = Optional.empty();
    private boolean listed;
    private boolean inStep;

    /** Takes in what a sibling knows. */
    @FunctionalInterface
    interface Merger {
        /** @param done run when it is in our graph */
        void merge(SharedGossip gossip, Runnable done);
    }

    /** One other process. */
    private static final class Sibling {
        final ActorRef<SiblingMessage> ref;
        /** Of its numbers, what we ask for; 0 until it has told us. */
        long next;
        Optional<Long> born = Optional.empty();
        long askedMs;
        boolean toCompare = true;
        boolean merging;
        long comparedMs;

        Sibling(ActorRef<SiblingMessage> ref) {
            this.ref = ref;
        }

        boolean isFollowed() {
            return next > 0 && !toCompare;
        }
    }

    /** Of what a sibling knows with what we know. */
    private static final class Comparison {
        final Sibling sibling;
        Place at = Place.START;
        boolean merging;
        long askedMs;
        int tries;

        Comparison(Sibling sibling) {
            this.sibling = sibling;
        }
    }

    Siblings(GossipServices services, OtherProcesses others, Knowledge knowledge, ChainSide chain, Merger merger) {
        this.services = services;
        this.others = others;
        this.knowledge = knowledge;
        this.chain = chain;
        this.merger = merger;
        this.startedMs = now();
    }

    /** @param siblings all there are now, ourselves not among them */
    void listed(Set<ActorRef<SiblingMessage>> siblings) {
        listed = true;
        all.keySet().retainAll(siblings);
        comparison = comparison.filter(running -> all.containsValue(running.sibling));
        for (ActorRef<SiblingMessage> ref : siblings) {
            if (!all.containsKey(ref)) {
                Sibling sibling = new Sibling(ref);
                all.put(ref, sibling);
                ask(sibling);
            }
        }
        next();
    }

    /** Whether we may speak for our channels: we know what our siblings knew, or have waited long enough. */
    boolean areInStep() {
        if (!inStep) {
            boolean known = all.isEmpty() ? !others.areExpected()
                    : all.values().stream().allMatch(Sibling::isFollowed);
            boolean late = now() - startedMs >= services.limits().syncTimeout().toMillis();
            inStep = late || listed && known;
            return inStep || known;
        }
        return true;
    }

    /** Whether no other process is older, as far as we know: it speaks for the node. */
    boolean weAreEldest() {
        return all.values().stream().allMatch(sibling -> sibling.born.filter(age -> age < others.born()).isEmpty());
    }

    /** Numbers that we did not know, or that are gone: what is before them has to be found by comparing. */
    void received(SiblingMessage.Position m) {
        Sibling sibling = all.get(m.from());
        // A second answer to the same question must not skip what was accepted after the first.
        if (sibling != null && !sibling.merging && (sibling.next == 0 || sibling.isFollowed())) {
            comparison = comparison.filter(running -> running.sibling != sibling);
            sibling.born = Optional.of(m.born());
            sibling.next = m.next();
            sibling.toCompare = true;
            next();
        }
    }

    void received(SiblingMessage.Accepted m) {
        Sibling sibling = all.get(m.from());
        if (sibling == null || sibling.merging || !sibling.isFollowed() || m.sequence() != sibling.next) {
            return;
        }
        sibling.merging = true;
        merger.merge(m.gossip(), () -> {
            sibling.merging = false;
            sibling.next = m.next();
            if (all.containsValue(sibling)) {
                ask(sibling);
            }
        });
    }

    void received(SiblingMessage.Part m) {
        Comparison running = comparison.filter(now -> now.sibling.ref.equals(m.from()) && !now.merging
                && now.at.equals(m.start()) && m.start().isBefore(m.next())).orElse(null);
        // One that has seen fewer blocks may tell of channels whose end we know already: it is asked again later.
        if (running == null || m.gossip().height() < chain.blockHeight() && !m.gossip().channels().isEmpty()) {
            return;
        }
        running.merging = true;
        merger.merge(m.gossip(), () -> {
            if (comparison.filter(now -> now == running).isPresent()) {
                running.merging = false;
                running.at = m.next();
                goOn(running);
            }
        });
    }

    /** The chain is known: without it nothing can be taken in. */
    void chainKnown() {
        next();
    }

    /** Asks again where nothing has come for too long. */
    void tick() {
        long before = now() - services.limits().retry().toMillis();
        for (Sibling sibling : all.values()) {
            boolean asks = sibling.next == 0 || sibling.isFollowed();
            if (asks && !sibling.merging && sibling.askedMs <= before) {
                ask(sibling);
            }
        }
        comparison.filter(running -> !running.merging && running.askedMs <= before).ifPresent(running -> {
            if (++running.tries < MAX_TRIES) {
                compare(running);
            } else {
                LOG.warn("{} does not tell what it knows", running.sibling.ref.path());
                // Behind those that have not had their turn yet.
                all.remove(running.sibling.ref);
                all.put(running.sibling.ref, running.sibling);
                comparison = Optional.empty();
            }
        });
        next();
    }

    private void next() {
        if (comparison.isPresent() || !chain.isKnown()) {
            return;
        }
        long due = now() - services.limits().resync().toMillis();
        comparison = all.values().stream().filter(sibling -> sibling.next > 0 && sibling.toCompare).findFirst()
                .or(() -> all.values().stream()
                        .filter(sibling -> sibling.isFollowed() && sibling.comparedMs <= due)
                        .min(Comparator.comparingLong(sibling -> sibling.comparedMs)))
                .map(Comparison::new);
        comparison.ifPresent(this::compare);
    }

    private void goOn(Comparison running) {
        if (running.at instanceof Place.End) {
            LOG.info("took over what {} knows: now {} channels", running.sibling.ref.path(),
                    knowledge.graph().channelCount());
            comparison = Optional.empty();
            running.sibling.comparedMs = now();
            if (running.sibling.toCompare) {
                running.sibling.toCompare = false;
                ask(running.sibling);
            }
            next();
        } else {
            running.tries = 0;
            compare(running);
        }
    }

    private void compare(Comparison running) {
        Knowledge.Stretch ours = knowledge.stretch(running.at);
        running.askedMs = now();
        running.sibling.ref.tell(
                new SiblingMessage.Compare(others.self(), ours.start(), ours.end(), ours.count(), ours.digest()));
    }

    private void ask(Sibling sibling) {
        sibling.askedMs = now();
        sibling.ref.tell(new SiblingMessage.Ask(others.self(), sibling.next));
    }

    private long now() {
        return services.clock().millis();
    }
}
