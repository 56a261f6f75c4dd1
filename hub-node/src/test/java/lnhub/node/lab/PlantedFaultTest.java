package lnhub.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A construction built wrongly is told from one that holds: the script engine decides, not the story. */
class PlantedFaultTest {
    private final StringWriter out = new StringWriter();

    private List<String> failedOf(Construction faulty) {
        Lab lab = Lab.run(faulty, 1, new PrintWriter(out, true));
        assertThat(lab.held()).isFalse();
        assertThat(lab.json()).contains("\"held\":false");
        assertThat(lab.html()).contains("checks FAILED.");
        List<String> failed = lab.checks().stream().filter(check -> !check.held()).map(Check::what).toList();
        assertThat(out.toString()).contains("FAILED  ", failed.size() + " of " + lab.checks().size()
                + " checks FAILED.");
        return failed;
    }

    @Test
    void splitsWhoseLocksDoNotShrink() {
        assertThat(failedOf(new Micropayment(0)))
                .contains("none of the 99 older splits can be confirmed before the newest")
                .anyMatch(check -> check.startsWith("B has earned exactly"));
    }

    @Test
    void aSweepOneBlockEarly() {
        assertThat(failedOf(new Rsmc(Rsmc.DELAY - 1)))
                .containsExactly("A, who published, is paid 10 blocks after the commitment",
                        "everybody got what the newest state says, fees apart");
    }

    @Test
    void aPenaltyWithTheSecretOfAnotherState() {
        assertThat(failedOf(new Breach(1))).containsExactly("A comes too late: nothing is left",
                "B has the whole channel but the fees, A has nothing");
    }

    @Test
    void aForwardThatCostsTheForwarder() {
        assertThat(failedOf(new Htlc(-1_000))).contains("B has what it gave C, and a fee on top")
                .anyMatch(check -> check.startsWith("A's HTLC is worth more"));
    }

    @Test
    void locksInTheWrongOrderWhereTheyShouldBeRight() {
        assertThat(failedOf(new TimelockOrder(220, 240)))
                .contains("B has been paid by A", "A's refund came too late");
    }

    @Test
    void aCloseThatIsNotAgreed() {
        assertThat(failedOf(new Close(false))).contains("together, A waits for one block only",
                "together is lighter", "together costs less in fees at the same fee rate");
    }

    @Test
    void aSwapWhoseFirstLockEndsFirst() {
        assertThat(failedOf(new Swap(220, 240))).contains("B has A's coins on X");
    }
}
