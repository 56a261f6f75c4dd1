package lnhub.actors.payment;

import java.security.SecureRandom;
import lnhub.protocol.units.Bytes32;

/** Where preimages, payment secrets and session keys come from. Whoever can guess the next one can steal. */
@FunctionalInterface
public interface SecretSource {

    Bytes32 next();

    static SecretSource of(SecureRandom random) {
        return () -> {
            byte[] secret = new byte[Bytes32.SIZE];
            random.nextBytes(secret);
            return Bytes32.wrap(secret);
        };
    }
}
