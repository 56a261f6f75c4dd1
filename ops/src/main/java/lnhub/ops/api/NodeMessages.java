package lnhub.ops.api;

import java.util.List;
import java.util.OptionalInt;
import lnhub.actors.NodeApi.NodeInfo;
import lnhub.actors.NodeApi.SendCoins;
import lnhub.actors.NodeApi.WalletBalance;
import lnhub.ops.lnrpc.Chain;
import lnhub.ops.lnrpc.GetInfoResponse;
import lnhub.ops.lnrpc.ListPeersResponse;
import lnhub.ops.lnrpc.Peer;
import lnhub.ops.lnrpc.SendCoinsRequest;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import lnhub.ops.lnrpc.WalletBalanceResponse;

/** The node itself, its on-chain wallet and its peers, in lnd's messages. */
final class NodeMessages {
    private NodeMessages() {
    }

    static GetInfoResponse info(NodeInfo info) {
        return GetInfoResponse.newBuilder()
                .setVersion(info.version()).setIdentityPubkey(info.nodeId().toHex()).setAlias(info.alias())
                .setColor(Messages.color(info.rgbColor())).setNumPendingChannels(info.pendingChannels())
                .setNumActiveChannels(info.activeChannels()).setNumInactiveChannels(info.inactiveChannels())
                .setNumPeers(info.peers()).setBlockHeight(info.blockHeight())
                .setBlockHash(Messages.txid(info.blockHash()))
                .setBestHeaderTimestamp(info.blockTime().getEpochSecond())
                .setSyncedToChain(info.syncedToChain()).setSyncedToGraph(info.syncedToGraph())
                .setTestnet(info.network().equals("testnet"))
                .addChains(Chain.newBuilder().setChain("bitcoin").setNetwork(info.network()))
                .addAllUris(info.uris()).putAllFeatures(Messages.features(info.features()))
                .build();
    }

    static void checkAccount(WalletBalanceRequest request) {
        String account = request.getAccount();
        if (!account.isEmpty() && !account.equals("default")) {
            throw Requests.invalid("account must be empty or \"default\": the wallet has only that one");
        }
        Requests.within("min_confs", request.getMinConfs(), 0, 1);
    }

    static WalletBalanceResponse balance(WalletBalance balance) {
        return WalletBalanceResponse.newBuilder()
                .setTotalBalance(balance.confirmedSat() + balance.unconfirmedSat())
                .setConfirmedBalance(balance.confirmedSat())
                .setUnconfirmedBalance(balance.unconfirmedSat())
                .setLockedBalance(balance.lockedSat())
                .setReservedBalanceAnchorChan(balance.feeReserveSat())
                .build();
    }

    static SendCoins sendCoins(SendCoinsRequest request) {
        Requests.refuse(request, "label", "coin_selection_strategy");
        OptionalInt feerate = Requests.feeratePerKw(request.getSatPerVbyte(), request.getSatPerByte());
        if (request.getAddr().isEmpty()) {
            throw Requests.invalid("addr must be the address to pay to");
        }
        if (request.getSendAll() == (request.getAmount() != 0)) {
            throw Requests.invalid("either amount or send_all must be set, and not both");
        }
        return new SendCoins(request.getAddr(), Requests.checkSat("amount", request.getAmount()),
                request.getSendAll(), feerate);
    }

    static ListPeersResponse peers(List<lnhub.actors.NodeApi.Peer> peers) {
        var response = ListPeersResponse.newBuilder();
        for (var peer : peers) {
            response.addPeers(Peer.newBuilder()
                    .setPubKey(peer.nodeId().toHex()).setAddress(peer.host() + ":" + peer.port())
                    .setBytesSent(peer.bytesSent()).setBytesRecv(peer.bytesReceived())
                    .setSatSent(peer.satSent()).setSatRecv(peer.satReceived()).setInbound(peer.inbound())
                    .setPingTime(peer.pingTime().toNanos() / 1000).setFlapCount(peer.reconnects())
                    .putAllFeatures(Messages.features(peer.features())));
        }
        return response.build();
    }
}
