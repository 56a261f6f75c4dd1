package lnhub.node;

import java.io.IOException;
import java.nio.file.Path;

/** On the embedded chain. */
class ForceCloseIT extends ForceCloseContract {

    @Override
    TestNetwork network(Path folder) throws IOException {
        return new TestNetwork(folder);
    }
}
