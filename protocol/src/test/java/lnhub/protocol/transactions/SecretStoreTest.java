package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BOLT 3, appendix D, and what follows from "Efficient Per-commitment Secret Storage". */
class SecretStoreTest {
    private static final JsonNode VECTORS = CommitmentVectors.read("secrets.json");
    private static final Bytes32 SEED = Bytes32.fromHex("ff".repeat(32));

    static List<JsonNode> generation() {
        return StreamSupport.stream(VECTORS.get("generation").spliterator(), false).toList();
    }

    static List<JsonNode> storage() {
        return StreamSupport.stream(VECTORS.get("storage").spliterator(), false).toList();
    }

    @ParameterizedTest
    @MethodSource("generation")
    void generate(JsonNode vector) {
        long number = CommitmentNumber.MAX - vector.get("index").asLong();
        Bytes32 secret = PerCommitment.secret(Bytes32.fromHex(vector.get("seed").asText()), number);
        assertThat(secret.toHex()).isEqualTo(vector.get("output").asText());
    }

    @ParameterizedTest
    @MethodSource("storage")
    void store(JsonNode vector) {
        SecretStore store = SecretStore.EMPTY;
        for (JsonNode step : vector.get("steps")) {
            SecretStore before = store;
            long number = CommitmentNumber.MAX - step.get("index").asLong();
            Bytes32 secret = Bytes32.fromHex(step.get("secret").asText());
            if (step.get("ok").asBoolean()) {
                store = before.add(number, secret);
                assertThat(store.get(number)).contains(secret);
            } else {
                assertThatThrownBy(() -> before.add(number, secret))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("does not derive");
            }
        }
    }

    @Property(tries = 20)
    void allSecretsComeBack(@ForAll @IntRange(max = 600) int count) {
        SecretStore store = SecretStore.EMPTY;
        for (long number = 0; number < count; number++) {
            store = store.add(number, PerCommitment.secret(SEED, number));
        }
        SecretStore restored = new SecretStore(store.count(), new ArrayList<>(store.secrets()));
        assertThat(restored).isEqualTo(store);
        for (long number = 0; number < count; number++) {
            assertThat(restored.get(number)).contains(PerCommitment.secret(SEED, number));
        }
        assertThat(restored.get(count)).isEmpty();
        assertThat(restored.get(-1)).isEmpty();
    }

    @Property(tries = 100)
    void oneWrongSecretIsFoundOutAtTheLatestByItsParent(
            @ForAll @IntRange(min = 0, max = 63) int wrongNumber) {
        SecretStore store = SecretStore.EMPTY;
        int refusedAt = -1;
        for (int number = 0; number < 128 && refusedAt < 0; number++) {
            Bytes32 secret = PerCommitment.secret(number == wrongNumber ? Bytes32.ZEROES : SEED, number);
            try {
                store = store.add(number, secret);
            } catch (IllegalArgumentException refused) {
                refusedAt = number;
            }
        }
        assertThat(refusedAt).isBetween(wrongNumber, wrongNumber | wrongNumber + 1);
    }

    /** The end of the range, reached by starting from what would be kept there. */
    @Property(tries = 50)
    void theLastSecretsOfAChannel(@ForAll @LongRange(min = 1, max = 300) long remaining) {
        long count = CommitmentNumber.MAX + 1 - remaining;
        List<Bytes32> kept = new ArrayList<>();
        for (int position = 0; position < 48; position++) {
            long index = lowestIndex(remaining, position);
            kept.add(PerCommitment.secret(SEED, CommitmentNumber.MAX - index));
        }
        SecretStore store = new SecretStore(count, kept);
        for (long number = count; number <= CommitmentNumber.MAX; number++) {
            store = store.add(number, PerCommitment.secret(SEED, number));
        }
        assertThat(store.secrets()).hasSize(49);
        assertThat(store.get(CommitmentNumber.MAX)).contains(SEED);
        assertThat(store.get(0)).contains(PerCommitment.secret(SEED, 0));
        assertThat(store.get(12_345_678_901L)).contains(PerCommitment.secret(SEED, 12_345_678_901L));
        SecretStore full = store;
        assertThatThrownBy(() -> full.add(full.count(), SEED)).hasMessageContaining("does not fit 48 bits");
    }

    private static long lowestIndex(long from, int position) {
        for (long odd = 1; ; odd += 2) {
            if (odd << position >= from) {
                return odd << position;
            }
        }
    }

    @Test
    void onlyTheNextNumberIsAdded() {
        SecretStore one = SecretStore.EMPTY.add(0, PerCommitment.secret(SEED, 0));
        assertThatThrownBy(() -> one.add(0, PerCommitment.secret(SEED, 0))).hasMessageContaining("expected 1");
        assertThatThrownBy(() -> one.add(2, PerCommitment.secret(SEED, 2))).hasMessageContaining("expected 1");
        assertThatThrownBy(() -> SecretStore.EMPTY.add(-1, SEED)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCannotHaveBeenKeptIsRefused() {
        assertThatThrownBy(() -> new SecretStore(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SecretStore(0, List.of(SEED))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SecretStore(-1, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsAreNotPrinted() {
        Bytes32 secret = PerCommitment.secret(SEED, 0);
        assertThat(SecretStore.EMPTY.add(0, secret).toString()).doesNotContain(secret.toHex());
    }
}
