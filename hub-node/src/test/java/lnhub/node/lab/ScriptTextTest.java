package lnhub.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

/** Scripts as they are told. */
class ScriptTextTest {
    private final Party a = new Party("A", 1);
    private final Party b = new Party("B", 1);
    private final Names names = new Names();

    @Test
    void keysAndHashesHaveTheNamesOfTheirOwners() {
        names.key(a.wallet().publicKey(), "A's wallet key");
        names.key(b.wallet().publicKey(), "B's wallet key");
        assertThat(ScriptText.of(FundingScript.witnessScript(a.wallet().publicKey(), b.wallet().publicKey()), names))
                .singleElement().asString().contains("OP_2 <", "<A's wallet key>", "<B's wallet key>",
                        "OP_2 OP_CHECKMULTISIG");
        assertThat(ScriptText.of(Op.p2wpkh(a.wallet().publicKey()), names))
                .containsExactly("OP_0 <HASH160 of A's wallet key>");
        Bytes script = Bytes.fromHex("51");
        names.script(script, "deposit:0");
        assertThat(ScriptText.of(Op.p2wsh(script), names))
                .containsExactly("OP_0 <SHA256 of the script of deposit:0>");
    }

    @Test
    void whatHasNoNameIsAbbreviated() {
        assertThat(ScriptText.of(Bytes.fromHex("20" + "ab".repeat(32)), names))
                .containsExactly("<abababab..., 32 bytes>");
    }

    /** IF 1,000 CLTV DROP ELSE IF 144 CSV ENDIF ENDIF. */
    @Test
    void branchesAreIndentedAndNumbersRead() {
        assertThat(ScriptText.of(Bytes.fromHex("6302e803b1756763029000b26868"), names)).isEqualTo(List.of(
                "OP_IF", "  1000 OP_CHECKLOCKTIMEVERIFY OP_DROP", "OP_ELSE", "  OP_IF",
                "    144 OP_CHECKSEQUENCEVERIFY", "  OP_ENDIF", "OP_ENDIF"));
    }

    @Test
    void linesBreakAtSpacesButNotWithinBrackets() {
        String token = "<" + "a name ".repeat(6) + "end>";
        assertThat(Story.wrap("x " + token + " " + token + " " + token, "  ", "    "))
                .containsExactly("  x " + token + " " + token, "    " + token);
    }
}
