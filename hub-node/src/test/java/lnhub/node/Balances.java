package lnhub.node;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lnhub.protocol.channel.Commitments;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.transactions.OutPoint;

/** What a node holds in its channels at rest, to the millisatoshi, read off their durable states. */
record Balances(Map<String, Commitments> channels) {

    static Balances of(HubNode node) {
        return new Balances(live(node).stream().map(state -> state.funded().commitments()).collect(
                Collectors.toMap(commitments -> name(commitments.params().funding()), c -> c, (a, b) -> b,
                        TreeMap::new)));
    }

    static Collection<Live> live(HubNode node) {
        return node.assembly().actors().directory().seen().stream()
                .filter(seen -> seen.state() instanceof Live).map(seen -> (Live) seen.state()).toList();
    }

    static boolean allNormal(HubNode node) {
        return live(node).stream().allMatch(Normal.class::isInstance);
    }

    static String name(OutPoint funding) {
        return funding.txid().reversed() + ":" + funding.index();
    }

    /** No HTLC is anywhere, and no signature or revocation is owed. */
    boolean atRest() {
        return channels.values().stream().allMatch(c -> c.offered().isEmpty() && c.received().isEmpty()
                && c.fees().isEmpty() && !c.remote().awaitingRevocation());
    }

    long localMsat() {
        return channels.values().stream().mapToLong(Commitments::localMsat).sum();
    }

    long capacityMsat() {
        return channels.values().stream().mapToLong(c -> c.params().capacitySat() * 1000).sum();
    }
}
