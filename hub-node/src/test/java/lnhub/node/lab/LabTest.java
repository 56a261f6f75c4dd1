package lnhub.node.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every construction from end to end. */
class LabTest {
    private final StringWriter out = new StringWriter();

    private Lab run(String name, long seed) {
        return Lab.run(name, seed, new PrintWriter(out, true));
    }

    static List<String> names() {
        return Lab.names();
    }

    @ParameterizedTest
    @CsvSource({"micropayment, 2, 12", "rsmc, 1, 6", "breach, 2, 10", "htlc, 3, 15", "timelock-order, 3, 11",
        "close, 2, 8", "swap, 2, 12"})
    void everyCheckHolds(String name, int scenarios, int checks) {
        Lab lab = run(name, 1);
        assertThat(lab.checks()).allSatisfy(check -> assertThat(check.held()).as(check.what()).isTrue());
        assertThat(lab.checks()).hasSize(checks);
        assertThat(lab.scenarios()).hasSize(scenarios);
        assertThat(lab.held()).isTrue();
        assertThat(out.toString()).contains("--seed 1", "All " + checks + " checks held.").doesNotContain("FAILED");
    }

    @ParameterizedTest
    @MethodSource("names")
    void theTextFitsAndNamesWhatThereIs(String name) {
        Lab lab = run(name, 1);
        String text = out.toString();
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(100));
        for (Scenario scenario : lab.scenarios()) {
            assertThat(text).contains(scenario.title());
            scenario.transactions().forEach(transaction -> assertThat(text).contains(transaction.name()));
        }
        assertThat(text).as("every signature is somebody's, but those that B forges").satisfies(told ->
                assertThat(told.contains("fits no key")).isEqualTo(name.equals("breach")));
        assertThat(text).doesNotContain("bytes>");
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSeedDecidesEveryByte(String name) {
        String first = run(name, 5).html();
        String told = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run(name, 5).html()).isEqualTo(first);
        assertThat(out.toString()).isEqualTo(told);
        Lab other = run(name, -6);
        assertThat(other.held()).isTrue();
        assertThat(other.html()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("names")
    void jsonIsOneLineOfChecks(String name) throws Exception {
        Lab lab = run(name, 1);
        assertThat(lab.json().lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(lab.json());
        assertThat(json.get("construction").asText()).isEqualTo(name);
        assertThat(json.get("seed").asLong()).isEqualTo(1);
        assertThat(json.get("held").asBoolean()).isTrue();
        assertThat(json.get("checks")).hasSize(lab.checks().size()).allSatisfy(check -> {
            assertThat(check.get("held").asBoolean()).isTrue();
            assertThat(check.get("check").asText()).isNotBlank();
            assertThat(check.get("scenario").asText()).isNotBlank();
        });
    }

    @Test
    void aHundredLocksThatShrink() {
        Scenario scenario = run("micropayment", 1).scenarios().getFirst();
        List<Integer> locks = scenario.transactions().stream()
                .filter(transaction -> transaction.name().startsWith("split "))
                .map(LabTransaction::lockHeight).toList();
        assertThat(locks).hasSize(100).isSortedAccordingTo((a, b) -> b - a).doesNotHaveDuplicates();
    }

    @Test
    void whatIsConfirmedIsWhatTheStorySays() {
        Scenario breach = run("breach", 1).scenarios().getFirst();
        assertThat(breach.transactions()).filteredOn(LabTransaction::isConfirmed).extracting(LabTransaction::name)
                .containsExactly("funding", "commitment A0", "B's penalty");
        assertThat(breach.transactions()).filteredOn(LabTransaction::isRevoked).extracting(LabTransaction::name)
                .containsExactly("commitment A0", "commitment B0", "commitment A1", "commitment B1");
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> run("lottery", 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no construction \"lottery\"; there are micropayment, rsmc, breach, htlc,"
                        + " timelock-order, close, swap");
        assertThat(Lab.list()).hasSameSizeAs(Lab.names())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }
}
