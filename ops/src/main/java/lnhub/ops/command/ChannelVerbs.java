package lnhub.ops.command;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.Map;
import lnhub.ops.lnrpc.ChannelBalanceRequest;
import lnhub.ops.lnrpc.ChannelPoint;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CloseStatusUpdate;
import lnhub.ops.lnrpc.ClosedChannelsRequest;
import lnhub.ops.lnrpc.ConnectPeerRequest;
import lnhub.ops.lnrpc.LightningAddress;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.OpenStatusUpdate;
import lnhub.ops.lnrpc.PendingChannelsRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opening, listing and closing channels. */
final class ChannelVerbs {
    private ChannelVerbs() {
    }

    @Command(name = "openchannel", description = "Open a channel to a peer.")
    static final class OpenChannel extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "NODE_KEY", description = "the peer's node id")
        private String nodeKey;
        @Parameters(arity = "0..1", index = "1", paramLabel = "LOCAL_AMT", description = "capacity in satoshi")
        private Long localAmount;
        @Parameters(arity = "0..1", index = "2", paramLabel = "PUSH_AMT", description = "satoshi given to the peer")
        private Long pushAmount;
        @Option(names = "--node_key", description = "the peer's node id")
        private String nodeKeyFlag;
        @Option(names = "--connect", paramLabel = "HOST:PORT", description = "connect to the peer there first")
        private String connect;
        @Option(names = "--local_amt", description = "capacity in satoshi, all ours but for --push_amt")
        private Long localAmountFlag;
        @Option(names = "--push_amt", description = "satoshi given to the peer")
        private Long pushAmountFlag;
        @Option(names = "--sat_per_vbyte", description = "fee rate of the funding transaction")
        private long satPerVbyte;
        @Option(names = "--private", description = "do not announce the channel")
        private boolean unannounced;
        @Option(names = "--remote_csv_delay", paramLabel = "BLOCKS", description = "to_self_delay of the peer")
        private int remoteCsvDelay;
        @Option(names = "--close_address", paramLabel = "ADDR", description = "where our share goes at the end")
        private String closeAddress;
        @Option(names = "--block", description = "wait until the channel is open")
        private boolean block;

        @Override
        int ask(NodeClient node) {
            String key = either(nodeKey, nodeKeyFlag, "NODE_KEY");
            if (connect != null) {
                node.lightning().connectPeer(ConnectPeerRequest.newBuilder().setAddr(
                        LightningAddress.newBuilder().setPubkey(key).setHost(connect)).build());
            }
            Iterator<OpenStatusUpdate> updates = node.lightning().openChannel(request(key));
            while (updates.hasNext()) {
                OpenStatusUpdate update = updates.next();
                if (update.hasChanPending() && block) {
                    progress("funding transaction " + txid(update.getChanPending().getTxid())
                            + " is published; waiting for its confirmations");
                } else if (update.hasChanPending()) {
                    return print(Map.of("funding_txid", txid(update.getChanPending().getTxid())));
                } else if (update.hasChanOpen()) {
                    ChannelPoint point = update.getChanOpen().getChannelPoint();
                    return print(Map.of("channel_point",
                            txid(point.getFundingTxidBytes()) + ":" + point.getOutputIndex()));
                }
            }
            progress("the node ended the answer before the channel was open");
            return 1;
        }

        private OpenChannelRequest request(String key) {
            Long capacity = localAmount != null ? localAmount : localAmountFlag;
            if (capacity == null) {
                throw wrong("LOCAL_AMT is missing");
            }
            Long push = pushAmount != null ? pushAmount : pushAmountFlag;
            return OpenChannelRequest.newBuilder().setNodePubkey(bytes("NODE_KEY", key))
                    .setLocalFundingAmount(capacity).setPushSat(push == null ? 0 : push)
                    .setSatPerVbyte(satPerVbyte).setPrivate(unannounced).setRemoteCsvDelay(remoteCsvDelay)
                    .setCloseAddress(closeAddress == null ? "" : closeAddress).build();
        }
    }

    @Command(name = "listchannels", description = "List the open channels.")
    static final class ListChannels extends Verb {
        @Option(names = "--active_only")
        private boolean activeOnly;
        @Option(names = "--inactive_only")
        private boolean inactiveOnly;
        @Option(names = "--public_only")
        private boolean publicOnly;
        @Option(names = "--private_only")
        private boolean privateOnly;
        @Option(names = "--peer", paramLabel = "PUBKEY", description = "only those with this peer")
        private String peer;

        @Override
        int ask(NodeClient node) {
            return print(node.lightning().listChannels(ListChannelsRequest.newBuilder()
                    .setActiveOnly(activeOnly).setInactiveOnly(inactiveOnly).setPublicOnly(publicOnly)
                    .setPrivateOnly(privateOnly).setPeer(peer == null ? ByteString.EMPTY : bytes("--peer", peer))
                    .build()));
        }
    }

    @Command(name = "pendingchannels", description = "List the channels that are opening or closing.")
    static final class PendingChannels extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().pendingChannels(PendingChannelsRequest.getDefaultInstance()));
        }
    }

    @Command(name = "closedchannels", description = "List the channels that are closed.")
    static final class ClosedChannels extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().closedChannels(ClosedChannelsRequest.getDefaultInstance()));
        }
    }

    @Command(name = "channelbalance", description = "Show the sum of the balances of all channels.")
    static final class ChannelBalance extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().channelBalance(ChannelBalanceRequest.getDefaultInstance()));
        }
    }

    @Command(name = "closechannel", description = "Close a channel, by agreement or by force.")
    static final class CloseChannel extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "FUNDING_TXID")
        private String fundingTxid;
        @Parameters(arity = "0..1", index = "1", paramLabel = "OUTPUT_INDEX")
        private Integer outputIndex;
        @Option(names = "--funding_txid")
        private String fundingTxidFlag;
        @Option(names = "--output_index")
        private Integer outputIndexFlag;
        @Option(names = "--chan_point", paramLabel = "TXID:INDEX", description = "both in one")
        private String chanPoint;
        @Option(names = "--force", description = "publish our commitment: our share comes back only after a delay")
        private boolean force;
        @Option(names = "--block", description = "wait until the closing transaction is confirmed")
        private boolean block;
        @Option(names = "--sat_per_vbyte", description = "fee rate of the closing transaction")
        private long satPerVbyte;
        @Option(names = "--delivery_addr", paramLabel = "ADDR", description = "where our share goes")
        private String deliveryAddress;

        @Override
        int ask(NodeClient node) {
            Iterator<CloseStatusUpdate> updates = node.lightning().closeChannel(request());
            while (updates.hasNext()) {
                CloseStatusUpdate update = updates.next();
                if (update.hasClosePending() && block) {
                    progress("closing transaction " + txid(update.getClosePending().getTxid())
                            + " is published; waiting for its confirmations");
                } else if (update.hasClosePending()) {
                    return print(Map.of("closing_txid", txid(update.getClosePending().getTxid())));
                } else if (update.hasChanClose()) {
                    return print(Map.of("closing_txid", txid(update.getChanClose().getClosingTxid())));
                }
            }
            progress("the node ended the answer before the channel was closed");
            return 1;
        }

        private CloseChannelRequest request() {
            Integer index = outputIndex != null ? outputIndex : outputIndexFlag;
            String point = chanPoint != null ? chanPoint
                    : either(fundingTxid, fundingTxidFlag, "FUNDING_TXID") + ":" + (index == null ? 0 : index);
            return CloseChannelRequest.newBuilder().setChannelPoint(channelPoint(point)).setForce(force)
                    .setSatPerVbyte(satPerVbyte).setDeliveryAddress(deliveryAddress == null ? "" : deliveryAddress)
                    .build();
        }
    }
}
