package lnhub.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lnhub.protocol.channel.Channel;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Context;
import lnhub.protocol.channel.Decision;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.Link;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Message;

/**
 * A test peer's side of a channel: the pure channel, kept in memory, right in all it says unless a test changes a
 * message on its way out. Its methods are called by several threads.
 */
final class TestChannel {
    static final Command.PeerFeatures FEATURES = new Command.PeerFeatures(true, true, true, true);

    private final Context context;
    private final Consumer<Message> send;
    private final Deque<Command> commands = new ArrayDeque<>();
    private final Map<Origin, Settlement> outcomes = new HashMap<>();
    private final List<Bytes> published = new ArrayList<>();
    private UnaryOperator<Message> tamper = UnaryOperator.identity();
    private final Map<Bytes32, Long> held = new HashMap<>();
    private boolean holding;
    private ChannelState state = ChannelState.NEW;
    private Link link = Link.DOWN;
    private String violation = "";
    private long payments;

    TestChannel(Context context, Consumer<Message> send) {
        this.context = context;
        this.send = send;
    }

    synchronized void run(Command first) {
        commands.add(first);
        while (!commands.isEmpty()) {
            Decision decision = Channel.decide(state, commands.remove(), link, context);
            if (decision instanceof Decision.Recorded recorded) {
                state = state.apply(new Event.Recorded(recorded.events()));
            }
            link = decision.link();
            decision.effects().forEach(this::run);
        }
        notifyAll();
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.SendBinding binding -> send.accept(tamper.apply(binding.message()));
            case Effect.Send message -> send.accept(tamper.apply(message.message()));
            case Effect.RequestSign sign -> commands.add(new Command.Sign());
            case Effect.SettleUpstream settle -> {
                outcomes.put(settle.origin(), settle.settlement());
                commands.add(new Command.SettleAcked(settle.origin()));
            }
            case Effect.TellRefused refused -> outcomes.put(refused.origin(),
                    new Settlement.Rejected(refused.failure()));
            case Effect.Deliver deliver when holding -> held.put(deliver.paymentHash(), deliver.htlcId());
            case Effect.Deliver deliver -> commands.add(new Command.Settle(deliver.htlcId(),
                    new Settlement.Rejected(new FailureMessage.IncorrectOrUnknownPaymentDetails(
                            deliver.amountMsat(), context.blockHeight()).encode()), Optional.empty()));
            case Effect.Disconnect disconnect -> violation = disconnect.reason();
            case Effect.PublishTx publish -> published.add(publish.transaction());
            default -> { }
        }
    }

    /** Every message leaves changed so, until told otherwise. */
    synchronized void tamper(UnaryOperator<Message> tamper) {
        this.tamper = tamper;
    }

    /** Offers an HTLC by the rules, whatever its onion is. @return its name, for {@link #outcome} */
    synchronized Origin offer(long amountMsat, Bytes32 paymentHash, long cltvExpiry, Bytes onion) {
        Origin origin = new Origin.Local(paymentHash, payments++);
        run(new Command.OfferHtlc(new Offer(origin, 0, amountMsat, paymentHash, cltvExpiry, onion)));
        return origin;
    }

    /** From now on HTLCs that come here are held, until {@link #settle}. */
    synchronized void hold() {
        holding = true;
    }

    synchronized boolean holds(Bytes32 paymentHash) {
        return held.containsKey(paymentHash);
    }

    /** The outcome of an HTLC that is held. */
    synchronized void settle(Bytes32 paymentHash, Settlement settlement) {
        run(new Command.Settle(held.remove(paymentHash), settlement, Optional.empty()));
    }

    /** The transaction that would close the channel now, which a cheat keeps for later. */
    synchronized Bytes signedCommitment() {
        return Channel.decide(state, new Command.ForceClose("kept"), link, context).effects().stream()
                .filter(Effect.PublishTx.class::isInstance).map(effect -> ((Effect.PublishTx) effect).transaction())
                .findFirst().orElseThrow();
    }

    /** What became of an HTLC, once it is irrevocable. */
    Settlement outcome(Origin origin) {
        return Await.value("the outcome of an HTLC", () -> {
            synchronized (this) {
                return Optional.ofNullable(outcomes.get(origin));
            }
        });
    }

    synchronized Live live() {
        return (Live) state;
    }

    synchronized Optional<Bytes32> channelId() {
        return state instanceof Live live ? Optional.of(live.funded().params().channelId()) : Optional.empty();
    }

    synchronized boolean isUsable() {
        return state instanceof Normal && link.phase() == Link.Phase.UP;
    }

    synchronized boolean isAtRest() {
        return isUsable() && live().funded().commitments().offered().isEmpty()
                && live().funded().commitments().received().isEmpty()
                && !live().funded().commitments().remote().awaitingRevocation();
    }

    /** What the other side did wrong in this side's eyes; empty if nothing. */
    synchronized String violation() {
        return violation;
    }

    @Override
    public synchronized String toString() {
        return link.phase() + " " + violation + " " + state;
    }
}
