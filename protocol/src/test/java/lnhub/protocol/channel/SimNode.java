package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A node of the simulation: its channels, the mail between them, and what stands in for the rest of a node. */
final class SimNode {
    /** What one part of a node has told another, not arrived yet. @param ref the channel it is for or from */
    sealed interface Mail {
        ChannelRef ref();

        record ToChannel(ChannelRef ref, Command command) implements Mail {
        }

        /** For payer, payee or history. */
        record ToNode(ChannelRef ref, Effect effect) implements Mail {
        }
    }

    /** A payee takes nothing that it could not claim in time, a hub carries nothing on that it could not either. */
    private static final int LEAST_BLOCKS_LEFT = 24;

    private record HtlcKey(ChannelRef ref, long id) {
    }

    final TestNode keys;
    final Map<ChannelRef, Entity> entities = new LinkedHashMap<>();
    final Map<ChannelRef, Topology.Edge> edges = new LinkedHashMap<>();
    final List<Mail> mail = new ArrayList<>();
    final Map<Origin.Local, Payment> payments = new LinkedHashMap<>();
    /** The forwarding history; its key is that of the incoming HTLC. */
    final Map<String, ForwardRecord> history = new LinkedHashMap<>();
    /** The numbers of the payments that were accepted here, and what they brought. */
    final Set<Long> fulfilled = new HashSet<>();
    long receivedMsat;
    /** Whether this node's payee answers at all; every payee does unless told otherwise. */
    Function<Effect.Deliver, Boolean> answers = deliver -> true;
    private final Map<HtlcKey, Settlement> decided = new LinkedHashMap<>();
    private final Map<Bytes32, Payment> expected;

    /** @param expected every payment of the simulation by its hash */
    SimNode(TestNode keys, Map<Bytes32, Payment> expected) {
        this.keys = keys;
        this.expected = expected;
        this.keys.relay = this::choose;
    }

    /** The channel the onion names, else another one with the same peer. */
    private Relay.Choice choose(Htlc.Received incoming, HopPayload.Forward payload, List<ChannelRef> refused,
            int height) {
        Optional<Topology.Edge> named = edges.values().stream()
                .filter(edge -> edge.scid().equals(payload.shortChannelId())).findFirst();
        if (named.isEmpty()) {
            return new Relay.Choice.Decline(new FailureMessage.UnknownNextPeer());
        }
        if (payload.outgoingCltv() < height + LEAST_BLOCKS_LEFT) {
            return new Relay.Choice.Decline(Forwarding.BUSY);
        }
        if (incoming.amountMsat() - payload.amountToForwardMsat() < Payment.FEE_MSAT) {
            return new Relay.Choice.Decline(new FailureMessage.FeeInsufficient(incoming.amountMsat(),
                    Bytes.EMPTY));
        }
        int peer = named.get().other(keys.index);
        List<ChannelRef> order = new ArrayList<>(List.of(keys.ref(named.get().index())));
        edges.forEach((ref, edge) -> {
            if (edge.has(peer) && !order.contains(ref)) {
                order.add(ref);
            }
        });
        return order.stream().filter(ref -> !refused.contains(ref)).<Relay.Choice>map(Relay.Choice.Via::new)
                .findFirst().orElse(new Relay.Choice.Decline(Forwarding.BUSY));
    }

    /** Mail for payer, payee or history arrives. */
    void receive(Mail.ToNode note) {
        switch (note.effect()) {
            case Effect.Deliver deliver when !answers.apply(deliver) -> { }
            case Effect.Deliver deliver -> mail.add(new Mail.ToChannel(note.ref(), new Command.Settle(
                    deliver.htlcId(), decide(note.ref(), deliver), Optional.empty())));
            case Effect.SettleUpstream settle -> {
                payment(settle.origin()).settled(settle.settlement());
                mail.add(new Mail.ToChannel(note.ref(), new Command.SettleAcked(settle.origin())));
            }
            case Effect.TellTaken taken -> payment(taken.origin()).taken = true;
            case Effect.TellRefused refused -> payment(refused.origin()).refused = true;
            case Effect.StoreForwards store -> store(note.ref(), store.forwards());
            default -> throw new IllegalStateException("nobody takes " + note.effect());
        }
    }

    private Payment payment(Origin origin) {
        return payments.get((Origin.Local) origin);
    }

    /** The payee's answer, once given, stays. */
    private Settlement decide(ChannelRef ref, Effect.Deliver deliver) {
        return decided.computeIfAbsent(new HtlcKey(ref, deliver.htlcId()), key -> {
            Payment payment = expected.get(deliver.paymentHash());
            if (payment.payeeFails || deliver.cltvExpiry() < keys.height + LEAST_BLOCKS_LEFT) {
                return new Settlement.Rejected(new FailureMessage.IncorrectOrUnknownPaymentDetails(
                        deliver.amountMsat(), keys.height).encode());
            }
            fulfilled.add(payment.number);
            receivedMsat += deliver.amountMsat();
            return new Settlement.Fulfilled(Onions.preimage(payment.number));
        });
    }

    private void store(ChannelRef ref, List<ForwardRecord> forwards) {
        for (ForwardRecord forward : forwards) {
            ForwardRecord known = history.putIfAbsent(forward.incoming() + "/" + forward.htlcId(), forward);
            if (known != null && !known.equals(forward)) {
                throw new AssertionError("history: a line changed from " + known + " to " + forward);
            }
        }
        mail.add(new Mail.ToChannel(ref, new Command.ForwardsStored(
                forwards.stream().map(ForwardRecord::htlcId).toList())));
    }

    /** The payer repeats an offer that nobody has answered and that is not on its way. */
    void offerAgain() {
        payments.values().stream().filter(Payment::isUnanswered)
                .map(Payment::mail).filter(offer -> !mail.contains(offer)).forEach(mail::add);
    }

    @Override
    public String toString() {
        return keys.toString();
    }
}
