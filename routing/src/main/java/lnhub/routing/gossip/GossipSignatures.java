package lnhub.routing.gossip;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipSigning;
import lnhub.protocol.wire.NodeAnnouncement;

/** Whether gossip is signed by those it speaks for (BOLT 7). A key that is not on the curve has signed nothing. */
final class GossipSignatures {
    private GossipSignatures() {
    }

    static boolean areValid(ChannelAnnouncement m) {
        Bytes32 hash = GossipSigning.signedHash(m);
        return Secp256k1.verify(hash, m.nodeSignature1(), m.nodeId1())
                && Secp256k1.verify(hash, m.nodeSignature2(), m.nodeId2())
                && Secp256k1.verify(hash, m.bitcoinSignature1(), m.bitcoinKey1())
                && Secp256k1.verify(hash, m.bitcoinSignature2(), m.bitcoinKey2());
    }

    static boolean isValid(NodeAnnouncement m) {
        return Secp256k1.verify(GossipSigning.signedHash(m), m.signature(), m.nodeId());
    }

    static boolean isValid(ChannelUpdate m, PublicKey nodeId) {
        return Secp256k1.verify(GossipSigning.signedHash(m), m.signature(), nodeId);
    }
}
