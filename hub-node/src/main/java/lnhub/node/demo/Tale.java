package lnhub.node.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import lnhub.node.cluster.Await;
import lnhub.node.demo.FloodOrder.Kind;
import lnhub.ops.hubrpc.StatsRequest;
import lnhub.ops.hubrpc.StatsResponse;
import lnhub.ops.lnrpc.ForwardingEvent;
import lnhub.ops.lnrpc.ForwardingHistoryRequest;

/** The story, chapter by chapter. What is checked on the way is collected, so that the report names all of it. */
final class Tale {
    private static final int HISTORY_PAGE = 10_000;
    private static final int FIRST_PAYMENTS = 4;

    private final Story story;
    private final DemoNetwork network;
    private final DemoOptions options;
    private final Await await;
    private final OnChain onChain;
    private final DemoNode hub;
    private final List<String> wrong = new ArrayList<>();
    private final List<FloodOutcome> outcomes = new ArrayList<>();

    /** @param await how long to wait for what the nodes do by themselves */
    Tale(Story story, DemoNetwork network, DemoChain chain, DemoOptions options, Await await) {
        this.story = story;
        this.network = network;
        this.options = options;
        this.await = await;
        this.onChain = new OnChain(story, network, chain, options, await);
        this.hub = network.node("hub");
    }

    Report tell() throws IOException, InterruptedException, TimeoutException {
        onChain.fund();
        onChain.connect();
        onChain.open();
        Map<String, Long> opened = Conservation.localMsat(atRest());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(options.seed());
        firstPayments(new Payer(network, random));
        Measured measured = flood(new Payer(network, random), random);
        List<ChannelEnd> ends = balances(opened);
        List<Conservation.Forward> history = history();
        wrong.addAll(Conservation.history(history, outcomes));
        wrong.addAll(onChain.prove());
        wrong.addAll(onChain.close(ends));
        wrong.addAll(onChain.prove());
        return report(measured, history);
    }

    private void firstPayments(Payer payer) throws IOException, InterruptedException, TimeoutException {
        story.chapter("Bob and carol make invoices, alice pays them through the hub, on a path found from gossip");
        List<FloodOrder> orders = new ArrayList<>();
        long amountMsat = options.spokeSat() * 1000 / 10 / options.spokeChannels();
        for (int i = 0; i < FIRST_PAYMENTS * options.spokeChannels(); i++) {
            orders.add(new FloodOrder(orders.size(), "alice", "bob", Kind.PAYMENT, amountMsat));
            orders.add(new FloodOrder(orders.size(), "alice", "carol", Kind.PAYMENT, amountMsat));
        }
        payer.makeInvoices(orders, () -> { });
        for (FloodOutcome outcome : new Flood(1).run(orders, payer, ended -> { })) {
            outcomes.add(outcome);
            story.tell(outcome.describe() + ", fee " + outcome.feeMsat() + " msat, "
                    + outcome.latencyNanos() / 1_000_000 + " ms");
            if (!outcome.asExpected()) {
                throw new IOException("alice cannot pay through the hub: " + outcome.describe());
            }
        }
    }

    /** What the flood took, seen from outside the nodes. */
    private record Measured(List<FloodOutcome> outcomes, long elapsedMs, long hubCpuMs, Report.Memory memory) {
    }

    private Measured flood(Payer payer, RandomGenerator random)
            throws IOException, InterruptedException, TimeoutException {
        story.chapter("A flood of " + options.payments() + " payments of " + options.amountSat()
                + " sat in both directions, " + options.inFlight() + " at a time");
        if (options.payments() == 0) {
            return new Measured(List.of(), 0, 0, Report.Memory.NONE);
        }
        long beyondMsat = options.spokeSat() * 1000 / options.spokeChannels() * 3 / 4;
        List<FloodOrder> orders = FloodOrder.plan(options, beyondMsat, random);
        Story.Progress invoices = story.progress("invoices", orders.size());
        payer.makeInvoices(orders, invoices::step);
        // After a tenth the hub is warm, and what is alive then should be no less than at the end.
        int tenth = orders.size() / 10;
        long before = hubCpuMs();
        long started = System.nanoTime();
        Story.Progress payments = story.progress("payments", orders.size());
        Flood flood = new Flood(options.inFlight());
        List<FloodOutcome> ended = new ArrayList<>(
                flood.run(orders.subList(0, tenth), payer, outcome -> payments.step()));
        StatsResponse afterTenth = stats();
        ended.addAll(flood.run(orders.subList(tenth, orders.size()), payer, outcome -> payments.step()));
        long elapsedMs = (System.nanoTime() - started) / 1_000_000;
        long after = hubCpuMs();
        unexpected(ended);
        outcomes.addAll(ended);
        return new Measured(ended, elapsedMs, after - before,
                Report.Memory.of(afterTenth, stats()));
    }

    /** Of all its processes. */
    private long hubCpuMs() {
        return network.hubProcesses().stream().mapToLong(process -> process.client().hub()
                .stats(StatsRequest.getDefaultInstance()).getCpuMs()).sum();
    }

    /** Of the first of its processes. */
    private StatsResponse stats() {
        return hub.client().hub().stats(StatsRequest.newBuilder().setCollectGarbage(true).build());
    }

    private void unexpected(List<FloodOutcome> ended) {
        List<FloodOutcome> others = ended.stream().filter(outcome -> !outcome.asExpected()).toList();
        others.stream().limit(10).forEach(outcome -> story.tell("UNEXPECTED: " + outcome.describe()));
        if (others.size() > 10) {
            story.tell("... and " + (others.size() - 10) + " more");
        }
    }

    private List<ChannelEnd> balances(Map<String, Long> opened) throws IOException, InterruptedException {
        story.chapter("Channel balances");
        List<ChannelEnd> ends = atRest();
        Map<String, Long> now = Conservation.localMsat(ends);
        now.forEach((alias, msat) -> story.tell(String.format(Locale.ROOT, "%-6s %,17d msat, %+,d since opening",
                alias, msat, msat - opened.get(alias))));
        wrong.addAll(Conservation.channels(ends));
        wrong.addAll(Conservation.payments(opened, now, outcomes, "hub"));
        return ends;
    }

    /** All channel ends, once no HTLC is pending and no end lags behind the other. */
    private List<ChannelEnd> atRest() throws IOException, InterruptedException {
        List<ChannelEnd> ends = new ArrayList<>();
        await.holds("the channels to come to rest", () -> {
            ends.clear();
            network.nodes().forEach(node -> ends.addAll(ChannelEnd.of(node)));
            return Conservation.channels(ends).isEmpty();
        });
        return ends;
    }

    /** The hub's whole history, which it may write a moment after a forward has settled. */
    private List<Conservation.Forward> history() throws IOException, InterruptedException {
        long settled = outcomes.stream().filter(FloodOutcome::settled).count();
        List<Conservation.Forward> forwards = new ArrayList<>();
        await.holds("the forwarding history", () -> {
            readOn(forwards);
            return forwards.size() >= settled;
        });
        return forwards;
    }

    private void readOn(List<Conservation.Forward> forwards) {
        while (true) {
            var request = ForwardingHistoryRequest.newBuilder()
                    .setIndexOffset(forwards.size()).setNumMaxEvents(HISTORY_PAGE).build();
            List<ForwardingEvent> page = hub.client().lightning().forwardingHistory(request).getForwardingEventsList();
            page.forEach(event -> forwards.add(
                    new Conservation.Forward(event.getAmtInMsat(), event.getAmtOutMsat())));
            if (page.size() < HISTORY_PAGE) {
                return;
            }
        }
    }

    private Report report(Measured measured, List<Conservation.Forward> history) {
        List<FloodOutcome> flood = measured.outcomes();
        int settled = (int) flood.stream().filter(FloodOutcome::settled).count();
        int failed = flood.size() - settled;
        int asExpected = (int) flood.stream().filter(o -> !o.settled() && o.asExpected()).count();
        int unexpected = (int) flood.stream().filter(outcome -> !outcome.asExpected()).count();
        int earlier = outcomes.size() - flood.size();
        return new Report(settled, failed, asExpected, unexpected, Math.max(0, history.size() - earlier),
                flood.stream().mapToLong(FloodOutcome::feeMsat).sum(),
                history.stream().mapToLong(Conservation.Forward::feeMsat).sum(), measured.elapsedMs(),
                Report.percentileMs(flood, 0.5), Report.percentileMs(flood, 0.99), measured.hubCpuMs(),
                measured.memory(), List.copyOf(wrong));
    }
}
