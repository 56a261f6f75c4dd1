package lnhub.house;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds lengths below a limit, except for what a list allows for the time being. An exception states the length as it
 * is: it cannot grow, and when it has shrunk the list must follow, so the list only ever shrinks.
 *
 * @param allowed length by name, for what is over its limit
 */
record Ratchet(Map<String, Integer> allowed) {

    /** @param measured in lines, or in characters where the name ends with #widest */
    record Length(String name, int measured, int limit) {
    }

    /** One exception per line, name and length; blank lines and lines that begin with # say nothing. */
    static Ratchet parse(List<String> lines) {
        Map<String, Integer> allowed = new HashMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+");
            if (parts.length != 2 || allowed.put(parts[0], Integer.valueOf(parts[1])) != null) {
                throw new IllegalArgumentException("not \"name length\", or listed twice: " + line);
            }
        }
        return new Ratchet(allowed);
    }

    /** @return what is wrong, one sentence each */
    List<String> findings(List<Length> measured) {
        List<String> findings = new ArrayList<>();
        Map<String, Integer> unused = new TreeMap<>(allowed);
        for (Length length : measured) {
            Integer exception = allowed.get(length.name());
            if (length.measured() > length.limit() || exception != null) {
                unused.remove(length.name());
                check(length, exception, findings);
            }
        }
        unused.keySet().forEach(name -> findings.add(name + " is not there any more: take it off the list"));
        return findings;
    }

    private static void check(Length length, Integer exception, List<String> findings) {
        String is = length.name() + " measures " + length.measured();
        if (exception == null) {
            findings.add(is + ", allowed are " + length.limit());
        } else if (length.measured() > exception) {
            findings.add(is + " and got longer: the list allows " + exception);
        } else if (length.measured() <= length.limit()) {
            findings.add(is + " and needs no exception any more: take it off the list");
        } else if (length.measured() < exception) {
            findings.add(is + " and got shorter: list it with " + length.measured());
        }
    }
}
