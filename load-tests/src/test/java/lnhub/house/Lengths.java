package lnhub.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lnhub.house.Ratchet.Length;

/** How long files, methods and lines are, and how long they may be. */
final class Lengths {
    static final int MAIN_FILE = 400;
    static final int MAIN_METHOD = 40;
    static final int TEST_FILE = 600;
    static final int TEST_METHOD = 70;
    static final int LINE = 120;

    private Lengths() {
    }

    /**
     * The file under its path, its widest line (in characters) under path#widest, and each method under
     * path#type.name; of methods of one name the longest.
     */
    static List<Length> of(SourceFile source) {
        List<Length> lengths = new ArrayList<>();
        lengths.add(new Length(source.path(), source.lines().size(), source.isMain() ? MAIN_FILE : TEST_FILE));
        int widest = source.lines().stream().mapToInt(String::length).max().orElse(0);
        lengths.add(new Length(source.path() + "#widest", widest, LINE));
        Map<String, Integer> longest = new TreeMap<>();
        for (SyntaxTree.Method method : SyntaxTree.of(source).methods()) {
            longest.merge(source.path() + "#" + method.name(), method.lines(), Math::max);
        }
        longest.forEach((name, lines) ->
                lengths.add(new Length(name, lines, source.isMain() ? MAIN_METHOD : TEST_METHOD)));
        return lengths;
    }
}
