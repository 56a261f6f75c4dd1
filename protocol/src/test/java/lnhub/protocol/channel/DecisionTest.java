package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Durable before binding, by type: without an event there is no place for a binding effect. */
class DecisionTest {

    @Test
    void unrecordedHoldsUnbindingEffectsOnly() {
        RecordComponent effects = Arrays.stream(Decision.Unrecorded.class.getRecordComponents())
                .filter(component -> component.getName().equals("effects")).findFirst().orElseThrow();
        assertThat(((ParameterizedType) effects.getGenericType()).getActualTypeArguments())
                .containsExactly(Effect.Unbinding.class);
    }

    @Test
    void noEffectIsBothBindingAndUnbinding() {
        Set<Class<?>> binding = Set.of(Effect.Binding.class.getPermittedSubclasses());
        Set<Class<?>> both = new HashSet<>(Set.of(Effect.Unbinding.class.getPermittedSubclasses()));
        both.retainAll(binding);
        assertThat(both).isEmpty();
        assertThat(binding).containsExactlyInAnyOrder(Effect.SendBinding.class, Effect.PublishTx.class,
                Effect.PublishClaim.class);
    }

    @Test
    void everyEffectIsOneOfTheTwo() {
        assertThat(Effect.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(Effect.Binding.class, Effect.Unbinding.class);
    }

    /** The convenience for decisions without events takes no binding effect either. */
    @Test
    void factoriesKeepTheTypes() {
        for (Method method : Decision.class.getDeclaredMethods()) {
            boolean takesEvent = Arrays.asList(method.getParameterTypes()).contains(Event.class);
            boolean takesAnyEffect = Arrays.asList(method.getParameterTypes()).contains(Effect[].class);
            assertThat(takesAnyEffect && !takesEvent).as(method.toString()).isFalse();
        }
        for (Method method : Draft.class.getDeclaredMethods()) {
            boolean takesEvent = Arrays.asList(method.getParameterTypes()).contains(Event.class);
            boolean takesAnyEffect = Arrays.stream(method.getParameterTypes())
                    .anyMatch(type -> type == Effect.class || type == Effect.Binding.class);
            assertThat(takesAnyEffect && !takesEvent).as(method.toString()).isFalse();
        }
    }

    @Test
    void recordedHasAnEvent() {
        assertThatThrownBy(() -> new Decision.Recorded(Link.DOWN, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
