package lnhub.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lnhub.protocol.channel.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Durable before binding" is a matter of type: a decision that records nothing has no place for what binds us. */
class BindingTest {
    private static final Path EFFECT = Repository.ROOT.resolve(
            "protocol/src/main/java/lnhub/protocol/channel/Effect.java");

    @TempDir
    Path folder;

    @Test
    void anUnrecordedDecisionCannotHoldABindingEffect() {
        assertThat(decision("new Effect.Send(m)")).isEmpty();
        assertThat(decision("new Effect.SendBinding(m)")).isNotEmpty();
        assertThat(decision("new Effect.PublishTx(lnhub.protocol.units.Bytes.EMPTY)")).isNotEmpty();
    }

    private List<String> decision(String effect) {
        return Planted.compile(Map.of("lnhub.protocol.channel.Hasty", """
                package lnhub.protocol.channel;
                class Hasty {
                    Decision decide(Link link, lnhub.protocol.wire.Message m) {
                        return new Decision.Unrecorded(link, java.util.List.of(%s));
                    }
                }
                """.formatted(effect)), folder);
    }

    @Test
    void noEffectIsBoth() {
        assertThat(kinds(Effect.class)).hasSizeGreaterThan(15).isEqualTo(distinct(kinds(Effect.class)));
    }

    /** The hole that the type leaves, dug: an effect of both kinds compiles, and the test above would see it. */
    @Test
    void anEffectOfBothKindsIsFound() throws IOException, ReflectiveOperationException {
        String holed = Files.readString(EFFECT).replace("record Send(Message message) implements Unbinding",
                "record Send(Message message) implements Unbinding, Binding");
        assertThat(Planted.compile(Map.of("lnhub.protocol.channel.Effect", holed), folder)).isEmpty();
        try (ChildFirst loader = new ChildFirst(folder)) {
            List<String> kinds = kinds(loader.loadClass("lnhub.protocol.channel.Effect"));
            assertThat(kinds).isNotEqualTo(distinct(kinds));
        }
    }

    /** Every effect once for each kind it is of. */
    private static List<String> kinds(Class<?> effect) {
        List<String> names = new ArrayList<>();
        for (Class<?> kind : effect.getPermittedSubclasses()) {
            assertThat(kind.isSealed()).isTrue();
            for (Class<?> type : kind.getPermittedSubclasses()) {
                assertThat(type.isRecord()).isTrue();
                names.add(type.getName());
            }
        }
        return names;
    }

    private static List<String> distinct(List<String> names) {
        return names.stream().distinct().toList();
    }
}
