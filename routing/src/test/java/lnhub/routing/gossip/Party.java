package lnhub.routing.gossip;

import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.forward.RelayPolicy;

/** A node with real keys, for gossip that is really signed. */
record Party(PrivateKey nodeKey, PrivateKey fundingKey) {
    static final Bytes32 CHAIN = Bytes32.fromHex("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");
    static final int HEIGHT = 800_000;
    static final long NOW = 1_770_000_000L;
    static final long CAPACITY_SAT = 1_000_000;
    static final RelayPolicy POLICY = new RelayPolicy(1_000, 100, 80, 1_000, 900_000_000);

    static Party of(int number) {
        byte[] node = new byte[32];
        node[0] = 1;
        node[30] = (byte) (number >>> 8);
        node[31] = (byte) number;
        byte[] funding = node.clone();
        funding[0] = 2;
        return new Party(PrivateKey.wrap(node), PrivateKey.wrap(funding));
    }

    PublicKey id() {
        return nodeKey.publicKey();
    }

    ChannelAnnouncement announces(ShortChannelId id, Party other) {
        ChannelAnnouncement unsigned = LocalGossip.unsigned(CHAIN, id, Features.EMPTY, id(), other.id(),
                fundingKey.publicKey(), other.fundingKey.publicKey());
        return LocalGossip.assemble(unsigned, id(), LocalGossip.sign(unsigned, Bytes32.ZEROES, nodeKey, fundingKey),
                LocalGossip.sign(unsigned, Bytes32.ZEROES, other.nodeKey, other.fundingKey));
    }

    ChannelUpdate updates(ShortChannelId id, Party other, long timestamp) {
        return updates(id, other, timestamp, POLICY, true);
    }

    ChannelUpdate updates(ShortChannelId id, Party other, long timestamp, RelayPolicy policy, boolean enabled) {
        return LocalGossip.channelUpdate(CHAIN, id, nodeKey, other.id(), policy, enabled, true, timestamp);
    }

    NodeAnnouncement announcesItself(long timestamp, String addressesHex) {
        return LocalGossip.nodeAnnouncement(nodeKey, Features.of(Features.BASIC_MPP), Bytes.fromHex("010203"),
                Bytes32.ZEROES, Bytes.fromHex(addressesHex), timestamp);
    }

    FundingOutput funds(Party other) {
        return new FundingOutput(
                FundingOutput.script(fundingKey.publicKey(), other.fundingKey.publicKey()), CAPACITY_SAT);
    }
}
