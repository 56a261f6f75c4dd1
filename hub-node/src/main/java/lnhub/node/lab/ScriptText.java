package lnhub.node.lab;

import fr.acinq.bitcoin.OP_PUSHDATA;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lnhub.protocol.units.Bytes;

/** A script as one reads it: OP_ names, a branch per indentation, and names in place of keys and hashes. */
final class ScriptText {
    private static final int INDENT = 2;
    private static final int WIDTH = 78;
    private static final Set<String> OPENS = Set.of("OP_IF", "OP_NOTIF");

    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private int depth;

    private ScriptText() {
    }

    static List<String> of(Bytes script, Names names) {
        ScriptText text = new ScriptText();
        for (ScriptElt element : Script.parse(script.toArray())) {
            text.add(element instanceof OP_PUSHDATA push
                    ? pushed(Bytes.wrap(push.data.toByteArray()), names)
                    : element.getClass().getSimpleName());
        }
        text.end();
        return List.copyOf(text.lines);
    }

    /** A name, a number as it is compared with heights and sizes, or else the beginning of the bytes. */
    static String pushed(Bytes data, Names names) {
        if (names.of(data).isPresent()) {
            return "<" + names.of(data).get() + ">";
        }
        if (data.length() <= 5) {
            long number = 0;
            for (int i = 0; i < data.length(); i++) {
                number |= (data.at(i) & 0xFFL) << 8 * i;
            }
            return String.valueOf(number);
        }
        String hex = data.toHex();
        return "<" + hex.substring(0, 8) + "..., " + data.length() + " bytes>";
    }

    private void add(String token) {
        boolean closes = token.equals("OP_ENDIF");
        if (closes || token.equals("OP_ELSE")) {
            end();
            depth--;
        }
        boolean alone = closes || token.equals("OP_ELSE");
        if (!line.isEmpty() && INDENT * depth + line.length() + 1 + token.length() > WIDTH) {
            end();
        }
        line.append(line.isEmpty() ? "" : " ").append(token);
        if (alone || OPENS.contains(token)) {
            end();
        }
        if (OPENS.contains(token) || token.equals("OP_ELSE")) {
            depth++;
        }
    }

    private void end() {
        if (!line.isEmpty()) {
            lines.add(" ".repeat(Math.max(0, INDENT * depth)) + line);
            line.setLength(0);
        }
    }
}
