package lnhub.node;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import lnhub.actors.payment.*;
import lnhub.actors.peer.*;
import lnhub.node.chain.*;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchIT {
    @Test
    void forwards(@TempDir Path folder) throws Exception {
        RegtestChain chain = RegtestChain.inMemory(Clock.systemUTC());
        Path cookie = folder.resolve("cookie");
        try (RegtestServer server = RegtestServer.start(chain, 0, cookie)) {
            HubNode a = NodesIT.start("a", folder, server, cookie);
            HubNode h = NodesIT.start("h", folder, server, cookie);
            HubNode b = NodesIT.start("b", folder, server, cookie);
            chain.generate(1, NodesIT.get(a.assembly().wallet().newScript()));
            chain.generate(1, NodesIT.get(h.assembly().wallet().newScript()));
            chain.generate(101, NodesIT.get(b.assembly().wallet().newScript()));
            NodesIT.await(() -> NodesIT.get(a.assembly().wallet().balance()).confirmedSat() > 0);
            NodesIT.await(() -> NodesIT.get(h.assembly().wallet().balance()).confirmedSat() > 0);
            open(a, h);
            open(h, b);
            Thread.sleep(1000);
            chain.generate(3, NodesIT.get(b.assembly().wallet().newScript()));
            for (HubNode n : List.of(a, h, b)) NodesIT.await(() -> n.assembly().actors().directory().all().stream().anyMatch(c -> c.usable()));
            NodesIT.await(() -> a.assembly().graph().graph().channelCount() == 2);
            Thread.sleep(1500);
            System.out.println("graph ok");
            int total = Integer.getInteger("n", 2000), inflight = Integer.getInteger("f", 200);
            for (int round = 0; round < Integer.getInteger("rounds", 2); round++) {
            List<String> invoices = new ArrayList<>();
            List<CompletionStage<InvoiceAnswer>> adding = new ArrayList<>();
            for (int i = 0; i < total; i++) adding.add(b.assembly().actors().invoices().add(new NewInvoice(OptionalLong.of(1_000_000), "x", Optional.empty(), Optional.empty(), 3600, 40, List.of())));
            for (var s : adding) invoices.add(((InvoiceAnswer.Found) NodesIT.get(s)).view().invoice().paymentRequest());
            System.out.println("invoices made");
            Semaphore slots = new Semaphore(inflight);
            AtomicInteger ok = new AtomicInteger(), bad = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(total);
            long t0 = System.nanoTime();
            ConcurrentLinkedQueue<Long> lat = new ConcurrentLinkedQueue<>();
            for (String text : invoices) {
                if (!slots.tryAcquire(60, TimeUnit.SECONDS)) { System.out.println("stuck: ok " + ok + " bad " + bad + dump(a) + dump(h) + dump(b)); throw new AssertionError("stuck"); }
                long s0 = System.nanoTime();
                var decoded = lnhub.protocol.invoice.InvoiceCodec.decode(text);
                a.assembly().actors().payments().pay(PaymentOrder.of(decoded.paymentHash(), decoded, text, 0, new PaymentOrder.Limits(10000, 1000, 60000, List.of()), System.currentTimeMillis() / 1000), new PaymentListener() {
                    volatile PaymentView last;
                    public void next(PaymentView v) { last = v; }
                    public void completed() { if (last.status() == PaymentStatus.SUCCEEDED) ok.incrementAndGet(); else { bad.incrementAndGet(); if (bad.get() < 5) System.out.println(last); } done(); }
                    public void refused(Refusal r) { bad.incrementAndGet(); System.out.println(r); done(); }
                    void done() { lat.add((System.nanoTime() - s0) / 1000000); slots.release(); all.countDown(); }
                });
            }
            if (!all.await(60, TimeUnit.SECONDS)) System.out.println("stuck: ok " + ok + " bad " + bad + dump(a) + dump(h) + dump(b));
            long ms = (System.nanoTime() - t0) / 1000000;
            List<Long> l = new ArrayList<>(lat); Collections.sort(l);
            System.out.println("ok " + ok + " bad " + bad + " in " + ms + " ms = " + total * 1000L / ms + "/s p50 " + l.get(l.size() / 2) + " p99 " + l.get(l.size() * 99 / 100));
            }
            a.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
            h.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
            b.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    static String dump(HubNode n) {
        StringBuilder s = new StringBuilder();
        for (var seen : n.assembly().actors().directory().seen()) {
            if (seen.state() instanceof lnhub.protocol.channel.Normal normal) {
                var c = normal.funded().commitments();
                s.append("\n").append(seen.ref()).append(" up=").append(seen.connected()).append(" offered ").append(c.offered().size()).append(" received ").append(c.received().size())
                 .append(" local ").append(c.local().number()).append(" remote ").append(c.remote().number()).append(" awaiting ").append(c.remote().awaitingRevocation());
                c.offered().htlcs().stream().limit(2).forEach(x -> s.append("\n   ").append(x.id() + " stage " + x.stage() + " removal " + x.removal().map(r -> r.stage())));
                c.received().htlcs().stream().limit(2).forEach(x -> s.append("\n   ").append(x.id() + " stage " + x.stage() + " removal " + x.removal().map(r -> r.stage()) + " assigned " + x.assignment()));
            } else s.append(seen);
        }
        return s.toString();
    }

    static void open(HubNode from, HubNode to) {
        var peer = from.assembly().actors().sharding().entityRefFor(PeerEntity.KEY, to.nodeId().toHex());
        NodesIT.get(peer.<PeerMessage.Answer>ask(replyTo -> new PeerMessage.Connect(
                new PeerMessage.Address("127.0.0.1", to.lightningAddress().getPort()), replyTo), Duration.ofSeconds(10)));
        System.out.println(NodesIT.get(peer.<Effect.Outcome>ask(replyTo -> new PeerMessage.Open(900_000_000L, 0, true, true, Optional.empty(), replyTo), Duration.ofSeconds(10))));
    }
}
