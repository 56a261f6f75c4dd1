package lnhub.node;

import com.google.protobuf.ByteString;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import lnhub.ops.command.NodeClient;
import lnhub.ops.lnrpc.Channel;
import lnhub.ops.lnrpc.ChannelCloseSummary;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.ClosedChannelsRequest;
import lnhub.ops.lnrpc.GetInfoRequest;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.NewAddressRequest;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.PendingChannelsRequest;
import lnhub.ops.lnrpc.PendingChannelsResponse;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import lnhub.ops.lnrpc.WalletBalanceResponse;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/** Asks a node over its API, wherever it runs. */
final class Operator implements AutoCloseable {
    private final NodeClient client;

    Operator(InetSocketAddress grpc) {
        this.client = new NodeClient(grpc);
    }

    int height() {
        return client.lightning().getInfo(GetInfoRequest.getDefaultInstance()).getBlockHeight();
    }

    String newAddress() {
        return client.lightning().newAddress(NewAddressRequest.getDefaultInstance()).getAddress();
    }

    WalletBalanceResponse balance() {
        return client.lightning().walletBalance(WalletBalanceRequest.getDefaultInstance());
    }

    /** All coins that are in no channel, promised ones too. */
    long totalSat() {
        return balance().getTotalBalance() + balance().getLockedBalance();
    }

    OutPoint open(PublicKey peer, long capacitySat, long pushSat) {
        ChannelPoint point = client.lightning().openChannelSync(OpenChannelRequest.newBuilder()
                .setNodePubkey(ByteString.copyFrom(peer.toArray())).setLocalFundingAmount(capacitySat)
                .setPushSat(pushSat).build());
        return new OutPoint(Bytes32.wrap(point.getFundingTxidBytes().toByteArray()), point.getOutputIndex());
    }

    List<Channel> channels() {
        return client.lightning().listChannels(ListChannelsRequest.getDefaultInstance()).getChannelsList();
    }

    long activeChannels() {
        return channels().stream().filter(Channel::getActive).count();
    }

    Channel channel(OutPoint funding) {
        return channels().stream().filter(c -> c.getChannelPoint().equals(Balances.name(funding))).findFirst()
                .orElseThrow();
    }

    /** @return the id of the transaction, once the chain has it, as lnd writes it */
    String close(OutPoint funding, boolean force) {
        Iterator<CloseStatusUpdate> updates = client.lightning().closeChannel(CloseChannelRequest.newBuilder()
                .setChannelPoint(ChannelPoint.newBuilder()
                        .setFundingTxidBytes(ByteString.copyFrom(funding.txid().toArray()))
                        .setOutputIndex(funding.index()))
                .setForce(force).build());
        return Bytes32.wrap(updates.next().getClosePending().getTxid().toByteArray()).reversed().toString();
    }

    PendingChannelsResponse pending() {
        return client.lightning().pendingChannels(PendingChannelsRequest.getDefaultInstance());
    }

    Optional<ChannelCloseSummary> closed(OutPoint funding) {
        return client.lightning().closedChannels(ClosedChannelsRequest.getDefaultInstance()).getChannelsList().stream()
                .filter(channel -> channel.getChannelPoint().equals(Balances.name(funding))).findFirst();
    }

    @Override
    public void close() {
        client.close();
    }
}
