package lnhub.routing.gossip;

import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.AnnouncementSignatures;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipSigning;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.TlvStream;
import lnhub.routing.forward.RelayPolicy;

/** Makes and signs our own gossip (BOLT 7). */
public final class LocalGossip {
    private static final Signature UNSIGNED = Signature.wrap(new byte[Signature.SIZE]);

    private LocalGossip() {
    }

    /** The timestamp of the next message: now, but greater than the last one's. @param last 0 if there is none */
    public static long nextTimestamp(long last, long nowSeconds) {
        return Math.max(last + 1, nowSeconds);
    }

    /**
     * Our side of a channel.
     *
     * @param announced false if the channel is not public: the update is for the peer alone (dont_forward)
     * @param policy its maximum no more than the capacity and what the peer lets be in flight
     * @param timestamp seconds since the epoch, from {@link #nextTimestamp}
     */
    public static ChannelUpdate channelUpdate(Bytes32 chainHash, ShortChannelId shortChannelId, PrivateKey nodeKey,
            PublicKey remoteNodeId, RelayPolicy policy, boolean enabled, boolean announced, long timestamp) {
        if (policy.htlcMinimumMsat() > policy.htlcMaximumMsat()) {
            throw new IllegalArgumentException("htlc_minimum_msat above htlc_maximum_msat: " + policy);
        }
        int direction = nodeKey.publicKey().compareTo(remoteNodeId) < 0 ? 0 : 1;
        ChannelUpdate unsigned = new ChannelUpdate(UNSIGNED, chainHash, shortChannelId, timestamp,
                announced ? 1 : 3, direction | (enabled ? 0 : 2), policy.cltvExpiryDelta(),
                policy.htlcMinimumMsat(), policy.feeBaseMsat(), policy.feeProportionalMillionths(),
                policy.htlcMaximumMsat(), Bytes.EMPTY);
        return new ChannelUpdate(Secp256k1.sign(GossipSigning.signedHash(unsigned), nodeKey), unsigned.chainHash(),
                unsigned.shortChannelId(), unsigned.timestamp(), unsigned.messageFlags(), unsigned.channelFlags(),
                unsigned.cltvExpiryDelta(), unsigned.htlcMinimumMsat(), unsigned.feeBaseMsat(),
                unsigned.feeProportionalMillionths(), unsigned.htlcMaximumMsat(), unsigned.extra());
    }

    /**
     * Our node.
     *
     * @param rgbColor 3 bytes
     * @param alias UTF-8, filled up with zero bytes
     * @param addresses descriptors in ascending order, at most one DNS hostname
     */
    public static NodeAnnouncement nodeAnnouncement(PrivateKey nodeKey, Features features, Bytes rgbColor,
            Bytes32 alias, Bytes addresses, long timestamp) {
        if (rgbColor.length() != 3) {
            throw new IllegalArgumentException("rgb_color has 3 bytes, not " + rgbColor.length());
        }
        if (!AddressDescriptors.areComplete(addresses) || AddressDescriptors.hostnames(addresses) > 1) {
            throw new IllegalArgumentException("an address is cut off, or there are several DNS hostnames");
        }
        NodeAnnouncement unsigned = new NodeAnnouncement(UNSIGNED, features, timestamp, nodeKey.publicKey(), rgbColor,
                alias, addresses, Bytes.EMPTY);
        return new NodeAnnouncement(Secp256k1.sign(GossipSigning.signedHash(unsigned), nodeKey), features, timestamp,
                unsigned.nodeId(), rgbColor, alias, addresses, unsigned.extra());
    }

    /** What both ends sign: all signatures still zero. */
    public static ChannelAnnouncement unsigned(Bytes32 chainHash, ShortChannelId shortChannelId, Features features,
            PublicKey localNodeId, PublicKey remoteNodeId, PublicKey localFundingKey, PublicKey remoteFundingKey) {
        boolean localFirst = localNodeId.compareTo(remoteNodeId) < 0;
        return new ChannelAnnouncement(UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED, features, chainHash, shortChannelId,
                localFirst ? localNodeId : remoteNodeId, localFirst ? remoteNodeId : localNodeId,
                localFirst ? localFundingKey : remoteFundingKey, localFirst ? remoteFundingKey : localFundingKey,
                Bytes.EMPTY);
    }

    /** Our half (BOLT 7, "The announcement_signatures Message"). Only once the funding cannot be reorganised out. */
    public static AnnouncementSignatures sign(
            ChannelAnnouncement unsigned, Bytes32 channelId, PrivateKey nodeKey, PrivateKey fundingKey) {
        Bytes32 hash = GossipSigning.signedHash(unsigned);
        return new AnnouncementSignatures(channelId, unsigned.shortChannelId(), Secp256k1.sign(hash, nodeKey),
                Secp256k1.sign(hash, fundingKey), TlvStream.EMPTY);
    }

    /** Whether the peer's half is right. If not: a warning, and the connection or the channel may be closed. */
    public static boolean isValid(
            ChannelAnnouncement unsigned, AnnouncementSignatures remote, PublicKey remoteNodeId) {
        Bytes32 hash = GossipSigning.signedHash(unsigned);
        PublicKey fundingKey = remoteNodeId.equals(unsigned.nodeId1())
                ? unsigned.bitcoinKey1() : unsigned.bitcoinKey2();
        return remote.shortChannelId().equals(unsigned.shortChannelId())
                && Secp256k1.verify(hash, remote.nodeSignature(), remoteNodeId)
                && Secp256k1.verify(hash, remote.bitcoinSignature(), fundingKey);
    }

    /** Both halves together; the peer's has passed {@link #isValid}. */
    public static ChannelAnnouncement assemble(ChannelAnnouncement unsigned, PublicKey localNodeId,
            AnnouncementSignatures local, AnnouncementSignatures remote) {
        boolean localFirst = localNodeId.equals(unsigned.nodeId1());
        AnnouncementSignatures first = localFirst ? local : remote;
        AnnouncementSignatures second = localFirst ? remote : local;
        return new ChannelAnnouncement(first.nodeSignature(), second.nodeSignature(), first.bitcoinSignature(),
                second.bitcoinSignature(), unsigned.features(), unsigned.chainHash(), unsigned.shortChannelId(),
                unsigned.nodeId1(), unsigned.nodeId2(), unsigned.bitcoinKey1(), unsigned.bitcoinKey2(),
                unsigned.extra());
    }
}
