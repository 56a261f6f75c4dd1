package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lnhub.actors.StageFailure;
import lnhub.actors.forward.BalanceChange;
import lnhub.actors.forward.HostedChannel;
import lnhub.actors.forward.LocalChannels;
import lnhub.protocol.channel.ChannelRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each process's {@link LocalChannels} a picture of all channels of the node. One in every process tells the
 * others what has changed in its own, at most once in an interval, and hears what they tell. Who starts to listen, or
 * has missed something, asks for everything. Alone it tells nobody and costs nothing.
 */
public final class SharedDirectory extends AbstractBehavior<DirectoryMessage> {
    static final ServiceKey<DirectoryMessage> KEY = ServiceKey.create(DirectoryMessage.class, "channel-directory");
    private static final Logger LOG = LoggerFactory.getLogger(SharedDirectory.class);

    private final LocalChannels channels;
    private final Timing timing;
    private final AtomicLong sequence;
    /** Those who have asked; processes of this node, so they are few. */
    private final Set<ActorRef<DirectoryMessage>> listeners = new HashSet<>();
    private final Map<ActorRef<DirectoryMessage>, Source> sources = new HashMap<>();
    /** As the others know it. */
    private final Map<ChannelRef, HostedChannel> told = new HashMap<>();
    private boolean loading;
    private boolean loadAgain;

    public static Behavior<DirectoryMessage> create(LocalChannels channels, Timing timing) {
        // Survives a restart, which skips a number: so others notice that they were forgotten.
        AtomicLong sequence = new AtomicLong();
        return Behaviors.<DirectoryMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers ->
                        new SharedDirectory(context, timers, channels, timing, sequence))))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    private SharedDirectory(ActorContext<DirectoryMessage> context, TimerScheduler<DirectoryMessage> timers,
            LocalChannels channels, Timing timing, AtomicLong sequence) {
        super(context);
        this.channels = channels;
        this.timing = timing;
        this.sequence = sequence;
        sequence.incrementAndGet();
        channels.share(false);
        channels.remote().clear();
        timers.startTimerWithFixedDelay(new DirectoryMessage.Tell(), timing.interval());
        timers.startTimerWithFixedDelay(new DirectoryMessage.Check(), timing.check());
        ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(KEY,
                context.messageAdapter(Receptionist.Listing.class, DirectoryMessage.Processes::new)));
    }

    @Override
    public Receive<DirectoryMessage> createReceive() {
        return newReceiveBuilder().onMessage(DirectoryMessage.class, this::onMessage)
                .onSignal(Terminated.class, this::terminated).build();
    }

    private Behavior<DirectoryMessage> onMessage(DirectoryMessage message) {
        switch (message) {
            case DirectoryMessage.Ask ask -> asked(ask.replyTo());
            case DirectoryMessage.Everything everything -> of(everything.from(), source -> {
                if (source.told(everything)) {
                    // What was stored while nobody told us of it: before we joined, or in what was lost.
                    load();
                }
            });
            case DirectoryMessage.Changes changes -> of(changes.from(), source -> {
                if (source.told(changes) && changes.policies()) {
                    load();
                }
            });
            case DirectoryMessage.Mark mark -> of(mark.from(), source -> source.told(mark));
            case DirectoryMessage.Tell tell -> tell();
            case DirectoryMessage.Check check -> check();
            case DirectoryMessage.Processes processes -> found(processes.listing());
            case DirectoryMessage.Loaded loaded -> loaded(loaded.failure());
        }
        return this;
    }

    /** One that is gone may still be heard. */
    private void of(ActorRef<DirectoryMessage> from, Consumer<Source> then) {
        Optional.ofNullable(sources.get(from)).ifPresent(then);
    }

    // --- telling ---

    private void asked(ActorRef<DirectoryMessage> by) {
        if (listeners.isEmpty()) {
            channels.share(true);
            channels.hosted().forEach(channel -> told.put(channel.ref(), channel));
        } else {
            tell();
        }
        if (listeners.add(by)) {
            getContext().watch(by);
        }
        Parts.of(List.copyOf(told.values()), getContext().getSelf(), sequence.get()).forEach(by::tell);
    }

    private void tell() {
        if (listeners.isEmpty()) {
            return;
        }
        Parts parts = new Parts();
        if (channels.takePoliciesStored()) {
            parts.policies();
        }
        for (Map.Entry<ChannelRef, Boolean> change : channels.takeChanged().entrySet()) {
            gather(change.getKey(), change.getValue(), parts);
            if (parts.isFull()) {
                send(parts);
                parts = new Parts();
            }
        }
        if (!parts.isEmpty()) {
            send(parts);
        }
    }

    private void gather(ChannelRef ref, boolean ended, Parts parts) {
        Optional<HostedChannel> now = channels.hosted(ref);
        HostedChannel before = now.isPresent() ? told.put(ref, now.get()) : told.remove(ref);
        if (now.isEmpty()) {
            if (ended || before != null) {
                parts.gone(ref, ended);
            }
        } else if (before == null || !before.shows(now.get()) && !now.get().differsInBalanceOnly(before)) {
            parts.channel(now.get());
        } else if (!before.shows(now.get())) {
            parts.balance(BalanceChange.of(now.get()));
        }
    }

    private void send(Parts parts) {
        DirectoryMessage message = parts.changes(getContext().getSelf(), sequence.incrementAndGet());
        listeners.forEach(listener -> listener.tell(message));
    }

    private void check() {
        DirectoryMessage mark = new DirectoryMessage.Mark(getContext().getSelf(), sequence.get());
        listeners.forEach(listener -> listener.tell(mark));
        sources.values().forEach(source -> source.check(timing.silence()));
        if (loadAgain) {
            load();
        }
    }

    // --- the others ---

    private void found(Receptionist.Listing listing) {
        Set<ActorRef<DirectoryMessage>> all = new HashSet<>(listing.getAllServiceInstances(KEY));
        all.remove(getContext().getSelf());
        for (ActorRef<DirectoryMessage> other : all) {
            sources.computeIfAbsent(other, ref -> {
                getContext().watch(ref);
                return new Source(ref, getContext().getSelf(), channels.remote(), System::nanoTime);
            }).reachable(listing.getServiceInstances(KEY).contains(other));
        }
        List<ActorRef<DirectoryMessage>> gone = new ArrayList<>(sources.keySet());
        gone.removeAll(all);
        gone.forEach(this::removed);
    }

    private Behavior<DirectoryMessage> terminated(Terminated gone) {
        ActorRef<DirectoryMessage> ref = gone.getRef().unsafeUpcast();
        removed(ref);
        if (listeners.remove(ref) && listeners.isEmpty()) {
            channels.share(false);
            told.clear();
        }
        return this;
    }

    private void removed(ActorRef<DirectoryMessage> process) {
        Source source = sources.remove(process);
        if (source != null) {
            source.removed();
        }
    }

    // --- policies ---

    /** The table is the truth: so processes that change one policy at the same time come to agree. */
    private void load() {
        if (loading) {
            loadAgain = true;
            return;
        }
        loading = true;
        loadAgain = false;
        getContext().pipeToSelf(channels.loadPolicies(), (done, failure) -> new DirectoryMessage.Loaded(failure));
    }

    private void loaded(Throwable failure) {
        loading = false;
        if (failure != null) {
            LOG.warn("policies that another process has stored cannot be read, it will be tried again: {}",
                    StageFailure.cause(failure).toString());
            loadAgain = true;
        } else if (loadAgain) {
            load();
        }
    }
}
