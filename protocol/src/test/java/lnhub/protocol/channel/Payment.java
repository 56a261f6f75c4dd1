package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;

/** One payment of a simulation: its route, what is wrong with it, and what its payer knows. */
final class Payment {
    /** What every hop asks for. */
    static final long FEE_MSAT = 1_000;
    private static final int DELTA = 40;
    private static final long[] AMOUNTS_MSAT = {1_000, 200_000, 350_000, 700_000, 5_000_000, 20_000_000, 45_000_000,
        480_000_000};
    private static final ShortChannelId NOWHERE = ShortChannelId.of(1, 2, 3);

    final long number;
    final Origin.Local origin;
    final boolean payeeFails;
    /** The channel of the payer that is asked to carry it. */
    final ChannelRef first;
    final Offer offer;
    final SimNode payee;
    /** From the payer to the payee. */
    final List<SimNode> route;
    /** On chain an HTLC can end unclaimed whose preimage had come over the wire; the payer keeps to that. */
    boolean preimageStays;
    boolean taken;
    boolean refused;
    private Settlement outcome;

    /** @param amountMsat what the payee gets */
    private Payment(long number, boolean payeeFails, ChannelRef first, Offer offer, List<SimNode> route) {
        this.number = number;
        this.origin = (Origin.Local) offer.origin();
        this.payeeFails = payeeFails;
        this.first = first;
        this.offer = offer;
        this.route = route;
        this.payee = route.getLast();
    }

    /** A payment from anybody to anybody along the line; about half of them are meant to fail. */
    static Payment random(long number, List<SimNode> nodes, Topology topology, Schedule schedule, long expiry) {
        int from = schedule.below(nodes.size());
        int to = (from + 1 + schedule.below(nodes.size() - 1)) % nodes.size();
        List<SimNode> route = new ArrayList<>();
        int step = to > from ? 1 : -1;
        for (int i = from; i != to; i += step) {
            route.add(nodes.get(i));
        }
        route.add(nodes.get(to));
        return build(number, route, topology, schedule, expiry);
    }

    private static Payment build(long number, List<SimNode> route, Topology topology, Schedule schedule,
            long expiry) {
        int last = route.size() - 1;
        long amountMsat = schedule.pick(AMOUNTS_MSAT) + schedule.below(1_000);
        long cltv = expiry;
        int wrong = schedule.below(16);
        List<Onions.Hop> hops = new ArrayList<>();
        hops.add(Onions.last(route.get(last).keys, amountMsat, cltv, number));
        for (int i = last - 1; i > 0; i--) {
            Topology.Edge next = schedule.pick(topology.between(route.get(i).keys.index, route.get(i + 1).keys.index));
            boolean nowhere = wrong == 0 && i == 1;
            hops.addFirst(Onions.between(route.get(i).keys, nowhere ? NOWHERE : next.scid(), amountMsat, cltv));
            amountMsat += wrong == 1 ? 1 : FEE_MSAT + schedule.below(2_000);
            cltv += DELTA;
        }
        if (wrong == 2) {
            garble(hops, schedule);
        }
        Bytes onion = Onions.build(number, hops).onion();
        Topology.Edge first = schedule.pick(topology.between(route.get(0).keys.index, route.get(1).keys.index));
        Offer offer = new Offer(new Origin.Local(Onions.hash(number), 0), 0, amountMsat, Onions.hash(number), cltv,
                onion);
        return new Payment(number, wrong == 3 || wrong == 4, route.getFirst().keys.ref(first.index()), offer, route);
    }

    /** One layer is made for a node that is not there: who gets it cannot read it. */
    private static void garble(List<Onions.Hop> hops, Schedule schedule) {
        int hop = schedule.below(hops.size());
        PublicKey stranger = new TestNode(20).id;
        hops.set(hop, new Onions.Hop(stranger, hops.get(hop).payload()));
    }

    SimNode.Mail mail() {
        return new SimNode.Mail.ToChannel(first, new Command.OfferHtlc(offer));
    }

    void settled(Settlement settlement) {
        if (preimageStays && outcome != null && outcome.isFulfilled()) {
            return;
        }
        if (outcome != null && outcome.isFulfilled() != settlement.isFulfilled()) {
            throw new AssertionError("payment " + number + " had the outcome " + outcome + " and then " + settlement);
        }
        outcome = settlement;
    }

    Optional<Settlement> outcome() {
        return Optional.ofNullable(outcome);
    }

    boolean isUnanswered() {
        return !taken && !refused && outcome == null;
    }

    @Override
    public String toString() {
        return "payment " + number + " of " + offer.amountMsat() + " msat over " + first;
    }
}
