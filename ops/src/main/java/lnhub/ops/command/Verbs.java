package lnhub.ops.command;

import java.util.List;

/** All verbs of the client, for a command line to mount. */
public final class Verbs {
    private Verbs() {
    }

    /** New instances, each a picocli command, in the order in which help should show them. */
    public static List<Object> all() {
        return List.of(
                new NodeVerbs.State(), new NodeVerbs.GetInfo(), new NodeVerbs.NewAddress(),
                new NodeVerbs.WalletBalance(), new NodeVerbs.SendCoins(), new NodeVerbs.Connect(),
                new NodeVerbs.ListPeers(), new ChannelVerbs.OpenChannel(), new ChannelVerbs.ListChannels(),
                new ChannelVerbs.PendingChannels(), new ChannelVerbs.ClosedChannels(),
                new ChannelVerbs.ChannelBalance(), new ChannelVerbs.CloseChannel(), new PaymentVerbs.AddInvoice(),
                new PaymentVerbs.LookupInvoice(), new PaymentVerbs.DecodePayReq(), new PaymentVerbs.PayInvoice(),
                new PaymentVerbs.SendPayment(), new PaymentVerbs.TrackPayment(), new RoutingVerbs.QueryRoutes(),
                new RoutingVerbs.DescribeGraph(), new RoutingVerbs.GetNetworkInfo(), new RoutingVerbs.FeeReport(),
                new RoutingVerbs.UpdateChanPolicy(), new RoutingVerbs.FwdingHistory(), new NodeVerbs.Stats(),
                new NodeVerbs.Stop());
    }
}
