package lnhub.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the compiler does not hold, one rule per method. Each returns what is wrong, one sentence each. */
final class SourceRules {
    private static final Pattern VAGUE = Pattern.compile(".*(Manager|Helpers?|Utils?|Impl)");
    // Written in pieces, or these sources would break their own rules.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?[\\w.]+\\.(\\w+);");
    private static final Pattern STUB = Pattern.compile("new UnsupportedOperation" + "Exception\\(\\)");

    private SourceRules() {
    }

    static List<String> unfinished(SourceFile source) {
        return lines(source, line -> UNFINISHED.matcher(line).find(), "says that something is not done");
    }

    static List<String> stubs(SourceFile source) {
        return lines(source, line -> STUB.matcher(line).find(), "throws without saying what is not supported");
    }

    /** A name that is only imported; one that only Javadoc links to counts as used. */
    static List<String> unusedImports(SourceFile source) {
        String body = source.lines().stream().filter(line -> !line.startsWith("import "))
                .collect(Collectors.joining("\n"));
        return lines(source, line -> {
            Matcher imported = IMPORT.matcher(line);
            return imported.matches() && !Pattern.compile("\\b" + imported.group(1) + "\\b").matcher(body).find();
        }, "imports what nothing uses");
    }

    private static List<String> lines(SourceFile source, Predicate<String> wrong, String what) {
        List<String> findings = new ArrayList<>();
        List<String> lines = source.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (wrong.test(lines.get(i))) {
                findings.add(source.path() + ":" + (i + 1) + " " + what);
            }
        }
        return findings;
    }

    /** Names that say nothing: a type is called after what it is in the BOLTs. */
    static List<String> vagueNames(SourceFile source) {
        return SyntaxTree.of(source).types().stream()
                .filter(type -> VAGUE.matcher(type.name()).matches())
                .map(type -> source.path() + ": " + type.name() + " is a name that says nothing").toList();
    }

    static List<String> swallowedExceptions(SourceFile source) {
        return SyntaxTree.of(source).emptyCatches().stream()
                .map(line -> source.path() + ":" + line + " swallows an exception").toList();
    }

    static List<String> undocumentedTypes(SourceFile source) {
        return SyntaxTree.of(source).types().stream()
                .filter(type -> type.top() && type.isPublic() && !type.documented())
                .map(type -> source.path() + ": " + type.name() + " is public and has no Javadoc").toList();
    }

    /** Every package of the given sources must say what lives in it. */
    static List<String> undocumentedPackages(List<SourceFile> sources) {
        Set<String> documented = sources.stream()
                .filter(source -> source.fileName().equals("package-info.java"))
                .filter(source -> SyntaxTree.of(source).packageDocumented())
                .map(SourceFile::folder).collect(Collectors.toSet());
        Set<String> folders = sources.stream().map(SourceFile::folder).collect(Collectors.toCollection(TreeSet::new));
        folders.removeAll(documented);
        return folders.stream().map(folder -> folder + " has no package-info.java with Javadoc").toList();
    }
}
