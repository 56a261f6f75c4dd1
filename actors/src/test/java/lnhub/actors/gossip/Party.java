package lnhub.actors.gossip;

import lnhub.actors.chain.Unspent;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.gossip.FundingOutput;
import lnhub.routing.gossip.LocalGossip;

/** A node with real keys, for gossip that is really signed. */
record Party(PrivateKey nodeKey, PrivateKey fundingKey) {
    static final Bytes32 CHAIN = Bytes32.fromHex("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");
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
        return updates(id, other, timestamp, true);
    }

    ChannelUpdate updates(ShortChannelId id, Party other, long timestamp, boolean announced) {
        return LocalGossip.channelUpdate(CHAIN, id, nodeKey, other.id(), POLICY, true, announced, timestamp);
    }

    NodeAnnouncement announcesItself(long timestamp) {
        return LocalGossip.nodeAnnouncement(nodeKey, Features.of(Features.BASIC_MPP), Bytes.fromHex("010203"),
                Bytes32.ZEROES, Bytes.EMPTY, timestamp);
    }

    /** The funding output of a channel with the other. */
    Unspent funds(ShortChannelId id, Party other) {
        byte[] txid = new byte[32];
        txid[0] = (byte) id.blockHeight();
        txid[1] = (byte) id.txIndex();
        return new Unspent(new OutPoint(Bytes32.wrap(txid), id.outputIndex()), CAPACITY_SAT,
                FundingOutput.script(fundingKey.publicKey(), other.fundingKey.publicKey()), id.blockHeight(), 10);
    }
}
