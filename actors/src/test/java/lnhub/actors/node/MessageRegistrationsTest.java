package lnhub.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.directory.DirectoryMessage;
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
    private static final Set<String> STAYS = Set.of("ChannelMessage$Published",
            "ChannelMessage$Next", "ChannelMessage$Vanish", "PeerMessage$DialFailed", "PeerMessage$OpenWithScript",
            "PeerMessage$AcceptWithScript", "PeerMessage$Reconnect", "PeerMessage$Next", "PeerMessage$Unknown",
            "ConnectionMessage$Received", "ConnectionMessage$ReportUnsent", "ConnectionMessage$Closed",
            "ConnectionMessage$Heartbeat", "ConnectionMessage$Introduce", "ConnectionMessage$Gone",
            "InvoiceCommand$Next", "PaymentCommand$Next", "PaymentCommand$AskAgain", "PaymentCommand$RouteFound",
            "PaymentCommand$WatcherGone",
            "DirectoryMessage$Tell", "DirectoryMessage$Check", "DirectoryMessage$Processes",
            "DirectoryMessage$Loaded",
            "OwnerMessage$Open", "OwnerMessage$Opened", "OwnerMessage$OpenFailed", "OwnerMessage$Answered",
            "OwnerMessage$TakenOver", "OwnerMessage$End", "OwnerMessage$Closed", "AskerMessage$Request",
            "AskerMessage$Overdue", "AskerMessage$Seek", "AskerMessage$OwnerGone", "AskerMessage$Close");

    @Test
    void everyMessageOfAnEntityIsRegisteredOrStaysInItsProcess() {
        Set<String> registered = NodeRegistry.create().entries().stream().map(KryoRegistry.Entry::type)
                .map(MessageRegistrationsTest::name).collect(Collectors.toSet());
        Set<String> messages = Stream.concat(Stream.of(ChannelMessage.class, PeerMessage.class,
                        ConnectionMessage.class, SiblingMessage.class, InvoiceCommand.class, PaymentCommand.class,
                        DirectoryMessage.class), wallet())
                .flatMap(MessageRegistrationsTest::leaves).map(MessageRegistrationsTest::name)
                .collect(Collectors.toSet());
        assertThat(messages).containsAll(STAYS).allMatch(name -> registered.contains(name) != STAYS.contains(name));
    }

    /** What belongs to one package there has no name here. */
    private static Stream<Class<?>> wallet() {
        return NodeRegistry.create().entries().stream().<Class<?>>map(KryoRegistry.Entry::type)
                .filter(type -> type.getPackageName().endsWith(".chain.shared"))
                .flatMap(type -> Stream.of(type.getInterfaces())).filter(Class::isSealed).distinct();
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(MessageRegistrationsTest::leaves)
                : Stream.of(type);
    }
}
