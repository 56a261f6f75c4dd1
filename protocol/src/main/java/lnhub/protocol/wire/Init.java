package lnhub.protocol.wire;

import java.util.List;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 1, "The init Message": features of the sender (global and local already merged), the chains it follows.
 *
 * @param tlvs the records other than networks; see {@link InitTlvs}
 */
public record Init(Features features, List<Bytes32> networks, TlvStream tlvs) implements Message {
    public static final int TYPE = 16;

    /** @throws IllegalArgumentException when {@code tlvs} says networks a second time */
    public Init {
        if (tlvs.get(InitTlvs.NETWORKS).isPresent()) {
            throw new IllegalArgumentException("networks are a field of init, not one of its other records");
        }
    }

    @Override
    public int type() {
        return TYPE;
    }
}
