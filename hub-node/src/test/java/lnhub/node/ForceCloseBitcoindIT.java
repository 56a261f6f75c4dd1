package lnhub.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import lnhub.node.chain.BitcoindBinary;
import org.junit.jupiter.api.Assumptions;

/** On a real bitcoind. */
class ForceCloseBitcoindIT extends ForceCloseContract {

    @Override
    TestNetwork network(Path folder) throws IOException {
        Optional<Path> binary = BitcoindBinary.find();
        Assumptions.assumeTrue(binary.isPresent(), BitcoindBinary.HOW_TO_GET_ONE);
        return TestNetwork.onBitcoind(folder, binary.get());
    }
}
