package lnhub.actors.node;

import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.actors.peer.PeerMessage;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Offer;

/**
 * 600 to 699: what channels, peers and connections send each other from one process of the node to another. A process
 * of the release before reads them, so they have versions as stored records have. What an actor tells itself never
 * leaves its process and has no number; a command of the pure channel has one whoever gives it.
 */
final class MessageRegistrations {
    private MessageRegistrations() {
    }

    static void register(KryoRegistry.Builder table) {
        table.with(MessageRegistrations::channelMessages).with(MessageRegistrations::fromPeerAndOperator)
                .with(MessageRegistrations::fromChain).with(MessageRegistrations::fromOtherChannels)
                .with(MessageRegistrations::outcomes).with(MessageRegistrations::peerMessages)
                .with(MessageRegistrations::connectionMessages);
        table.register(690, ChannelMessage.Tick.class, 1);
    }

    private static void channelMessages(KryoRegistry.Builder table) {
        table.register(600, ChannelMessage.Tell.class, 1);
        table.register(601, ChannelMessage.Ask.class, 1);
        table.register(602, ChannelMessage.FromPeer.class, 1);
        table.register(603, ChannelMessage.PeerConnected.class, 1);
        table.register(604, ChannelMessage.PeerDisconnected.class, 1);
        table.register(605, ChannelMessage.Query.class, 1);
        table.register(606, ChannelMessage.Snapshot.class, 1);
        table.register(607, ChannelMessage.PolicyChanged.class, 1);
        table.register(608, ChannelMessage.Registered.class, 1);
        table.register(609, ChannelMessage.Count.class, 1);
    }

    private static void fromPeerAndOperator(KryoRegistry.Builder table) {
        table.register(610, Command.FromPeer.class, 1);
        table.register(611, Command.PeerError.class, 1);
        table.register(612, Command.Connected.class, 1);
        table.register(613, Command.Disconnected.class, 1);
        table.register(614, Command.PeerFeatures.class, 1);
        table.register(615, Command.Open.class, 1);
        table.register(616, Command.Accept.class, 1);
        table.register(617, Command.Close.class, 1);
        table.register(618, Command.DeclareLost.class, 1);
        table.register(619, Command.ForceClose.class, 1);
        table.register(620, Command.ChangeFeerate.class, 1);
    }

    private static void fromChain(KryoRegistry.Builder table) {
        table.register(621, Command.FundingPrepared.class, 1);
        table.register(622, Command.FundingFailed.class, 1);
        table.register(623, Command.FundingDeep.class, 1);
        table.register(624, Command.FundingUnconfirmed.class, 1);
        table.register(625, Command.OutputSpent.class, 1);
        table.register(626, Command.OutputSpentUnconfirmed.class, 1);
        table.register(627, Command.BlocksUndone.class, 1);
        table.register(628, Command.RevokedHtlcsFound.class, 1);
        table.register(629, Command.RevokedStored.class, 1);
        table.register(630, Command.RevokedForgotten.class, 1);
        table.register(631, Command.CaughtUp.class, 1);
        table.register(632, Command.CoinsReserved.class, 1);
        table.register(633, Command.NewBlock.class, 1);
    }

    private static void fromOtherChannels(KryoRegistry.Builder table) {
        table.register(640, Offer.class, 1);
        table.register(641, Command.OfferHtlc.class, 1);
        table.register(642, Command.UpstreamExpiring.class, 1);
        table.register(643, Command.OfferTaken.class, 1);
        table.register(644, Command.OfferRefused.class, 1);
        table.register(645, Command.Settle.class, 1);
        table.register(646, Command.SettleAcked.class, 1);
        table.register(647, Command.ForwardsStored.class, 1);
        table.register(648, Command.Sign.class, 1);
        table.register(649, Command.PayDebts.class, 1);
    }

    private static void outcomes(KryoRegistry.Builder table) {
        table.register(650, Effect.Outcome.FundingPublished.class, 1);
        table.register(651, Effect.Outcome.Ready.class, 1);
        table.register(652, Effect.Outcome.ClosePublished.class, 1);
        table.register(653, Effect.Outcome.Refused.class, 1);
    }

    private static void peerMessages(KryoRegistry.Builder table) {
        table.register(660, PeerMessage.Connected.class, 1);
        table.register(661, PeerMessage.Disconnected.class, 1);
        table.register(662, PeerMessage.Register.class, 1);
        table.register(663, PeerMessage.Ended.class, 1);
        table.register(664, PeerMessage.Opening.class, 1);
        table.register(665, PeerMessage.Unrouted.class, 1);
        table.register(666, PeerMessage.Failed.class, 1);
        table.register(667, PeerMessage.Connect.class, 1);
        table.register(668, PeerMessage.Open.class, 1);
        table.register(669, PeerMessage.Query.class, 1);
        table.register(670, PeerMessage.Status.class, 1);
        table.register(671, PeerMessage.Answer.Done.class, 1);
        table.register(672, PeerMessage.Answer.AlreadyConnected.class, 1);
        table.register(673, PeerMessage.Answer.Failure.class, 1);
    }

    private static void connectionMessages(KryoRegistry.Builder table) {
        table.register(680, ConnectionMessage.Send.class, 1);
        table.register(681, ConnectionMessage.Attach.class, 1);
        table.register(682, ConnectionMessage.Route.class, 1);
        table.register(683, ConnectionMessage.Consumed.class, 1);
        table.register(684, ConnectionMessage.Close.class, 1);
        table.register(685, ConnectionMessage.FromChannel.class, 1);
        table.register(686, ConnectionMessage.Speaks.class, 1);
        table.register(687, ConnectionMessage.Leaves.class, 1);
        table.register(688, ConnectionMessage.Counted.class, 1);
    }
}
