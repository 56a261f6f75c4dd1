package lnhub.protocol.wire;

import java.util.List;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 1, "The init Message": features of the sender (global and local already merged), the chains it follows.
 */
public record Init(Features features, List<Bytes32> networks, TlvStream tlvs) implements Message {
    public static final int TYPE = 16;

    @Override
    public int type() {
        return TYPE;
    }
}
