package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The simulation on a chain: blocks are mined, now and then undone, channels are closed by force. One node may be an
 * adversary that publishes commitments it has revoked, withholds preimages or goes silent. At the end blocks are mined
 * until every channel of the honest nodes rests; then none of them may have lost anything but fees and dust.
 */
final class ChainSimulation extends Simulation {
    /** What the one node that is not honest does. */
    enum Adversary { NONE, CHEATER, SILENT, WITHHOLDER }

    /** A commitment that was published by a cheater. */
    private record Cheat(Rogue rogue, Rogue.Kept which, boolean grabs) {
    }

    private static final int MOST_BLOCKS = 60;
    private static final int MOST_FINAL_BLOCKS = 500;
    private static final int DEEPEST_REORGANISATION = 5;

    final SimChain chain = new SimChain();
    final Adversary adversary;
    private final SimChainFault chainFault;
    private final SimNode villain;
    private final Map<ChannelRef, Rogue> rogues = new LinkedHashMap<>();
    private final List<Cheat> cheats = new ArrayList<>();
    private final Map<SimNode, Long> beganMsat = new HashMap<>();
    private int blocks;
    private boolean silenced;

    ChainSimulation(Schedule schedule, SimChainFault chainFault) {
        super(schedule, Fault.NONE);
        this.chainFault = chainFault;
        Adversary[] kinds = Adversary.values();
        this.adversary = kinds[schedule.below(kinds.length)];
        this.villain = schedule.pick(nodes);
        invariants.onChain = true;
        if (chainFault == SimChainFault.NO_DEPTH) {
            nodes.forEach(node -> node.keys.policy = TestNode.shortDelay(1));
        }
        for (Topology.Edge edge : topology.edges()) {
            chain.open(live(nodes.get(edge.funder()), edge));
        }
        for (SimNode node : nodes) {
            chain.earn(node.keys);
            node.entities.forEach((ref, entity) -> {
                if (isVillain(node, Adversary.CHEATER)) {
                    rogues.put(ref, new Rogue(node.keys, ref));
                    rogues.get(ref).keep(ref, entity.state);
                }
            });
            node.answers = deliver -> answers(node, deliver);
        }
        nodes.forEach(node -> beganMsat.put(node, wealthMsat(node)));
    }

    private static Live live(SimNode node, Topology.Edge edge) {
        return (Live) node.entities.get(node.keys.ref(edge.index())).state;
    }

    private boolean isVillain(SimNode node, Adversary kind) {
        return node == villain && adversary == kind;
    }

    boolean isHonest(SimNode node) {
        return node != villain || adversary == Adversary.NONE;
    }

    private boolean isGone(SimNode node) {
        return silenced && isVillain(node, Adversary.SILENT);
    }

    private Boolean answers(SimNode node, Effect.Deliver deliver) {
        return !isVillain(node, Adversary.WITHHOLDER);
    }

    // --- what happens ---

    @Override
    long finalExpiry() {
        return chain.ledger.height() + 55 + schedule.below(15);
    }

    @Override
    void step() {
        if (schedule.percent(14)) {
            chainMischief(schedule.below(100));
        } else {
            super.step();
        }
    }

    private void chainMischief(int dice) {
        SimNode node = schedule.pick(nodes);
        if (dice < 70) {
            settleDown();
            block();
        } else if (dice < 76 && chain.ledger.height() > TestNode.HEIGHT + DEEPEST_REORGANISATION) {
            reorganise(1 + schedule.below(DEEPEST_REORGANISATION));
        } else if (dice < 84) {
            handle(node, schedule.pick(List.copyOf(node.entities.values())), new Command.ForceClose("mischief"));
        } else if (dice < 92 && adversary == Adversary.CHEATER) {
            cheat();
        } else if (adversary == Adversary.SILENT && schedule.percent(40)) {
            silence();
        }
    }

    /** Most nodes are far quicker than blocks are. */
    private void settleDown() {
        if (schedule.percent(60)) {
            nodes.forEach(node -> List.copyOf(node.entities.values()).stream().filter(Entity::isStale)
                    .forEach(entity -> crash(node, entity)));
            nodes.forEach(this::tick);
            new Quiescence(this).drain();
        }
    }

    @Override
    void block() {
        if (blocks < MOST_BLOCKS || calm) {
            blocks++;
            cheats.forEach(this::grab);
            List<Bytes> mined = chain.ledger.mine();
            int height = chain.ledger.height();
            chain.book.mined(height, mined);
            schedule.trace(() -> "block " + height + " with " + mined.stream()
                    .map(raw -> ChainTransaction.parse(raw).txid().reversed().toHex().substring(0, 12)).toList());
            for (SimNode node : nodes) {
                node.keys.height = height;
                node.entities.keySet().forEach(ref -> chain.block(ref, height, mined).forEach(news ->
                        node.mail.add(new SimNode.Mail.ToChannel(ref, news))));
            }
        }
    }

    private void reorganise(int depth) {
        int height = chain.ledger.height();
        schedule.trace(() -> "reorganisation of " + depth + " blocks");
        chain.ledger.undo(depth);
        chain.book.undone(height - depth + 1);
        for (SimNode node : nodes) {
            node.keys.height = height - depth;
            for (int undone = height; undone > height - depth; undone--) {
                for (ChannelRef ref : node.entities.keySet()) {
                    node.mail.add(new SimNode.Mail.ToChannel(ref, new Command.BlocksUndone(undone)));
                }
            }
        }
        for (int i = 0; i <= depth; i++) {
            block();
        }
    }

    private void cheat() {
        Rogue rogue = schedule.pick(List.copyOf(rogues.values()));
        Rogue.Kept which = schedule.pick(rogue.kept());
        schedule.trace(() -> villain + " publishes commitment " + which.number() + " of " + rogue);
        chain.publish(villain.keys, List.of(which.transaction()));
        cheats.add(new Cheat(rogue, which, schedule.percent(60)));
    }

    /** A cheater's scripts give it something only where its commitment was confirmed. */
    private void grab(Cheat cheat) {
        Optional<Ledgerbook.Mined> confirmed = chain.book.chain().stream().filter(mined ->
                mined.transaction().txid().equals(cheat.which().commitment().txid())).findFirst();
        if (cheat.grabs() && confirmed.isPresent()) {
            cheat.rogue().earnOnce(chain.ledger, chain.book);
            for (Bytes claim : cheat.rogue().claims(cheat.which(), confirmed.get().height(), chain.ledger.height(),
                    chain.book, this::preimage)) {
                chain.publish(villain.keys, List.of(claim));
            }
        }
    }

    private Optional<Bytes32> preimage(CommitmentHtlc htlc) {
        return payments.stream().filter(payment -> payment.offer.paymentHash().equals(htlc.paymentHash()))
                .filter(payment -> payment.payee.fulfilled.contains(payment.number))
                .map(payment -> Onions.preimage(payment.number)).findFirst();
    }

    private void silence() {
        schedule.trace(() -> villain + " goes silent");
        silenced = true;
        cables.stream().filter(cable -> cable.has(villain) && cable.up).forEach(this::unplug);
        villain.mail.clear();
    }

    // --- how it differs from a simulation without a chain ---

    @Override
    boolean isUsable(Cable cable) {
        return !isGone(cable.a) && !isGone(cable.b);
    }

    @Override
    void handle(SimNode node, Entity entity, Command command) {
        if (!isGone(node) && chainFault.hears(command, node.edges.get(entity.ref()).funding(entity))) {
            super.handle(node, entity, command);
        }
    }

    @Override
    Decision decided(Decision decision) {
        if (!(decision instanceof Decision.Recorded recorded)) {
            return decision;
        }
        List<Event> events = chainFault.recorded(recorded.events());
        return events.isEmpty() ? new Decision.Unrecorded(recorded.link(), recorded.effects().stream()
                .filter(Effect.Unbinding.class::isInstance).map(Effect.Unbinding.class::cast).toList())
                : new Decision.Recorded(recorded.link(), events, recorded.effects());
    }

    @Override
    void crash(SimNode node, Entity entity) {
        chain.forget(entity.ref());
        super.crash(node, entity);
    }

    @Override
    void appended(SimNode node, Entity entity) {
        Rogue rogue = rogues.get(entity.ref());
        if (rogue != null) {
            rogue.keep(entity.ref(), entity.journal.durable());
        }
    }

    @Override
    void outside(SimNode node, Entity entity, Effect effect) {
        boolean claim = effect instanceof Effect.PublishClaim || effect instanceof Effect.PublishClaimAgain;
        if (claim && chainFault == SimChainFault.NO_CLAIMS && isHonest(node)) {
            return;
        }
        if (chainFault == SimChainFault.UNSEEN_PREIMAGE && entity.state instanceof OnChain
                && effect instanceof Effect.SettleUpstream settle && settle.settlement().isFulfilled()) {
            return;
        }
        switch (effect) {
            case Effect.PublishTx publish -> invariants.published(entity.journal, publish.transaction());
            case Effect.PublishAgain publish -> invariants.published(entity.journal, publish.transaction());
            case Effect.PublishClaim publish -> invariants.published(entity.journal,
                    publish.publication().transaction());
            default -> { }
        }
        chain.run(node.keys, entity.ref(), effect).forEach(news ->
                node.mail.add(new SimNode.Mail.ToChannel(entity.ref(), news)));
        super.outside(node, entity, effect);
    }

    // --- the end ---

    @Override
    void conclude(Quiescence quiescence) {
        quiescence.reach();
        for (int i = 0; i < MOST_FINAL_BLOCKS && !isAtRest(); i++) {
            block();
            quiescence.reach();
        }
        nodes.stream().filter(this::isHonest).forEach(this::check);
        payments.forEach(this::concluded);
    }

    private boolean isAtRest() {
        return blocks > 1 && chain.ledger.height() > latestExpiry() && nodes.stream().filter(this::isHonest)
                .allMatch(node -> node.mail.isEmpty() && node.entities.values().stream().allMatch(this::rests));
    }

    private long latestExpiry() {
        return payments.stream().mapToLong(payment -> payment.offer.cltvExpiry()).max().orElse(0) + 10;
    }

    /** What a silent peer has offered, and we cannot claim, is for it to end. */
    private boolean rests(Entity entity) {
        return switch (entity.state) {
            case Closed closed -> true;
            case OnChain onChain -> false;
            case Live live -> live.funded().commitments().offered().isEmpty()
                    && live.funded().commitments().received().htlcs().stream().allMatch(htlc ->
                            silenced && htlc.preimage().isEmpty());
            case Unfunded unfunded -> true;
        };
    }

    private void check(SimNode node) {
        node.entities.values().forEach(entity -> {
            if (!rests(entity)) {
                Invariants.fail("nothing stuck", entity.ref() + ": " + entity.state + "\nrefused: "
                        + chain.book.refusals);
            }
        });
        long earned = node.history.values().stream().mapToLong(ForwardRecord::feeMsat).sum();
        long paid = node.payments.values().stream().filter(payment -> payment.outcome()
                .filter(Settlement::isFulfilled).isPresent()).mapToLong(payment -> payment.offer.amountMsat()).sum();
        long gained = wealthMsat(node) - beganMsat.get(node);
        long slack = slackMsat(node);
        if (gained < node.receivedMsat - paid - slack) {
            Invariants.fail("nothing is lost on chain", node + " gained " + gained + " msat, earned " + earned
                    + ", was paid " + node.receivedMsat + ", paid " + paid + ", fees and dust explain " + slack
                    + "\nrefused: " + chain.book.refusals);
        }
    }

    /** Off chain and on chain, the fees of its own claims not counted. */
    private long wealthMsat(SimNode node) {
        Set<Bytes> scripts = new HashSet<>();
        long offChain = 0;
        for (Entity entity : node.entities.values()) {
            scripts.add(node.keys.closeScript(entity.ref()));
            boolean spent = chain.spender(node.edges.get(entity.ref()).funding(entity)).isPresent();
            offChain += !spent && entity.state instanceof Live live ? live.funded().commitments().localMsat() : 0;
        }
        return offChain + chain.book.grossSat(node.keys, scripts) * 1000;
    }

    /** What a commitment that was confirmed lacks to the capacity: its fee, anchors, dust. Rounding comes on top. */
    private long slackMsat(SimNode node) {
        long slack = 0;
        for (Map.Entry<ChannelRef, Entity> entry : node.entities.entrySet()) {
            Topology.Edge edge = node.edges.get(entry.getKey());
            Optional<ChainTransaction> spender = chain.spender(edge.funding(entry.getValue()));
            if (spender.isPresent()) {
                long outputsSat = spender.get().outputs().stream().mapToLong(o -> o.amountSat()).sum();
                slack += (edge.capacitySat() - outputsSat + 660 + 2_500) * 1000;
            }
        }
        return slack;
    }

    /** Between honest nodes a preimage travels all the way, unless the HTLC was too small for an output. */
    private void concluded(Payment payment) {
        boolean honest = payment.route.stream().allMatch(this::isHonest);
        boolean got = payment.payee.fulfilled.contains(payment.number);
        boolean knows = payment.outcome().filter(Settlement::isFulfilled).isPresent();
        if (honest && got && !knows && payment.offer.amountMsat() > 5_000_000) {
            Invariants.fail("a preimage travels up", payment + " was paid out; its payer knows " + payment.outcome());
        }
        if (knows && !got) {
            Invariants.fail("a preimage travels up", payment + " was not paid out; its payer knows a preimage");
        }
    }
}
