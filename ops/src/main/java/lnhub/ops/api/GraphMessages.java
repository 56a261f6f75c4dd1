package lnhub.ops.api;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.actors.NodeApi.ChannelFee;
import lnhub.actors.NodeApi.FeeReport;
import lnhub.actors.NodeApi.Forward;
import lnhub.actors.NodeApi.Graph;
import lnhub.actors.NodeApi.GraphEdge;
import lnhub.actors.NodeApi.GraphNode;
import lnhub.actors.NodeApi.Policy;
import lnhub.ops.lnrpc.ChannelEdge;
import lnhub.ops.lnrpc.ChannelFeeReport;
import lnhub.ops.lnrpc.ChannelGraph;
import lnhub.ops.lnrpc.FeeReportResponse;
import lnhub.ops.lnrpc.ForwardingEvent;
import lnhub.ops.lnrpc.ForwardingHistoryResponse;
import lnhub.ops.lnrpc.LightningNode;
import lnhub.ops.lnrpc.NetworkInfo;
import lnhub.ops.lnrpc.NodeAddress;
import lnhub.ops.lnrpc.RoutingPolicy;
import lnhub.protocol.crypto.PublicKey;

/** The graph, fees and the forwarding history, in lnd's messages. */
final class GraphMessages {
    private GraphMessages() {
    }

    static ChannelGraph graph(Graph graph) {
        return ChannelGraph.newBuilder()
                .addAllNodes(graph.nodes().stream().map(GraphMessages::node).toList())
                .addAllEdges(graph.edges().stream().map(GraphMessages::edge).toList())
                .build();
    }

    private static LightningNode node(GraphNode node) {
        return LightningNode.newBuilder().setLastUpdate((int) node.updated().getEpochSecond())
                .setPubKey(node.nodeId().toHex()).setAlias(node.alias()).setColor(Messages.color(node.rgbColor()))
                .addAllAddresses(node.addresses().stream()
                        .map(address -> NodeAddress.newBuilder().setNetwork("tcp").setAddr(address).build()).toList())
                .putAllFeatures(Messages.features(node.features())).build();
    }

    private static ChannelEdge edge(GraphEdge edge) {
        var message = ChannelEdge.newBuilder().setChannelId(edge.shortChannelId().value())
                .setChanPoint(edge.channelPoint().map(Messages::outPoint).orElse(""))
                .setLastUpdate(Math.max(updated(edge.policy1()), updated(edge.policy2())))
                .setNode1Pub(edge.nodeId1().toHex()).setNode2Pub(edge.nodeId2().toHex())
                .setCapacity(edge.capacitySat());
        edge.policy1().map(GraphMessages::policy).ifPresent(message::setNode1Policy);
        edge.policy2().map(GraphMessages::policy).ifPresent(message::setNode2Policy);
        return message.build();
    }

    private static int updated(Optional<Policy> policy) {
        return policy.map(p -> (int) p.updated().getEpochSecond()).orElse(0);
    }

    private static RoutingPolicy policy(Policy policy) {
        return RoutingPolicy.newBuilder().setTimeLockDelta(policy.cltvExpiryDelta())
                .setMinHtlc(policy.htlcMinimumMsat()).setMaxHtlcMsat(policy.htlcMaximumMsat())
                .setFeeBaseMsat(policy.feeBaseMsat()).setFeeRateMilliMsat(policy.feeProportionalMillionths())
                .setDisabled(policy.disabled()).setLastUpdate((int) policy.updated().getEpochSecond()).build();
    }

    static NetworkInfo network(Graph graph) {
        Map<PublicKey, Integer> degrees = new HashMap<>();
        for (GraphEdge edge : graph.edges()) {
            degrees.merge(edge.nodeId1(), 1, Integer::sum);
            degrees.merge(edge.nodeId2(), 1, Integer::sum);
        }
        long[] sizes = graph.edges().stream().mapToLong(GraphEdge::capacitySat).sorted().toArray();
        int nodes = Math.max(graph.nodes().size(), degrees.size());
        long total = Arrays.stream(sizes).sum();
        return NetworkInfo.newBuilder().setNumNodes(nodes).setNumChannels(sizes.length)
                .setAvgOutDegree(nodes == 0 ? 0 : 2.0 * sizes.length / nodes)
                .setMaxOutDegree(degrees.values().stream().max(Integer::compare).orElse(0))
                .setTotalNetworkCapacity(total).setAvgChannelSize(sizes.length == 0 ? 0 : (double) total / sizes.length)
                .setMinChannelSize(sizes.length == 0 ? 0 : sizes[0])
                .setMaxChannelSize(sizes.length == 0 ? 0 : sizes[sizes.length - 1])
                .setMedianChannelSizeSat(sizes.length == 0 ? 0 : sizes[sizes.length / 2]).build();
    }

    static FeeReportResponse fees(FeeReport report) {
        return FeeReportResponse.newBuilder()
                .addAllChannelFees(report.channels().stream().map(GraphMessages::fee).toList())
                .setDayFeeSum(report.dayFeesMsat() / 1000).setWeekFeeSum(report.weekFeesMsat() / 1000)
                .setMonthFeeSum(report.monthFeesMsat() / 1000).build();
    }

    private static ChannelFeeReport fee(ChannelFee fee) {
        return ChannelFeeReport.newBuilder().setChanId(ChannelMessages.chanId(fee.shortChannelId()))
                .setChannelPoint(Messages.outPoint(fee.channelPoint())).setBaseFeeMsat(fee.feeBaseMsat())
                .setFeePerMil(fee.feeProportionalMillionths())
                .setFeeRate(fee.feeProportionalMillionths() / 1_000_000.0).build();
    }

    /** @param offset that was asked for: the answer says where the next page starts */
    static ForwardingHistoryResponse history(List<Forward> forwards, long offset) {
        return ForwardingHistoryResponse.newBuilder()
                .addAllForwardingEvents(forwards.stream().map(GraphMessages::forward).toList())
                .setLastOffsetIndex((int) (offset + forwards.size())).build();
    }

    private static ForwardingEvent forward(Forward forward) {
        long feeMsat = forward.amountInMsat() - forward.amountOutMsat();
        return ForwardingEvent.newBuilder().setTimestamp(forward.settled().getEpochSecond())
                .setTimestampNs(Messages.nanos(forward.settled()))
                .setChanIdIn(forward.incoming().value()).setChanIdOut(forward.outgoing().value())
                .setIncomingHtlcId(forward.incomingHtlcId())
                .setAmtIn(forward.amountInMsat() / 1000).setAmtOut(forward.amountOutMsat() / 1000)
                .setAmtInMsat(forward.amountInMsat()).setAmtOutMsat(forward.amountOutMsat())
                .setFee(feeMsat / 1000).setFeeMsat(feeMsat).build();
    }
}
