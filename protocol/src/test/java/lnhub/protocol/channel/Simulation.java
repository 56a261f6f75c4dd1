package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;

/**
 * Nodes with pure channels under a schedule of faults: messages are late, mail between the channels of a node is late,
 * repeated, lost or reordered, processes die between persisting and acting, connections break and are noticed late,
 * processes that were taken for dead wake up. {@link Invariants} hold after every step, {@link Quiescence} at the end.
 */
class Simulation {
    private static final int[] FEERATES = {500, 1_000, 2_500, 5_000};
    private static final int[] DEATHS_PER_MILLE = {0, 4, 10, 25};

    final Schedule schedule;
    final Topology topology;
    final List<SimNode> nodes = new ArrayList<>();
    final List<Cable> cables = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();
    final Invariants invariants;
    final Fault fault;
    private final Map<Bytes32, Payment> byHash = new LinkedHashMap<>();
    private final Map<SimNode, Map<Bytes32, ChannelRef>> refs = new HashMap<>();
    final List<Sleeper> sleepers = new ArrayList<>();
    int paymentsLeft;
    private int blocksLeft = 4;
    private final boolean closes;
    /** In some schedules signatures are a long time coming, so that updates gather. */
    private final boolean signsLate;
    /** How often, in a thousand, a process dies with a command, before or after it is durable. */
    private final int deathsPerMille;
    boolean calm;

    Simulation(Schedule schedule, Fault fault) {
        this.schedule = schedule;
        this.fault = fault;
        this.topology = Topology.random(schedule);
        this.paymentsLeft = 2 + schedule.below(7);
        this.closes = schedule.percent(25);
        this.signsLate = schedule.percent(40);
        this.deathsPerMille = DEATHS_PER_MILLE[schedule.below(DEATHS_PER_MILLE.length)];
        this.invariants = new Invariants(this::preimage, 20);
        for (int i = 0; i < topology.nodes(); i++) {
            nodes.add(new SimNode(new TestNode(i), byHash));
        }
        for (Topology.Edge edge : topology.edges()) {
            add(nodes.get(edge.funder()), edge);
            add(nodes.get(edge.fundee()), edge);
        }
        for (int a = 0; a < nodes.size(); a++) {
            for (int b = a + 1; b < nodes.size(); b++) {
                List<Topology.Edge> between = topology.between(a, b);
                if (!between.isEmpty()) {
                    cables.add(new Cable(nodes.get(a), nodes.get(b), between));
                }
            }
        }
    }

    private void add(SimNode node, Topology.Edge edge) {
        Journal journal = edge.journal(node.keys);
        Entity entity = new Entity(journal, fault);
        node.entities.put(journal.ref, entity);
        node.edges.put(journal.ref, edge);
        refs.computeIfAbsent(node, n -> new HashMap<>())
                .put(((Live) entity.state).funded().params().channelId(), journal.ref);
        invariants.watch(journal);
    }

    private Optional<Bytes32> preimage(Bytes32 hash) {
        return Optional.ofNullable(byHash.get(hash)).map(payment -> Onions.preimage(payment.number));
    }

    /** Runs the whole schedule. @throws AssertionError when an invariant is broken */
    void run() {
        Quiescence quiescence = new Quiescence(this);
        cables.stream().filter(cable -> schedule.percent(80)).forEach(this::plug);
        int steps = 100 + schedule.below(250);
        for (int i = 0; i < steps; i++) {
            schedule.nextStep();
            step();
            nodes.forEach(node -> node.entities.values().forEach(entity ->
                    Invariants.bounded(entity, payments.size())));
        }
        calm = true;
        while (!sleepers.isEmpty()) {
            wake(sleepers.getFirst());
        }
        nodes.forEach(node -> List.copyOf(node.entities.values()).stream().filter(Entity::isStale)
                .forEach(entity -> crash(node, entity)));
        conclude(quiescence);
    }

    void conclude(Quiescence quiescence) {
        quiescence.reach();
        quiescence.check();
        nodes.forEach(this::crashNode);
        quiescence.reach();
        quiescence.check();
    }

    void step() {
        int dice = schedule.below(100);
        if (dice < 45) {
            deliverAny();
        } else if (dice < 78) {
            mailAny();
        } else if (dice < 84) {
            pay();
        } else if (dice < 90) {
            plug();
        } else {
            mischief(dice - 90);
        }
    }

    private void mischief(int dice) {
        SimNode node = schedule.pick(nodes);
        Entity entity = schedule.pick(List.copyOf(node.entities.values()));
        switch (dice) {
            case 0 -> unplug(schedule.pick(cables));
            case 1 -> {
                fallAsleep(node, entity, Optional.empty());
                crash(node, entity);
            }
            case 2 -> rarely(20, () -> crashNode(node));
            case 3, 4 -> tick(node);
            case 5 -> handle(node, entity, new Command.ChangeFeerate(FEERATES[schedule.below(FEERATES.length)]));
            case 6 -> rarely(50, this::block);
            case 7, 8 -> rarely(sleepers.isEmpty() ? 0 : 100, () -> wake(schedule.pick(sleepers)));
            default -> rarely(closes ? 30 : 0, () -> handle(node, entity, new Command.Close()));
        }
    }

    private void rarely(int chance, Runnable action) {
        if (schedule.percent(chance)) {
            action.run();
        }
    }

    // --- the world ---

    private void pay() {
        if (paymentsLeft > 0) {
            paymentsLeft--;
            Payment payment = Payment.random(payments.size() + 1, nodes, topology, schedule, finalExpiry());
            payment.preimageStays = invariants.onChain;
            payments.add(payment);
            byHash.put(payment.offer.paymentHash(), payment);
            SimNode payer = nodes.stream().filter(n -> n.entities.containsKey(payment.first)).findFirst().orElseThrow();
            payer.payments.put(payment.origin, payment);
            payer.mail.add(payment.mail());
            schedule.trace(() -> payer + " starts " + payment + " to " + payment.payee);
        }
    }

    /** cltv_expiry of the last HTLC of a payment that begins now. */
    long finalExpiry() {
        return TestNode.HEIGHT + 400;
    }

    void block() {
        if (blocksLeft > 0) {
            blocksLeft--;
            for (SimNode node : nodes) {
                node.keys.height++;
                List.copyOf(node.entities.values()).forEach(entity ->
                        handle(node, entity, new Command.NewBlock(node.keys.height)));
            }
        }
    }

    /** Whatever is owed is repeated. */
    void tick(SimNode node) {
        node.offerAgain();
        List.copyOf(node.entities.values()).forEach(entity -> handle(node, entity, new Command.PayDebts()));
    }

    // --- connections ---

    void plug() {
        List<Cable> down = cables.stream().filter(cable -> !cable.up && isUsable(cable)).toList();
        if (!down.isEmpty()) {
            plug(schedule.pick(down));
        }
    }

    /** Whether both of its ends are there. */
    boolean isUsable(Cable cable) {
        return true;
    }

    void plug(Cable cable) {
        schedule.trace(() -> cable + " connects");
        cable.up = true;
        tellBoth(cable, new Command.Connected(TestNode.FEATURES), 100);
    }

    /** The connection breaks; not everybody notices before the next one. */
    void unplug(Cable cable) {
        schedule.trace(() -> cable + " breaks");
        cable.cut();
        tellBoth(cable, new Command.Disconnected(), calm ? 100 : 75);
    }

    private void tellBoth(Cable cable, Command command, int chance) {
        for (Topology.Edge edge : cable.edges) {
            for (SimNode node : List.of(cable.a, cable.b)) {
                if (schedule.percent(chance)) {
                    handle(node, node.entities.get(node.keys.ref(edge.index())), command);
                }
            }
        }
    }

    private void deliverAny() {
        List<Cable> busy = cables.stream()
                .filter(cable -> !cable.to(cable.a).isEmpty() || !cable.to(cable.b).isEmpty()).toList();
        if (!busy.isEmpty()) {
            Cable cable = schedule.pick(busy);
            boolean toA = cable.to(cable.b).isEmpty() || !cable.to(cable.a).isEmpty() && schedule.percent(50);
            deliver(cable, toA ? cable.a : cable.b);
        }
    }

    void deliver(Cable cable, SimNode to) {
        Message message = End.decode(cable.to(to).remove());
        if (message instanceof ChannelMessage channel) {
            handle(to, entityOf(to, channel.channelId()), new Command.FromPeer(channel));
        } else if (message instanceof ErrorMessage error) {
            handle(to, entityOf(to, error.channelId()), new Command.PeerError("as told"));
        }
    }

    private Entity entityOf(SimNode node, Bytes32 channelId) {
        return node.entities.get(refs.get(node).get(channelId));
    }

    private Cable cableOf(SimNode node, ChannelRef ref) {
        return cables.stream().filter(cable -> cable.has(node) && cable.edges.contains(node.edges.get(ref)))
                .findFirst().orElseThrow();
    }

    // --- mail within a node ---

    private void mailAny() {
        List<SimNode> busy = nodes.stream().filter(node -> !node.mail.isEmpty()).toList();
        if (!busy.isEmpty()) {
            SimNode node = schedule.pick(busy);
            SimNode.Mail mail = inOrder(node, schedule.pick(node.mail));
            boolean late = signsLate && isSign(mail) && schedule.percent(80);
            if (!late) {
                openOrLose(node, mail);
            }
        }
    }

    private void openOrLose(SimNode node, SimNode.Mail mail) {
        boolean certain = isSign(mail) || isFromPayer(mail) || isFromChain(mail);
        if (certain || !schedule.percent(8)) {
            node.mail.remove(mail);
        }
        if (!certain && schedule.percent(6)) {
            schedule.trace(() -> node + " loses " + mail);
        } else {
            open(node, mail);
        }
    }

    /** A payer speaks to a channel in order, as actors do, and not twice: an offer of its own has no other guard. */
    private static SimNode.Mail inOrder(SimNode node, SimNode.Mail picked) {
        if (isFromChain(picked)) {
            return node.mail.stream().filter(mail -> isFromChain(mail) && mail.ref().equals(picked.ref())).findFirst()
                    .orElseThrow();
        }
        return !isFromPayer(picked) ? picked : node.mail.stream()
                .filter(mail -> isFromPayer(mail) && mail.ref().equals(picked.ref())).findFirst().orElseThrow();
    }

    /** The watcher tells a channel everything in order and once, unless the channel dies: then it asks again. */
    static boolean isFromChain(SimNode.Mail mail) {
        return mail instanceof SimNode.Mail.ToChannel to && switch (to.command()) {
            case Command.NewBlock block -> true;
            case Command.OutputSpent spent -> true;
            case Command.BlocksUndone undone -> true;
            case Command.CaughtUp caughtUp -> true;
            default -> false;
        };
    }

    private static boolean isFromPayer(SimNode.Mail mail) {
        return mail instanceof SimNode.Mail.ToChannel to && switch (to.command()) {
            case Command.OfferHtlc offer -> offer.offer().origin() instanceof Origin.Local;
            case Command.SettleAcked acked -> acked.origin() instanceof Origin.Local;
            default -> false;
        };
    }

    private static boolean isSign(SimNode.Mail mail) {
        return mail instanceof SimNode.Mail.ToChannel to && to.command() instanceof Command.Sign;
    }

    void open(SimNode node, SimNode.Mail mail) {
        switch (mail) {
            case SimNode.Mail.ToChannel(ChannelRef ref, Command command) ->
                    handle(node, node.entities.get(ref), command);
            case SimNode.Mail.ToNode note -> {
                schedule.trace(() -> node + " gets " + note.effect());
                node.receive(note);
            }
        }
    }

    // --- entities ---

    void handle(SimNode node, Entity entity, Command command) {
        if (node.entities.get(entity.ref()) != entity) {
            return;
        }
        schedule.trace(() -> node + " " + entity.ref() + " " + entity.state.getClass().getSimpleName() + " "
                + entity.link.phase() + " <- " + Trace.of(command));
        if (!calm && schedule.below(1_000) < deathsPerMille) {
            fallAsleep(node, entity, Optional.of(command));
            crash(node, entity);
            return;
        }
        Decision decision = decided(entity.decide(command));
        boolean crashes = !calm && decision instanceof Decision.Recorded
                && schedule.below(1_000) < deathsPerMille;
        if (fault == Fault.EFFECTS_FIRST) {
            decision.effects().forEach(effect -> perform(node, entity, effect, true));
            if (crashes) {
                crash(node, entity);
                return;
            }
        }
        if (commit(node, entity, decision)) {
            List<? extends Effect> effects = fault == Fault.EFFECTS_FIRST ? List.of() : decision.effects();
            int performed = crashes ? schedule.below(effects.size() + 1) : effects.size();
            effects.subList(0, performed).forEach(effect -> perform(node, entity, effect, true));
            if (crashes) {
                fallAsleep(node, entity, Optional.empty());
                crash(node, entity);
            }
        }
    }

    /** Who cannot append stops at once and is recovered. */
    private boolean commit(SimNode node, Entity entity, Decision decision) {
        boolean done = entity.commit(decision);
        if (done && decision instanceof Decision.Recorded recorded) {
            schedule.trace(() -> "    records " + Trace.of(recorded.events()));
            invariants.appended(entity.journal);
            appended(node, entity);
        }
        if (!done) {
            schedule.trace(() -> "    is fenced");
            if (node.entities.get(entity.ref()) == entity) {
                crash(node, entity);
            }
        }
        return done;
    }

    /** What becomes of a decision on its way to the driver. */
    Decision decided(Decision decision) {
        return decision;
    }

    /** An event of this entity has just become durable. */
    void appended(SimNode node, Entity entity) {
    }

    /** An effect that is for somebody in this node, or for the chain. */
    void outside(SimNode node, Entity entity, Effect effect) {
        Mailing.of(entity.ref(), effect).ifPresent(node.mail::add);
    }

    /** @param connected whether messages still have a way to the peer */
    private void perform(SimNode node, Entity entity, Effect effect, boolean connected) {
        schedule.trace(() -> "    " + Trace.of(effect));
        switch (effect) {
            case Effect.Send send when connected -> send(node, entity, send.message());
            case Effect.SendBinding send when connected -> send(node, entity, send.message());
            case Effect.Disconnect disconnect -> Invariants.fail("no violation", disconnect.reason());
            default -> outside(node, entity, effect);
        }
    }

    private void send(SimNode node, Entity entity, Message message) {
        invariants.sent(entity.journal, message);
        cableOf(node, entity.ref()).send(node, MessageCodec.encode(message));
    }

    /** The entity dies, and its connection. */
    void crash(SimNode node, Entity entity) {
        schedule.trace(() -> node + " " + entity.ref() + " dies");
        node.mail.removeIf(mail -> mail.ref().equals(entity.ref()) && (isSign(mail) || isFromChain(mail)));
        node.entities.put(entity.ref(), new Entity(entity.journal, fault));
        Cable cable = cableOf(node, entity.ref());
        if (cable.up) {
            unplug(cable);
        }
    }

    /** Now and then an entity is only taken for dead. @param next what it was about to handle */
    private void fallAsleep(SimNode node, Entity entity, Optional<Command> next) {
        if (!calm && schedule.percent(35)) {
            sleepers.add(Sleeper.of(node, entity, next, cableOf(node, entity.ref())));
        }
    }

    void crashNode(SimNode node) {
        schedule.trace(() -> node + " dies");
        List<Entity> all = List.copyOf(node.entities.values());
        all.forEach(entity -> fallAsleep(node, entity, Optional.empty()));
        node.mail.clear();
        all.forEach(entity -> crash(node, entity));
    }

    /** An old incarnation goes on where it was. Its connection is gone; its mail within the node is not. */
    private void wake(Sleeper sleeper) {
        if (sleeper.mailbox().isEmpty()) {
            sleepers.remove(sleeper);
            return;
        }
        Command command = sleeper.mailbox().remove();
        schedule.trace(() -> "late " + sleeper.node() + " " + sleeper.entity().ref() + " <- " + Trace.of(command));
        Decision decision = sleeper.entity().decide(command);
        if (commit(sleeper.node(), sleeper.entity(), decision)) {
            decision.effects().forEach(effect -> perform(sleeper.node(), sleeper.entity(), effect, false));
        } else {
            sleepers.remove(sleeper);
        }
    }
}
