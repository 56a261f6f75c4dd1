package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.Warning;

/** What a broken rule must lead to. */
final class Expect {
    private Expect() {
    }

    /**
     * A warning, the end of the connection, and nothing binding. Nothing is recorded but that payments of our own,
     * which were only proposed, are refused.
     */
    static void warns(End end, ChannelMessage message, String text) {
        ChannelState before = end.state();
        Decision decision = end.tell(new Command.FromPeer(message));
        assertThat(end.sent.getLast()).isInstanceOf(Warning.class);
        assertThat(text((Warning) end.sent.getLast())).contains(text);
        assertThat(end.wantsDisconnect).isTrue();
        assertThat(end.entity.link.phase()).isEqualTo(Link.Phase.DOWN);
        if (decision instanceof Decision.Recorded recorded) {
            assertThat(recorded.events()).isNotEmpty().allMatch(Event.LocalRefused.class::isInstance);
            assertThat(recorded.effects()).noneMatch(Effect.Binding.class::isInstance);
            assertThat(((Live) end.state()).funded().commitments())
                    .isEqualTo(((Live) before).funded().commitments());
        } else {
            assertThat(end.state()).isEqualTo(before);
        }
    }

    /** An error, and our commitment is published, after the event that says so. */
    static void fails(End end, ChannelMessage message, String text) {
        failed(end, end.tell(new Command.FromPeer(message)));
        ErrorMessage error = (ErrorMessage) end.sent.getLast();
        assertThat(new String(error.data().toArray())).contains(text);
    }

    /** The channel is failed: durable before published, and what is published spends the funding output. */
    static void failed(End end, Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Recorded.class);
        Event first = ((Decision.Recorded) decision).events().getFirst();
        assertThat(first).isInstanceOf(Event.ForceCloseStarted.class);
        List<Effect.PublishTx> published = decision.effects().stream().filter(Effect.PublishTx.class::isInstance)
                .map(Effect.PublishTx.class::cast).toList();
        assertThat(published).containsExactly(
                new Effect.PublishTx(((Event.ForceCloseStarted) first).transaction()));
        assertThat(end.state()).isInstanceOf(OnChain.class);
        assertThat(end.journal.replay()).isEqualTo(end.state());
        TransactionCheck.spendsFunding(published.getFirst().transaction(), ((Live) end.state()).funded().params());
    }

    /** Nothing happens at all. */
    static void ignores(End end, Command command) {
        ChannelState before = end.state();
        Decision decision = end.tell(command);
        assertThat(decision.effects()).isEmpty();
        assertThat(end.state()).isEqualTo(before);
    }

    static String text(Message message) {
        return switch (message) {
            case Warning warning -> new String(warning.data().toArray());
            case ErrorMessage error -> new String(error.data().toArray());
            default -> throw new AssertionError("neither warning nor error: " + message);
        };
    }
}
