package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.onion.BuiltOnion;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.onion.OnionBuilder;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** Real onions for short routes; every secret follows from a number. */
final class Onions {
    private Onions() {
    }

    static Bytes32 preimage(long payment) {
        return Hashes.sha256(("preimage " + payment).getBytes());
    }

    static Bytes32 hash(long payment) {
        return Hashes.sha256(preimage(payment).toArray());
    }

    /** One hop of a route: who peels, and what the layer says. */
    record Hop(PublicKey node, HopPayload payload) {
    }

    static Hop last(TestNode node, long amountMsat, long cltvExpiry, long payment) {
        return new Hop(node.id, new HopPayload.Final(amountMsat, cltvExpiry,
                Optional.of(Hashes.sha256(new byte[] {(byte) payment})), amountMsat, Optional.empty(),
                Optional.empty()));
    }

    static Hop between(TestNode node, ShortChannelId next, long amountMsat, long cltvExpiry) {
        return new Hop(node.id, new HopPayload.Forward(next, amountMsat, cltvExpiry));
    }

    static BuiltOnion build(long payment, List<Hop> hops) {
        PrivateKey session = PrivateKey.wrap(Hashes.sha256(("session " + payment).getBytes()).toArray());
        List<PublicKey> nodes = new ArrayList<>();
        List<Bytes> payloads = new ArrayList<>();
        for (Hop hop : hops) {
            nodes.add(hop.node());
            payloads.add(hop.payload().encode());
        }
        return OnionBuilder.build(session, nodes, payloads, hash(payment));
    }
}
