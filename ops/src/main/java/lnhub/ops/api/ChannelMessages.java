package lnhub.ops.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import lnhub.actors.NodeApi.Channel;
import lnhub.actors.NodeApi.CloseUpdate;
import lnhub.actors.NodeApi.Htlc;
import lnhub.actors.NodeApi.Limits;
import lnhub.actors.NodeApi.OpenUpdate;
import lnhub.ops.hubrpc.ChannelBalanceMsat;
import lnhub.ops.hubrpc.ChannelBalancesMsatResponse;
import lnhub.ops.lnrpc.ChannelCloseUpdate;
import lnhub.ops.lnrpc.ChannelConstraints;
import lnhub.ops.lnrpc.ChannelOpenUpdate;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.CommitmentType;
import lnhub.ops.lnrpc.HTLC;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.ListChannelsResponse;
import lnhub.ops.lnrpc.OpenStatusUpdate;
import lnhub.ops.lnrpc.PendingUpdate;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;

/** Open channels, and the progress of opening and closing, in lnd's messages. */
final class ChannelMessages {
    private ChannelMessages() {
    }

    static Predicate<Channel> filter(ListChannelsRequest request) {
        if (request.getActiveOnly() && request.getInactiveOnly()
                || request.getPublicOnly() && request.getPrivateOnly()) {
            throw Requests.invalid("active_only and inactive_only, public_only and private_only exclude each other");
        }
        Optional<PublicKey> peer = request.getPeer().isEmpty()
                ? Optional.empty() : Optional.of(Requests.publicKey("peer", request.getPeer()));
        return channel -> (!request.getActiveOnly() || channel.active())
                && (!request.getInactiveOnly() || !channel.active())
                && (!request.getPublicOnly() || channel.announced())
                && (!request.getPrivateOnly() || !channel.announced())
                && peer.map(channel.remoteNodeId()::equals).orElse(true);
    }

    static ListChannelsResponse list(List<Channel> channels, Predicate<Channel> filter) {
        var response = ListChannelsResponse.newBuilder();
        channels.stream().filter(filter).map(ChannelMessages::channel).forEach(response::addChannels);
        return response.build();
    }

    private static lnhub.ops.lnrpc.Channel channel(Channel channel) {
        return lnhub.ops.lnrpc.Channel.newBuilder()
                .setActive(channel.active()).setRemotePubkey(channel.remoteNodeId().toHex())
                .setChannelPoint(Messages.outPoint(channel.channelPoint())).setChanId(chanId(channel.shortChannelId()))
                .setCapacity(channel.capacitySat())
                .setLocalBalance(netLocalMsat(channel) / 1000).setRemoteBalance(netRemoteMsat(channel) / 1000)
                .setCommitFee(channel.commitFeeSat()).setCommitWeight(channel.commitWeight())
                .setFeePerKw(channel.feeratePerKw()).setUnsettledBalance(unsettledMsat(channel) / 1000)
                .setTotalSatoshisSent(channel.sentMsat() / 1000)
                .setTotalSatoshisReceived(channel.receivedMsat() / 1000)
                .setNumUpdates(channel.commitmentNumber())
                .addAllPendingHtlcs(channel.htlcs().stream().map(ChannelMessages::htlc).toList())
                .setCsvDelay(channel.local().csvDelay()).setPrivate(!channel.announced())
                .setInitiator(channel.initiator()).setChanStatusFlags("ChanStatusDefault")
                .setLocalChanReserveSat(channel.local().reserveSat())
                .setRemoteChanReserveSat(channel.remote().reserveSat())
                .setStaticRemoteKey(true).setCommitmentType(CommitmentType.ANCHORS)
                .setLifetime(channel.lifetime().toSeconds()).setUptime(channel.uptime().toSeconds())
                .setPushAmountSat(channel.pushedMsat() / 1000)
                .setLocalConstraints(constraints(channel.local())).setRemoteConstraints(constraints(channel.remote()))
                .build();
    }

    /** lnd shows balances as the commitment pays them: the opener's without the fee and the anchors. */
    static long netLocalMsat(Channel channel) {
        return Math.max(0, channel.localMsat() - (channel.initiator() ? costsMsat(channel) : 0));
    }

    static long netRemoteMsat(Channel channel) {
        return Math.max(0, channel.remoteMsat() - (channel.initiator() ? 0 : costsMsat(channel)));
    }

    private static long costsMsat(Channel channel) {
        return (channel.commitFeeSat() + channel.anchorsSat()) * 1000;
    }

    static long unsettledMsat(Channel channel) {
        return channel.htlcs().stream().mapToLong(Htlc::amountMsat).sum();
    }

    static long unsettledMsat(Channel channel, boolean incoming) {
        return channel.htlcs().stream().filter(htlc -> htlc.incoming() == incoming).mapToLong(Htlc::amountMsat).sum();
    }

    static long chanId(Optional<ShortChannelId> shortChannelId) {
        return shortChannelId.map(ShortChannelId::value).orElse(0L);
    }

    private static HTLC htlc(Htlc htlc) {
        return HTLC.newBuilder().setIncoming(htlc.incoming()).setAmount(htlc.amountMsat() / 1000)
                .setHashLock(Messages.bytes(htlc.paymentHash())).setExpirationHeight(htlc.cltvExpiry())
                .setHtlcIndex(htlc.id()).setLockedIn(htlc.lockedIn()).build();
    }

    private static ChannelConstraints constraints(Limits limits) {
        return ChannelConstraints.newBuilder().setCsvDelay(limits.csvDelay()).setChanReserveSat(limits.reserveSat())
                .setDustLimitSat(limits.dustLimitSat()).setMaxPendingAmtMsat(limits.maxInFlightMsat())
                .setMinHtlcMsat(limits.minHtlcMsat()).setMaxAcceptedHtlcs(limits.maxAcceptedHtlcs()).build();
    }

    static ChannelBalancesMsatResponse exactBalances(List<Channel> channels) {
        var response = ChannelBalancesMsatResponse.newBuilder();
        for (Channel channel : channels) {
            response.addChannels(ChannelBalanceMsat.newBuilder()
                    .setChannelPoint(Messages.outPoint(channel.channelPoint()))
                    .setChanId(chanId(channel.shortChannelId())).setRemotePubkey(channel.remoteNodeId().toHex())
                    .setCapacityMsat(channel.capacitySat() * 1000).setLocalMsat(channel.localMsat())
                    .setRemoteMsat(channel.remoteMsat()).setIncomingHtlcsMsat(unsettledMsat(channel, true))
                    .setOutgoingHtlcsMsat(unsettledMsat(channel, false)).setHtlcs(channel.htlcs().size())
                    .setInitiator(channel.initiator()).setCommitFeeSat(channel.commitFeeSat())
                    .setAnchorsSat(channel.anchorsSat()));
        }
        return response.build();
    }

    static OpenStatusUpdate opening(OpenUpdate update) {
        return switch (update) {
            case OpenUpdate.Pending(OutPoint funding) -> OpenStatusUpdate.newBuilder()
                    .setChanPending(PendingUpdate.newBuilder().setTxid(Messages.bytes(funding.txid()))
                            .setOutputIndex(funding.index())).build();
            case OpenUpdate.Opened(OutPoint funding) -> OpenStatusUpdate.newBuilder()
                    .setChanOpen(ChannelOpenUpdate.newBuilder().setChannelPoint(Messages.channelPoint(funding)))
                    .build();
        };
    }

    static CloseStatusUpdate closing(CloseUpdate update) {
        return switch (update) {
            case CloseUpdate.Pending pending -> CloseStatusUpdate.newBuilder()
                    .setClosePending(PendingUpdate.newBuilder().setTxid(Messages.bytes(pending.closingTxid()))).build();
            case CloseUpdate.Closed closed -> CloseStatusUpdate.newBuilder()
                    .setChanClose(ChannelCloseUpdate.newBuilder().setClosingTxid(Messages.bytes(closed.closingTxid()))
                            .setSuccess(true)).build();
        };
    }
}
