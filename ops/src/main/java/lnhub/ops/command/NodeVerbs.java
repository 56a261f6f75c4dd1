package lnhub.ops.command;

import lnhub.ops.hubrpc.StatsRequest;
import lnhub.ops.lnrpc.AddressType;
import lnhub.ops.lnrpc.ConnectPeerRequest;
import lnhub.ops.lnrpc.GetInfoRequest;
import lnhub.ops.lnrpc.GetStateRequest;
import lnhub.ops.lnrpc.LightningAddress;
import lnhub.ops.lnrpc.ListPeersRequest;
import lnhub.ops.lnrpc.NewAddressRequest;
import lnhub.ops.lnrpc.SendCoinsRequest;
import lnhub.ops.lnrpc.StopRequest;
import lnhub.ops.lnrpc.WalletBalanceRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The node, its wallet and its peers. */
final class NodeVerbs {
    private NodeVerbs() {
    }

    @Command(name = "state", description = "Say whether the node is up.")
    static final class State extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.state().getState(GetStateRequest.getDefaultInstance()));
        }
    }

    @Command(name = "getinfo", description = "Show the node's identity, height, peers and channels.")
    static final class GetInfo extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().getInfo(GetInfoRequest.getDefaultInstance()));
        }
    }

    @Command(name = "newaddress", description = "Make a new address of the node's wallet.")
    static final class NewAddress extends Verb {
        @Parameters(paramLabel = "TYPE", defaultValue = "p2wkh", description = "p2wkh, the only one so far")
        private String type;

        @Override
        int ask(NodeClient node) {
            if (!type.equals("p2wkh")) {
                throw wrong("the address type must be p2wkh, got " + type);
            }
            return print(node.lightning().newAddress(
                    NewAddressRequest.newBuilder().setType(AddressType.WITNESS_PUBKEY_HASH).build()));
        }
    }

    @Command(name = "walletbalance", description = "Show the balance of the node's wallet, in satoshi.")
    static final class WalletBalance extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().walletBalance(WalletBalanceRequest.getDefaultInstance()));
        }
    }

    @Command(name = "sendcoins", description = "Pay on chain, out of the node's wallet.")
    static final class SendCoins extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "ADDR", description = "where to")
        private String address;
        @Parameters(arity = "0..1", index = "1", paramLabel = "AMT", description = "satoshi")
        private Long amount;
        @Option(names = "--addr", description = "where to")
        private String addressFlag;
        @Option(names = "--amt", description = "satoshi")
        private Long amountFlag;
        @Option(names = "--sweepall", description = "pay all there is")
        private boolean sweepAll;
        @Option(names = "--sat_per_vbyte", description = "fee rate; without it as the chain estimates")
        private long satPerVbyte;

        @Override
        int ask(NodeClient node) {
            Long sat = amount != null ? amount : amountFlag;
            if (sweepAll == (sat != null)) {
                throw wrong("either an amount or --sweepall is needed, and not both");
            }
            return print(node.lightning().sendCoins(SendCoinsRequest.newBuilder()
                    .setAddr(either(address, addressFlag, "ADDR")).setAmount(sat == null ? 0 : sat)
                    .setSendAll(sweepAll).setSatPerVbyte(satPerVbyte).build()));
        }
    }

    @Command(name = "connect", description = "Connect to a peer.")
    static final class Connect extends Verb {
        @Parameters(paramLabel = "PUBKEY@HOST[:PORT]", description = "the peer's node id and address")
        private String peer;
        @Option(names = "--perm", description = "accepted as lncli has it; peers with channels are always kept")
        private boolean permanent;
        @Option(names = "--timeout", paramLabel = "SECONDS", description = "how long to try (default: 30)")
        private long timeout;

        @Override
        int ask(NodeClient node) {
            int at = peer.indexOf('@');
            if (at < 0) {
                throw wrong("the peer must be PUBKEY@HOST[:PORT], got " + peer);
            }
            return print(node.lightning().connectPeer(ConnectPeerRequest.newBuilder().setPerm(permanent)
                    .setTimeout(timeout).setAddr(LightningAddress.newBuilder().setPubkey(peer.substring(0, at))
                            .setHost(peer.substring(at + 1))).build()));
        }
    }

    @Command(name = "listpeers", description = "List the connected peers.")
    static final class ListPeers extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().listPeers(ListPeersRequest.getDefaultInstance()));
        }
    }

    @Command(name = "stats", description = "Show what the process has used: CPU, heap, memory.")
    static final class Stats extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.hub().stats(StatsRequest.getDefaultInstance()));
        }
    }

    @Command(name = "stop", description = "Stop the node.")
    static final class Stop extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().stopDaemon(StopRequest.getDefaultInstance()));
        }
    }
}
