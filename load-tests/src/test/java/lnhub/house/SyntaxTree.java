package lnhub.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the rules want to know of a source, read by the compiler's own parser.
 *
 * @param packageDocumented whether a package declaration has Javadoc
 * @param emptyCatches the lines of catch blocks that hold no statement
 */
record SyntaxTree(List<Type> types, List<Method> methods, boolean packageDocumented, List<Long> emptyCatches) {
    /** Several rules look at the same source. */
    private static final Map<SourceFile, SyntaxTree> READ = new ConcurrentHashMap<>();

    /** @param top whether it is nested in no other type */
    record Type(String name, boolean top, boolean isPublic, boolean documented) {
    }

    /**
     * A method, constructor or initialiser.
     *
     * @param lines from its first modifier or annotation to its closing brace; Javadoc does not count
     */
    record Method(String name, int lines) {
    }

    static SyntaxTree of(SourceFile source) {
        return READ.computeIfAbsent(source, SyntaxTree::read);
    }

    private static SyntaxTree read(SourceFile source) {
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///" + source.path()),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source.text();
            }
        };
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, List.of(file));
        try {
            Scanner scanner = new Scanner(DocTrees.instance(task));
            scanner.scan(task.parse(), null);
            return new SyntaxTree(scanner.types, scanner.methods, scanner.packageDocumented, scanner.emptyCatches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final List<Type> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();
        private final List<Long> emptyCatches = new ArrayList<>();
        private boolean packageDocumented;

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitPackage(PackageTree node, Void unused) {
            packageDocumented = isDocumented();
            return super.visitPackage(node, unused);
        }

        @Override
        public Void visitClass(ClassTree node, Void unused) {
            boolean top = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
            boolean isPublic = node.getModifiers().getFlags().contains(Modifier.PUBLIC);
            types.add(new Type(node.getSimpleName().toString(), top, isPublic, isDocumented()));
            return super.visitClass(node, unused);
        }

        @Override
        public Void visitMethod(MethodTree node, Void unused) {
            methods.add(new Method(enclosingType() + "." + node.getName(), lines(node)));
            return super.visitMethod(node, unused);
        }

        @Override
        public Void visitBlock(BlockTree node, Void unused) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                methods.add(new Method(enclosingType() + ".initialiser", lines(node)));
            }
            return super.visitBlock(node, unused);
        }

        @Override
        public Void visitCatch(CatchTree node, Void unused) {
            if (node.getBlock().getStatements().isEmpty()) {
                emptyCatches.add(line(trees.getSourcePositions().getStartPosition(unit(), node)));
            }
            return super.visitCatch(node, unused);
        }

        private String enclosingType() {
            TreePath path = getCurrentPath().getParentPath();
            while (!(path.getLeaf() instanceof ClassTree type)) {
                path = path.getParentPath();
            }
            return type.getSimpleName().toString();
        }

        private boolean isDocumented() {
            String text = trees.getDocComment(getCurrentPath());
            return text != null && !text.isBlank();
        }

        private int lines(Tree tree) {
            long first = line(trees.getSourcePositions().getStartPosition(unit(), tree));
            long last = line(trees.getSourcePositions().getEndPosition(unit(), tree));
            return Math.toIntExact(last - first + 1);
        }

        private long line(long position) {
            return unit().getLineMap().getLineNumber(position);
        }

        private CompilationUnitTree unit() {
            return getCurrentPath().getCompilationUnit();
        }
    }
}
