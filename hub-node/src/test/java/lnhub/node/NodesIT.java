package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.PeerMessage;
import lnhub.node.chain.RegtestChain;
import lnhub.node.chain.RegtestServer;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Normal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesIT {
    @Test
    void opens(@TempDir Path folder) throws Exception {
        RegtestChain chain = RegtestChain.inMemory(Clock.systemUTC());
        Path cookie = folder.resolve("cookie");
        try (RegtestServer server = RegtestServer.start(chain, 0, cookie)) {
            HubNode a = start("a", folder, server, cookie);
            HubNode b = start("b", folder, server, cookie);
            var wallet = a.assembly().wallet();
            var script = wallet.newScript().toCompletableFuture().get();
            chain.generate(110, script);
            await(() -> get(wallet.balance()).confirmedSat() > 0);
            var system = a.assembly().system();
            var peer = a.assembly().actors().sharding().entityRefFor(PeerEntity.KEY, b.nodeId().toHex());
            PeerMessage.Answer answer = get(peer.<PeerMessage.Answer>ask(replyTo -> new PeerMessage.Connect(
                    new PeerMessage.Address("127.0.0.1", b.lightningAddress().getPort()), replyTo), Duration.ofSeconds(10)));
            assertThat(answer).isInstanceOf(PeerMessage.Answer.Done.class);
            Effect.Outcome outcome = get(peer.<Effect.Outcome>ask(replyTo -> new PeerMessage.Open(10_000_000, 0, true, true,
                    Optional.empty(), replyTo), Duration.ofSeconds(10)));
            System.out.println(outcome);
            assertThat(outcome).isInstanceOf(Effect.Outcome.FundingPublished.class);
            Thread.sleep(1000);
            chain.generate(3, script);
            await(() -> a.assembly().actors().directory().all().stream().anyMatch(c -> c.usable()));
            await(() -> b.assembly().actors().directory().all().stream().anyMatch(c -> c.usable()));
            var invoice = get(b.assembly().actors().invoices().add(new lnhub.actors.payment.NewInvoice(
                    java.util.OptionalLong.of(1_000_000), "x", Optional.empty(), Optional.empty(), 3600, 40, java.util.List.of())));
            System.out.println(invoice);
            var text = ((lnhub.actors.payment.InvoiceAnswer.Found) invoice).view().invoice().paymentRequest();
            var decoded = lnhub.protocol.invoice.InvoiceCodec.decode(text);
            var done = new java.util.concurrent.CompletableFuture<String>();
            a.assembly().actors().payments().pay(lnhub.actors.payment.PaymentOrder.of(lnhub.protocol.units.Bytes32.ZEROES, decoded, text, 0,
                new lnhub.actors.payment.PaymentOrder.Limits(10000, 1000, 60000, java.util.List.of()), System.currentTimeMillis() / 1000),
                (lnhub.actors.payment.PaymentListener) java.lang.reflect.Proxy.newProxyInstance(lnhub.actors.payment.PaymentListener.class.getClassLoader(),
                new Class<?>[] {lnhub.actors.payment.PaymentListener.class}, (pr, m, args) -> { System.out.println(m.getName() + " " + (args == null ? "" : java.util.Arrays.toString(args))); if (m.getName().startsWith("comp") || m.getName().startsWith("fin") || m.getName().startsWith("refus")) done.complete(""); return null; }));
            done.get(20, TimeUnit.SECONDS);
            a.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
            b.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("timed out");
            }
            Thread.sleep(50);
        }
    }

    static HubNode start(String alias, Path folder, RegtestServer server, Path cookie) throws Exception {
        Path data = folder.resolve(alias);
        Files.createDirectories(data);
        Path file = data.resolve("node.conf");
        Files.writeString(file, """
                hub { network = regtest, alias = %s, data-folder = "%s"
                  listen { port = 0 }, rpc { port = 0 }
                  chain { rpc-url = "%s", cookie-file = "%s" } }
                """.formatted(alias, data, server.uri(), cookie));
        return HubNode.start(NodeConfig.read(file)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
