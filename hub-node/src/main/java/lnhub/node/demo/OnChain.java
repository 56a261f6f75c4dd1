package lnhub.node.demo;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lnhub.node.cluster.Await;
import lnhub.ops.lnrpc.ChannelEdge;
import lnhub.ops.lnrpc.ChannelGraph;
import lnhub.ops.lnrpc.ChannelGraphRequest;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.ConnectPeerRequest;
import lnhub.ops.lnrpc.LightningAddress;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.ListPeersRequest;
import lnhub.ops.lnrpc.NewAddressRequest;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.PendingChannelsRequest;
import lnhub.ops.lnrpc.PendingChannelsResponse;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import lnhub.ops.lnrpc.WalletBalanceResponse;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;

/** The first and the last chapters: money on the chain, channels opened, channels closed. */
final class OnChain {
    private static final int COINBASE_MATURITY = 100;
    private static final int CHANNEL_BLOCKS = 3;
    /** After which a close is final. */
    private static final int BURIED_BLOCKS = 6;
    /** Pays to the hash of nothing that anybody knows: rewards that no node is to get. */
    private static final String NOBODY =
            SegwitAddress.fromHash(BitcoinNetwork.REGTEST, new byte[20]).toBech32();

    private final Story story;
    private final DemoNetwork network;
    private final DemoChain chain;
    private final DemoOptions options;
    private final DemoNode alice;
    private final DemoNode hub;
    private final Await await;
    private long minedSat;
    private long feesSat;

    OnChain(Story story, DemoNetwork network, DemoChain chain, DemoOptions options, Await await) {
        this.story = story;
        this.network = network;
        this.chain = chain;
        this.options = options;
        this.await = await;
        this.alice = network.node("alice");
        this.hub = network.node("hub");
    }

    /** Every channel gets a block's reward of its own, so that no funding waits for another's change. */
    void fund() throws IOException, InterruptedException {
        story.chapter("Alice and the hub make addresses, and blocks are mined for them");
        mineFor(alice, options.aliceChannels());
        mineFor(hub, 2 * options.spokeChannels());
        mine(COINBASE_MATURITY);
        for (DemoNode node : List.of(alice, hub)) {
            await.until(node.alias() + "'s wallet to see its coins",
                    () -> balance(node).getConfirmedBalance() > 0);
            story.tell(node.alias() + " has " + balance(node).getConfirmedBalance() + " sat");
        }
        await.holds("the wallets to hold all that was mined", () -> prove().isEmpty());
    }

    private void mineFor(DemoNode node, int blocks) throws IOException {
        String address = node.client().lightning().newAddress(NewAddressRequest.getDefaultInstance()).getAddress();
        DemoChain.Mined mined = chain.mine(blocks, address);
        minedSat += mined.rewardSat();
        feesSat += mined.feesSat();
        story.tell(node.alias() + "'s address is " + address + ", mined " + blocks + " for it");
    }

    private void mine(int blocks) throws IOException {
        DemoChain.Mined mined = chain.mine(blocks, NOBODY);
        feesSat += mined.feesSat();
        story.tell("mined " + blocks + " blocks, the chain is " + mined.height() + " high");
    }

    void connect() throws IOException, InterruptedException {
        story.chapter("The nodes connect, over BOLT 8");
        connect(alice, hub);
        connect(hub, network.node("bob"));
        connect(hub, network.node("carol"));
        await.until("the hub to list three peers", () -> hub.client().lightning()
                .listPeers(ListPeersRequest.getDefaultInstance()).getPeersCount() == 3);
        story.tell("the hub lists three peers");
    }

    private void connect(DemoNode from, DemoNode to) {
        from.client().lightning().connectPeer(ConnectPeerRequest.newBuilder().setAddr(LightningAddress.newBuilder()
                .setPubkey(to.nodeId().toHex()).setHost(to.address())).build());
        story.tell(from.alias() + " connected to " + to.alias() + ", " + to.nodeId() + "@" + to.address());
    }

    void open() throws IOException, InterruptedException {
        story.chapter("Channels are opened: alice-hub, hub-bob, hub-carol");
        open(alice, hub, options.aliceChannels(), options.aliceSat());
        open(hub, network.node("bob"), options.spokeChannels(), options.spokeSat());
        open(hub, network.node("carol"), options.spokeChannels(), options.spokeSat());
        mine(CHANNEL_BLOCKS);
        for (DemoNode node : network.nodes()) {
            await.until(node.alias() + " to list its channels as active", () -> activeChannels(node) == channels(node));
            story.tell(node.alias() + " lists " + channels(node) + " active");
        }
        // BOLT 7, announcement_signatures: only with six confirmations.
        mine(CHANNEL_BLOCKS);
        int edges = options.aliceChannels() + 2 * options.spokeChannels();
        for (DemoNode node : network.nodes()) {
            await.until("gossip to reach " + node.alias(), () -> knownEdges(node) == edges);
        }
        story.tell("gossip has spread: every node knows all " + edges + " channels with both policies");
    }

    private void open(DemoNode from, DemoNode to, int channels, long totalSat) {
        for (int i = 0; i < channels; i++) {
            ChannelPoint point = from.client().lightning().openChannelSync(OpenChannelRequest.newBuilder()
                    .setNodePubkey(ByteString.copyFrom(to.nodeId().toArray()))
                    .setLocalFundingAmount(totalSat / channels).build());
            story.tell(from.alias() + " opens " + totalSat / channels + " sat to " + to.alias() + ", funding "
                    + Bytes32.wrap(point.getFundingTxidBytes().toByteArray()).reversed());
        }
    }

    private int channels(DemoNode node) {
        return switch (node.alias()) {
            case "alice" -> options.aliceChannels();
            case "hub" -> options.aliceChannels() + 2 * options.spokeChannels();
            default -> options.spokeChannels();
        };
    }

    private static int activeChannels(DemoNode node) {
        return node.client().lightning()
                .listChannels(ListChannelsRequest.newBuilder().setActiveOnly(true).build()).getChannelsCount();
    }

    private static long knownEdges(DemoNode node) {
        ChannelGraph graph = node.client().lightning().describeGraph(ChannelGraphRequest.getDefaultInstance());
        return graph.getEdgesList().stream().filter(ChannelEdge::hasNode1Policy)
                .filter(ChannelEdge::hasNode2Policy).count();
    }

    /** @param ends of all channels before. @return what is wrong with what came back to those who opened none */
    List<String> close(List<ChannelEnd> ends) throws IOException, InterruptedException {
        story.chapter("Channels are closed by agreement");
        Map<String, Long> before = walletsSat();
        for (ChannelEnd end : ends) {
            if (end.initiator()) {
                close(network.node(end.node()), end.channelPoint());
            }
        }
        mine(BURIED_BLOCKS);
        for (DemoNode node : network.nodes()) {
            await.until(node.alias() + "'s channels to be closed", () -> allClosed(node));
        }
        await.holds("the wallets to hold what came back", () -> prove().isEmpty());
        Map<String, Long> after = walletsSat();
        after.forEach((alias, sat) -> story.tell(alias + " has " + sat + " sat on chain"));
        List<String> wrong = new ArrayList<>();
        for (String alias : List.of("bob", "carol")) {
            wrong.addAll(Conservation.closed(alias, ends, before.get(alias), after.get(alias)));
        }
        return wrong;
    }

    private void close(DemoNode node, String channelPoint) {
        int colon = channelPoint.indexOf(':');
        Iterator<CloseStatusUpdate> updates = node.client().lightning().closeChannel(CloseChannelRequest.newBuilder()
                .setChannelPoint(ChannelPoint.newBuilder().setFundingTxidStr(channelPoint.substring(0, colon))
                        .setOutputIndex(Integer.parseInt(channelPoint.substring(colon + 1)))).build());
        CloseStatusUpdate first = updates.next();
        story.tell(node.alias() + " closes " + channelPoint + ", closing transaction "
                + Bytes32.wrap(first.getClosePending().getTxid().toByteArray()).reversed());
    }

    private static boolean allClosed(DemoNode node) {
        PendingChannelsResponse pending = node.client().lightning()
                .pendingChannels(PendingChannelsRequest.getDefaultInstance());
        return pending.getWaitingCloseChannelsCount() == 0 && pending.getPendingForceClosingChannelsCount() == 0
                && node.client().lightning().listChannels(ListChannelsRequest.getDefaultInstance())
                        .getChannelsCount() == 0;
    }

    /** Conservation on the chain, as it is now. */
    List<String> prove() {
        long channelsSat = ChannelEnd.of(alice).stream().mapToLong(ChannelEnd::capacityMsat).sum() / 1000
                + ChannelEnd.of(hub).stream().filter(ChannelEnd::initiator).mapToLong(ChannelEnd::capacityMsat).sum()
                        / 1000;
        return Conservation.onChain(minedSat, walletsSat(), channelsSat, feesSat);
    }

    private Map<String, Long> walletsSat() {
        Map<String, Long> wallets = new TreeMap<>();
        for (DemoNode node : network.nodes()) {
            WalletBalanceResponse balance = balance(node);
            wallets.put(node.alias(), balance.getTotalBalance() + balance.getLockedBalance());
        }
        return wallets;
    }

    private static WalletBalanceResponse balance(DemoNode node) {
        return node.client().lightning().walletBalance(WalletBalanceRequest.getDefaultInstance());
    }
}
