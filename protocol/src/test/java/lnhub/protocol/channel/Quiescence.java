package lnhub.protocol.channel;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.transactions.Commitment;

/** The end of a simulation: everything is let run until nothing is left to do, and then everything must add up. */
final class Quiescence {
    private static final int MOST_STEPS = 20_000;

    private final Simulation simulation;
    private final Map<ChannelRef, Long> before = new LinkedHashMap<>();

    /** Made before anything happens: remembers who has what. */
    Quiescence(Simulation simulation) {
        this.simulation = simulation;
        simulation.nodes.forEach(node -> node.entities.forEach((ref, entity) ->
                before.put(ref, entity.state instanceof Live live ? live.funded().commitments().localMsat() : 0L)));
    }

    /** Connects everything, delivers everything, repeats what is owed, until that changes nothing. */
    void reach() {
        long records = -1;
        while (records != records()) {
            records = records();
            for (int round = 0; round < 3; round++) {
                simulation.cables.stream().filter(cable -> !cable.up && simulation.isUsable(cable))
                        .forEach(simulation::plug);
                drain();
                simulation.nodes.forEach(simulation::tick);
                drain();
            }
        }
    }

    private long records() {
        return simulation.nodes.stream().flatMap(node -> node.entities.values().stream())
                .mapToLong(entity -> entity.journal.size()).sum();
    }

    void drain() {
        int steps = 0;
        while (deliverOne() || mailOne()) {
            if (++steps > MOST_STEPS) {
                Invariants.fail("nothing stuck", "messages go round for ever");
            }
        }
    }

    private boolean deliverOne() {
        for (Cable cable : simulation.cables) {
            for (SimNode node : List.of(cable.a, cable.b)) {
                if (!cable.to(node).isEmpty()) {
                    simulation.deliver(cable, node);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean mailOne() {
        for (SimNode node : simulation.nodes) {
            if (!node.mail.isEmpty()) {
                simulation.open(node, node.mail.removeFirst());
                return true;
            }
        }
        return false;
    }

    // --- what must hold now ---

    void check() {
        simulation.topology.edges().forEach(this::settledAndAgreed);
        simulation.nodes.forEach(this::paidEverybody);
        simulation.nodes.forEach(this::historyIsComplete);
        simulation.nodes.forEach(this::conserved);
        simulation.payments.forEach(this::concluded);
    }

    private void settledAndAgreed(Topology.Edge edge) {
        Entity a = entity(edge, edge.funder());
        Entity b = entity(edge, edge.fundee());
        Commitments ours = quiet(a);
        Commitments theirs = quiet(b);
        boolean same = ours.localMsat() == theirs.remoteMsat() && ours.remoteMsat() == theirs.localMsat()
                && a.state.getClass() == b.state.getClass()
                && txid(a, ours).equals(remoteTxid(theirs)) && txid(b, theirs).equals(remoteTxid(ours));
        if (!same) {
            Invariants.fail("both sides agree", edge + ": " + a.state + " and " + b.state);
        }
    }

    private static Object txid(Entity entity, Commitments commitments) {
        return CommitmentTransactions.local(commitments, entity.journal.node.signer(entity.ref()),
                commitments.local().number(), View.LOCAL).txid();
    }

    private static Object remoteTxid(Commitments commitments) {
        Commitment commitment = CommitmentTransactions.remote(commitments, commitments.remote().point(),
                commitments.remote().number(), View.REMOTE);
        return commitment.txid();
    }

    private Entity entity(Topology.Edge edge, int node) {
        SimNode owner = simulation.nodes.get(node);
        return owner.entities.get(owner.keys.ref(edge.index()));
    }

    private static Commitments quiet(Entity entity) {
        Live live = (Live) entity.state;
        boolean rests = live instanceof Normal && entity.link.isUp() || live instanceof Closing;
        Commitments commitments = live.funded().commitments();
        if (!rests || !commitments.isQuiet() || entity.link.hasProposals()) {
            Invariants.fail("nothing stuck", entity.ref() + " is " + live.name() + ", " + entity.link.phase()
                    + ", offered " + commitments.offered() + ", received " + commitments.received()
                    + ", proposals " + entity.link.proposed() + entity.link.received());
        }
        return commitments;
    }

    private void paidEverybody(SimNode node) {
        node.entities.values().forEach(entity -> {
            Debts debts = ((Live) entity.state).funded().debts();
            if (!entity.link.acks().paid().containsAll(debts.upstream().keySet())
                    || !entity.link.acks().stored().containsAll(debts.history().keySet())) {
                Invariants.fail("every debt is paid", entity.ref() + " owes " + debts);
            }
        });
    }

    /** Each forward that ended well is in the history, once. */
    private void historyIsComplete(SimNode node) {
        Set<String> forwarded = new HashSet<>();
        simulation.invariants.carried().forEach((origin, outgoing) -> {
            if (origin instanceof Origin.Forwarded from && node.entities.containsKey(from.incoming())
                    && simulation.invariants.fulfilled().contains(outgoing)) {
                forwarded.add(from.incoming() + "/" + from.htlcId());
            }
        });
        if (!forwarded.equals(node.history.keySet())) {
            Invariants.fail("history is complete", node + " has forwarded " + forwarded + ", its history says "
                    + node.history.keySet());
        }
    }

    /** What came in is what went out and what was earned, to the millisatoshi. */
    private void conserved(SimNode node) {
        long gained = node.entities.entrySet().stream().mapToLong(entry ->
                ((Live) entry.getValue().state).funded().commitments().localMsat() - before.get(entry.getKey())).sum();
        long earned = node.history.values().stream().mapToLong(ForwardRecord::feeMsat).sum();
        long paid = node.payments.values().stream().filter(payment -> payment.outcome()
                .filter(Settlement::isFulfilled).isPresent()).mapToLong(payment -> payment.offer.amountMsat()).sum();
        if (gained != earned + node.receivedMsat - paid) {
            Invariants.fail("conservation over the hub", node + " gained " + gained + " msat, earned " + earned
                    + ", was paid " + node.receivedMsat + ", paid " + paid);
        }
    }

    private void concluded(Payment payment) {
        boolean carried = simulation.invariants.carried().containsKey(payment.origin);
        if (payment.outcome().isEmpty() && (carried || !payment.refused)) {
            Invariants.fail("every payment ends", payment + ": taken " + payment.taken + ", refused "
                    + payment.refused);
        }
        boolean got = payment.payee.fulfilled.contains(payment.number);
        if (got != payment.outcome().filter(Settlement::isFulfilled).isPresent()) {
            Invariants.fail("a preimage travels up", payment + " was " + (got ? "" : "not ")
                    + "paid out; its payer knows " + payment.outcome());
        }
    }
}
