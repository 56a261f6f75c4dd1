package lnhub.node.demo;

import java.util.List;
import lnhub.ops.hubrpc.ChannelBalanceMsat;
import lnhub.ops.hubrpc.ChannelBalancesMsatRequest;

/**
 * A channel as one of its two nodes sees it, to the millisatoshi.
 *
 * @param node alias of the node that sees it so
 */
record ChannelEnd(String node, String channelPoint, boolean initiator, long capacityMsat, long localMsat,
        long remoteMsat, long htlcsMsat, int htlcs) {

    static List<ChannelEnd> of(DemoNode node) {
        return node.client().hub().channelBalancesMsat(ChannelBalancesMsatRequest.getDefaultInstance())
                .getChannelsList().stream().map(channel -> of(node.alias(), channel)).toList();
    }

    private static ChannelEnd of(String alias, ChannelBalanceMsat channel) {
        return new ChannelEnd(alias, channel.getChannelPoint(), channel.getInitiator(), channel.getCapacityMsat(),
                channel.getLocalMsat(), channel.getRemoteMsat(),
                channel.getIncomingHtlcsMsat() + channel.getOutgoingHtlcsMsat(), channel.getHtlcs());
    }
}
