package lnhub.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.gossip.SiblingMessage;
import lnhub.actors.payment.InvoiceCommand;
import lnhub.actors.payment.PaymentCommand;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.actors.peer.PeerMessage;
import lnhub.persistence.kryo.KryoRegistry;
import org.junit.jupiter.api.Test;

/** A message that can cross from one process to another and is not registered would be lost there, at run time. */
class MessageRegistrationsTest {
    /** What an actor tells itself, or is told by what lives in its process: its timers, its shard, its socket. */
    private static final Set<String> STAYS = Set.of("ChannelMessage$Published", "ChannelMessage$Tick",
            "ChannelMessage$Next", "ChannelMessage$Vanish", "PeerMessage$DialFailed", "PeerMessage$OpenWithScript",
            "PeerMessage$AcceptWithScript", "PeerMessage$Reconnect", "PeerMessage$Next", "PeerMessage$Unknown",
            "ConnectionMessage$Received", "ConnectionMessage$ReportUnsent", "ConnectionMessage$Closed",
            "ConnectionMessage$Heartbeat", "InvoiceCommand$Next", "PaymentCommand$Next", "PaymentCommand$AskAgain",
            "PaymentCommand$RouteFound", "PaymentCommand$WatcherGone");

    @Test
    void everyMessageOfAnEntityIsRegisteredOrStaysInItsProcess() {
        Set<String> registered = NodeRegistry.create().entries().stream().map(KryoRegistry.Entry::type)
                .map(MessageRegistrationsTest::name).collect(Collectors.toSet());
        Set<String> messages = Stream.of(ChannelMessage.class, PeerMessage.class, ConnectionMessage.class,
                        SiblingMessage.class, InvoiceCommand.class, PaymentCommand.class)
                .flatMap(MessageRegistrationsTest::leaves).map(MessageRegistrationsTest::name)
                .collect(Collectors.toSet());
        assertThat(messages).containsAll(STAYS).allMatch(name -> registered.contains(name) != STAYS.contains(name));
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(MessageRegistrationsTest::leaves)
                : Stream.of(type);
    }
}
