package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.units.Bytes;

/**
 * What is needed to publish a claim.
 *
 * @param parent the commitment that it pays for, to be published together with it
 * @param coins whether coins of the wallet are among its inputs, which the wallet signs
 */
public record Publication(Bytes transaction, Optional<Bytes> parent, boolean coins) {
}
