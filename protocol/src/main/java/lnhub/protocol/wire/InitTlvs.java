package lnhub.protocol.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.units.Bytes32;

/** The records of {@code init_tlvs} (BOLT 1, "The init Message"). Networks are a field of {@link Init} itself. */
public final class InitTlvs {
    static final long NETWORKS = 1;
    static final long REMOTE_ADDR = 3;

    static final TlvNamespace NAMESPACE = new TlvNamespace(Map.of(
            NETWORKS, InitTlvs::readNetworks,
            REMOTE_ADDR, TlvNamespace.ANY));

    private InitTlvs() {
    }

    private static void readNetworks(WireReader value) throws MalformedMessage {
        if (value.remaining() % Bytes32.SIZE != 0) {
            throw value.malformed("networks: " + value.remaining() + " bytes are not whole chain hashes");
        }
        value.rest();
    }

    /** How the peer sees our address; empty when it did not say, or said it in a way not known here. */
    public static Optional<NodeAddress> remoteAddress(Init init) {
        return init.tlvs().get(REMOTE_ADDR).flatMap(value -> {
            try {
                return NodeAddress.decode(value).stream().findFirst();
            } catch (MalformedMessage notAnAddress) {
                return Optional.empty();
            }
        });
    }

    public static TlvStream ofRemoteAddress(NodeAddress address) {
        return TlvStream.of(REMOTE_ADDR, NodeAddress.encode(List.of(address)));
    }
}
