package lnhub.node.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The proof that nothing was lost or made: pure arithmetic on what the nodes and the chain say. Each check answers
 * with what is wrong, in words and figures; nothing wrong is an empty list.
 */
final class Conservation {
    private Conservation() {
    }

    /** A settled forward, as the hub's history has it. */
    record Forward(long amountInMsat, long amountOutMsat) {
        long feeMsat() {
            return amountInMsat - amountOutMsat;
        }
    }

    /** In every channel, at rest, the two ends agree, and what they hold is the capacity. */
    static List<String> channels(Collection<ChannelEnd> ends) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<ChannelEnd>> byChannel = ends.stream().collect(
                Collectors.groupingBy(ChannelEnd::channelPoint, TreeMap::new, Collectors.toList()));
        byChannel.forEach((point, both) -> {
            both.forEach(end -> wholeEnd(end, wrong));
            if (both.size() != 2) {
                wrong.add("channel " + point + " is known to " + both.size() + " of its two nodes");
            } else if (both.get(0).localMsat() != both.get(1).remoteMsat()
                    || both.get(1).localMsat() != both.get(0).remoteMsat()) {
                wrong.add("the ends of channel " + point + " disagree: " + both.get(0) + " and " + both.get(1));
            }
        });
        return wrong;
    }

    private static void wholeEnd(ChannelEnd end, List<String> wrong) {
        long held = end.localMsat() + end.remoteMsat() + end.htlcsMsat();
        if (held != end.capacityMsat()) {
            wrong.add("channel " + end.channelPoint() + " at " + end.node() + " holds " + held + " msat of "
                    + end.capacityMsat());
        }
        if (end.htlcs() != 0) {
            wrong.add("channel " + end.channelPoint() + " at " + end.node() + " still has " + end.htlcs() + " HTLCs");
        }
    }

    /** What each node has in all its channels. */
    static Map<String, Long> localMsat(Collection<ChannelEnd> ends) {
        return ends.stream().collect(Collectors.groupingBy(ChannelEnd::node, TreeMap::new,
                Collectors.summingLong(ChannelEnd::localMsat)));
    }

    /**
     * Every node's channels changed by what it received less what it paid, and the hub's by the fees that the payers
     * say they paid.
     */
    static List<String> payments(Map<String, Long> before, Map<String, Long> after, List<FloodOutcome> outcomes,
            String hub) {
        Map<String, Long> expected = new TreeMap<>(before);
        for (FloodOutcome outcome : outcomes) {
            if (outcome.settled()) {
                long amountMsat = outcome.order().amountMsat();
                expected.merge(outcome.order().from(), -amountMsat - outcome.feeMsat(), Long::sum);
                expected.merge(outcome.order().to(), amountMsat, Long::sum);
                expected.merge(hub, outcome.feeMsat(), Long::sum);
            }
        }
        List<String> wrong = new ArrayList<>();
        expected.forEach((node, msat) -> {
            if (!msat.equals(after.get(node))) {
                wrong.add(node + " should have " + msat + " msat in its channels after these payments and has "
                        + after.get(node));
            }
        });
        return wrong;
    }

    /** The hub's history has one forward for each settled payment, and its fees are what the payers paid. */
    static List<String> history(List<Forward> forwards, List<FloodOutcome> outcomes) {
        List<FloodOutcome> settled = outcomes.stream().filter(FloodOutcome::settled).toList();
        long paidMsat = settled.stream().mapToLong(FloodOutcome::feeMsat).sum();
        long deliveredMsat = settled.stream().mapToLong(outcome -> outcome.order().amountMsat()).sum();
        long earnedMsat = forwards.stream().mapToLong(Forward::feeMsat).sum();
        long outMsat = forwards.stream().mapToLong(Forward::amountOutMsat).sum();
        List<String> wrong = new ArrayList<>();
        if (forwards.size() != settled.size()) {
            wrong.add("the hub's history has " + forwards.size() + " forwards for " + settled.size() + " payments");
        }
        if (earnedMsat != paidMsat) {
            wrong.add("the hub's history says " + earnedMsat + " msat of fees, the payers " + paidMsat);
        }
        if (outMsat != deliveredMsat) {
            wrong.add("the hub's history says " + outMsat + " msat were passed on, the payers " + deliveredMsat);
        }
        return wrong;
    }

    /** What was mined for the nodes is in their wallets and channels, but for what miners got as fees. */
    static List<String> onChain(long minedSat, Map<String, Long> walletsSat, long channelsSat, long feesSat) {
        long found = walletsSat.values().stream().mapToLong(Long::longValue).sum() + channelsSat + feesSat;
        return found == minedSat ? List.of() : List.of("of " + minedSat + " sat mined for the nodes " + found
                + " are left: wallets " + walletsSat + ", channels " + channelsSat + ", miners' fees " + feesSat);
    }

    /** Who did not open a channel pays nothing for closing it: it gets its balance, rounded down to the satoshi. */
    static List<String> closed(String node, Collection<ChannelEnd> ends, long walletBeforeSat, long walletAfterSat) {
        long expected = walletBeforeSat + ends.stream().filter(end -> end.node().equals(node))
                .mapToLong(end -> end.localMsat() / 1000).sum();
        return expected == walletAfterSat ? List.of() : List.of(node + " should have " + expected
                + " sat on chain after closing and has " + walletAfterSat);
    }
}
