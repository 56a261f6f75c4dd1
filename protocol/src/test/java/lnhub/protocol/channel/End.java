package lnhub.protocol.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.protocol.wire.OpenChannel;

/** One end of a channel under test: an entity, what it has put on the wire, and what else it wanted done. */
final class End {
    final TestNode node;
    final ChannelRef ref;
    final Journal journal;
    private final TestNode peer;
    Entity entity;
    /** Encoded, in order. */
    final Deque<byte[]> wire = new ArrayDeque<>();
    /** Every effect so far but messages, in order. */
    final List<Effect> effects = new ArrayList<>();
    /** Every message so far, in order. */
    final List<Message> sent = new ArrayList<>();
    boolean signRequested;
    boolean wantsDisconnect;
    /** Up to which of our commitments bitcoin's interpreter has looked. */
    long checkedNumber;

    End(TestNode node, Journal journal, TestNode peer) {
        this.node = node;
        this.peer = peer;
        this.ref = journal.ref;
        this.journal = journal;
        this.entity = new Entity(journal);
    }

    ChannelState state() {
        return entity.state;
    }

    Commitments commitments() {
        return ((Live) entity.state).funded().commitments();
    }

    Debts debts() {
        return ((Live) entity.state).funded().debts();
    }

    /** Decides, persists, runs the effects. */
    Decision tell(Command command) {
        Decision decision = entity.decide(command);
        if (!entity.commit(decision)) {
            throw new IllegalStateException("fenced");
        }
        decision.effects().forEach(this::run);
        return decision;
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.SendBinding binding -> send(binding.message());
            case Effect.Send send -> send(send.message());
            case Effect.RequestSign sign -> signRequested = true;
            case Effect.Disconnect disconnect -> {
                wantsDisconnect = true;
                effects.add(effect);
            }
            default -> effects.add(effect);
        }
    }

    private void send(Message message) {
        sent.add(message);
        wire.add(MessageCodec.encode(message));
    }

    /** A message of the peer's arrives. */
    void receive(Message message) {
        switch (message) {
            case OpenChannel open -> tell(new Command.Accept(ref, peer.id, open, node.closeScript(ref)));
            case ChannelMessage channel -> tell(new Command.FromPeer(channel));
            case ErrorMessage error -> tell(new Command.PeerError(new String(error.data().toArray())));
            default -> { }
        }
    }

    static Message decode(byte[] bytes) {
        try {
            return MessageCodec.decode(bytes);
        } catch (MalformedMessage malformed) {
            throw new AssertionError("we sent what cannot be read", malformed);
        }
    }

    void sign() {
        signRequested = false;
        tell(new Command.Sign());
    }

    /** The process dies: only the journal is left. */
    void crash() {
        entity = new Entity(journal);
        signRequested = false;
        wantsDisconnect = false;
        wire.clear();
    }

    <E extends Effect> List<E> effects(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends Effect> Optional<E> last(Class<E> type) {
        return effects(type).stream().reduce((first, second) -> second);
    }

    <M extends Message> List<M> sent(Class<M> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
