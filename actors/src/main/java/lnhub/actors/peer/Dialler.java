package lnhub.actors.peer;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;

/** Reaches one peer: when the operator wants it, and again and again while there are channels with it. */
final class Dialler {
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final int MOST_DOUBLINGS = 12;
    /** How long after dialling the exchange of init may take before we dial again. */
    private static final Duration INIT_WITHIN = Duration.ofSeconds(5);
    private static final String TIMER = "reconnect";

    private final PublicKey nodeId;
    private final PeerServices services;
    private final ActorContext<PeerMessage> context;
    private final TimerScheduler<PeerMessage> timers;
    /** Operators who wait for the connection. */
    private final List<PeerMessage.Connect> waiting = new ArrayList<>();
    private boolean dialling;
    private Optional<PeerMessage.Address> dialled = Optional.empty();
    private int failures;

    Dialler(PublicKey nodeId, PeerServices services, ActorContext<PeerMessage> context,
            TimerScheduler<PeerMessage> timers) {
        this.nodeId = nodeId;
        this.services = services;
        this.context = context;
        this.timers = timers;
    }

    void connected() {
        failures = 0;
        timers.cancel(TIMER);
        waiting.forEach(connect -> connect.replyTo().tell(new PeerMessage.Answer.Done()));
        waiting.clear();
    }

    /** There is no connection: dials soon, unless it is dialling already. */
    void lost(PeerState state) {
        if (!dialling) {
            schedule(state, FIRST_DELAY);
        }
    }

    private void schedule(PeerState state, Duration delay) {
        if (state.address().isPresent()) {
            timers.startSingleTimer(TIMER, new PeerMessage.Reconnect(), delay);
        }
    }

    /** Only a peer with channels is worth dialling again by ourselves. */
    void reconnect(PeerState state, boolean connected) {
        if (connected || dialling) {
            return;
        }
        waiting.forEach(connect -> connect.replyTo().tell(
                new PeerMessage.Answer.Failure("the connection ended before init was exchanged")));
        waiting.clear();
        if (!state.channels().isEmpty()) {
            state.address().ifPresent(this::dial);
        }
    }

    void connect(PeerMessage.Connect connect, boolean connected) {
        if (connected) {
            connect.replyTo().tell(new PeerMessage.Answer.AlreadyConnected());
            return;
        }
        waiting.add(connect);
        if (!dialling) {
            dial(connect.address());
        }
    }

    private void dial(PeerMessage.Address address) {
        dialling = true;
        dialled = Optional.of(address);
        context.pipeToSelf(services.transport().dial(nodeId, address.host(), address.port()),
                (connection, failure) -> new PeerMessage.DialFailed(
                        failure == null ? "" : String.valueOf(failure.getMessage())));
    }

    /** @param reason empty when dialling succeeded: what follows is init */
    void dialled(PeerState state, String reason, boolean connected) {
        dialling = false;
        if (reason.isEmpty()) {
            if (!connected) {
                timers.startSingleTimer(TIMER, new PeerMessage.Reconnect(), INIT_WITHIN);
            }
            return;
        }
        waiting.stream().filter(connect -> dialled.equals(Optional.of(connect.address())))
                .forEach(connect -> connect.replyTo().tell(new PeerMessage.Answer.Failure(reason)));
        waiting.removeIf(connect -> dialled.equals(Optional.of(connect.address())));
        if (!waiting.isEmpty()) {
            // The operator named another address while we were dialling an old one.
            dial(waiting.getFirst().address());
            return;
        }
        failures++;
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        schedule(state, delay.compareTo(services.maxReconnectDelay()) < 0 ? delay : services.maxReconnectDelay());
    }
}
