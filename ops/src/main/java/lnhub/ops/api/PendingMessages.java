package lnhub.ops.api;

import java.util.List;
import lnhub.actors.NodeApi.Channel;
import lnhub.actors.NodeApi.CloseKind;
import lnhub.actors.NodeApi.ClosedChannel;
import lnhub.actors.NodeApi.PendingChannel;
import lnhub.actors.NodeApi.PendingHtlc;
import lnhub.actors.NodeApi.PendingState;
import lnhub.ops.lnrpc.Amount;
import lnhub.ops.lnrpc.ChannelBalanceResponse;
import lnhub.ops.lnrpc.ChannelCloseSummary;
import lnhub.ops.lnrpc.ChannelCloseSummary.ClosureType;
import lnhub.ops.lnrpc.ClosedChannelsRequest;
import lnhub.ops.lnrpc.ClosedChannelsResponse;
import lnhub.ops.lnrpc.CommitmentType;
import lnhub.ops.lnrpc.Initiator;
import lnhub.ops.lnrpc.PendingChannelsResponse;
import lnhub.ops.lnrpc.PendingChannelsResponse.ForceClosedChannel;
import lnhub.ops.lnrpc.PendingChannelsResponse.PendingOpenChannel;
import lnhub.ops.lnrpc.PendingChannelsResponse.WaitingCloseChannel;
import lnhub.ops.lnrpc.PendingHTLC;

/** Channels that are not open yet or no more, and the sum over all, in lnd's messages. */
final class PendingMessages {
    private PendingMessages() {
    }

    static PendingChannelsResponse pending(List<PendingChannel> channels, int blockHeight) {
        var response = PendingChannelsResponse.newBuilder()
                .setTotalLimboBalance(channels.stream().mapToLong(PendingChannel::limboSat).sum());
        for (PendingChannel channel : channels) {
            switch (channel.state()) {
                case OPENING -> response.addPendingOpenChannels(opening(channel));
                case WAITING_CLOSE -> response.addWaitingCloseChannels(WaitingCloseChannel.newBuilder()
                        .setChannel(base(channel)).setLimboBalance(channel.limboSat())
                        .setClosingTxid(closingTxid(channel)));
                case FORCE_CLOSING -> response.addPendingForceClosingChannels(forceClosing(channel, blockHeight));
            }
        }
        return response.build();
    }

    private static PendingOpenChannel opening(PendingChannel channel) {
        return PendingOpenChannel.newBuilder().setChannel(base(channel)).setCommitFee(channel.commitFeeSat())
                .setCommitWeight(channel.commitWeight()).setFeePerKw(channel.feeratePerKw())
                .setConfirmationsUntilActive(channel.confirmationsNeeded()).build();
    }

    private static ForceClosedChannel forceClosing(PendingChannel channel, int blockHeight) {
        int maturity = channel.maturityHeight();
        return ForceClosedChannel.newBuilder().setChannel(base(channel)).setClosingTxid(closingTxid(channel))
                .setLimboBalance(channel.limboSat()).setMaturityHeight(maturity)
                .setBlocksTilMaturity(blocksLeft(maturity, blockHeight)).setRecoveredBalance(channel.recoveredSat())
                .addAllPendingHtlcs(channel.htlcs().stream().map(htlc -> htlc(htlc, blockHeight)).toList()).build();
    }

    private static PendingHTLC htlc(PendingHtlc htlc, int blockHeight) {
        return PendingHTLC.newBuilder().setIncoming(htlc.incoming()).setAmount(htlc.amountSat())
                .setOutpoint(Messages.outPoint(htlc.outPoint())).setMaturityHeight(htlc.maturityHeight())
                .setBlocksTilMaturity(blocksLeft(htlc.maturityHeight(), blockHeight)).setStage(htlc.stage()).build();
    }

    /** Negative once it is mature, as lnd has it. */
    private static int blocksLeft(int maturity, int blockHeight) {
        return maturity == 0 ? 0 : maturity - blockHeight;
    }

    private static String closingTxid(PendingChannel channel) {
        return channel.closingTxid().map(Messages::txid).orElse("");
    }

    private static PendingChannelsResponse.PendingChannel base(PendingChannel channel) {
        return PendingChannelsResponse.PendingChannel.newBuilder()
                .setRemoteNodePub(channel.remoteNodeId().toHex())
                .setChannelPoint(Messages.outPoint(channel.channelPoint())).setCapacity(channel.capacitySat())
                .setLocalBalance(channel.localMsat() / 1000).setRemoteBalance(channel.remoteMsat() / 1000)
                .setLocalChanReserveSat(channel.localReserveSat()).setRemoteChanReserveSat(channel.remoteReserveSat())
                .setInitiator(initiator(channel.initiator())).setCommitmentType(CommitmentType.ANCHORS)
                .setPrivate(!channel.announced()).build();
    }

    private static Initiator initiator(boolean local) {
        return local ? Initiator.INITIATOR_LOCAL : Initiator.INITIATOR_REMOTE;
    }

    /** No filter set means all, as lnd has it. */
    static ClosedChannelsResponse closed(List<ClosedChannel> channels, ClosedChannelsRequest request) {
        boolean all = request.getAllFields().isEmpty();
        var response = ClosedChannelsResponse.newBuilder();
        channels.stream().filter(channel -> all || wanted(channel.kind(), request))
                .map(PendingMessages::summary).forEach(response::addChannels);
        return response.build();
    }

    private static boolean wanted(CloseKind kind, ClosedChannelsRequest request) {
        return switch (kind) {
            case COOPERATIVE -> request.getCooperative();
            case LOCAL_FORCE -> request.getLocalForce();
            case REMOTE_FORCE -> request.getRemoteForce();
            case BREACH -> request.getBreach();
            case FUNDING_CANCELED -> request.getFundingCanceled();
        };
    }

    private static ChannelCloseSummary summary(ClosedChannel channel) {
        return ChannelCloseSummary.newBuilder()
                .setChannelPoint(Messages.outPoint(channel.channelPoint()))
                .setChanId(ChannelMessages.chanId(channel.shortChannelId()))
                .setClosingTxHash(Messages.txid(channel.closingTxid())).setRemotePubkey(channel.remoteNodeId().toHex())
                .setCapacity(channel.capacitySat()).setCloseHeight(channel.closeHeight())
                .setSettledBalance(channel.settledSat()).setCloseType(kind(channel.kind()))
                .setOpenInitiator(initiator(channel.initiator())).build();
    }

    private static ClosureType kind(CloseKind kind) {
        return switch (kind) {
            case COOPERATIVE -> ClosureType.COOPERATIVE_CLOSE;
            case LOCAL_FORCE -> ClosureType.LOCAL_FORCE_CLOSE;
            case REMOTE_FORCE -> ClosureType.REMOTE_FORCE_CLOSE;
            case BREACH -> ClosureType.BREACH_CLOSE;
            case FUNDING_CANCELED -> ClosureType.FUNDING_CANCELED;
        };
    }

    static ChannelBalanceResponse balance(List<Channel> open, List<PendingChannel> pending) {
        List<PendingChannel> opening = pending.stream().filter(c -> c.state() == PendingState.OPENING).toList();
        long local = open.stream().mapToLong(ChannelMessages::netLocalMsat).sum();
        long pendingLocal = opening.stream().mapToLong(PendingChannel::localMsat).sum();
        return ChannelBalanceResponse.newBuilder()
                .setBalance(local / 1000).setPendingOpenBalance(pendingLocal / 1000).setLocalBalance(amount(local))
                .setRemoteBalance(amount(open.stream().mapToLong(ChannelMessages::netRemoteMsat).sum()))
                .setUnsettledLocalBalance(amount(unsettled(open, true)))
                .setUnsettledRemoteBalance(amount(unsettled(open, false)))
                .setPendingOpenLocalBalance(amount(pendingLocal))
                .setPendingOpenRemoteBalance(amount(opening.stream().mapToLong(PendingChannel::remoteMsat).sum()))
                .build();
    }

    private static long unsettled(List<Channel> channels, boolean incoming) {
        return channels.stream().mapToLong(channel -> ChannelMessages.unsettledMsat(channel, incoming)).sum();
    }

    private static Amount amount(long msat) {
        return Amount.newBuilder().setSat(msat / 1000).setMsat(msat).build();
    }
}
