package lnhub.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Java source.
 *
 * @param path from the top of the repository, with forward slashes
 */
record SourceFile(String path, String text) {

    static SourceFile read(Path root, Path file) throws IOException {
        return new SourceFile(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
    }

    List<String> lines() {
        return text.lines().toList();
    }

    String module() {
        return path.substring(0, path.indexOf('/'));
    }

    boolean isMain() {
        return path.startsWith(module() + "/src/main/java/");
    }

    /** The folder, which is the package. */
    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
