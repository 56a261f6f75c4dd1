package lnhub.node;

import akka.actor.typed.ActorRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Published;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.PeerMessage;
import lnhub.node.chain.BitcoindChain;
import lnhub.node.chain.BitcoindConfig;
import lnhub.node.chain.BitcoindProcess;
import lnhub.node.chain.RegtestChain;
import lnhub.node.chain.RegtestServer;
import lnhub.node.demo.RpcChain;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;

/** Real nodes on a private chain, and what their operators do: start, connect, open channels, mine. */
final class TestNetwork implements AutoCloseable {
    /** Enough for a channel to be usable and to be announced. */
    static final int DEPTH = 6;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final int COINBASE_MATURITY = 100;
    /** Pays to the hash of nothing that anybody knows: rewards that no node is to get. */
    private static final String NOBODY =
            SegwitAddress.fromHash(BitcoinNetwork.REGTEST, new byte[20]).toBech32();

    private final Path folder;
    private final RpcChain miner;
    private final BitcoindChain chain;
    private final Optional<RegtestChain> embedded;
    private final List<HubNode> nodes = new ArrayList<>();

    /** On the embedded chain. */
    TestNetwork(Path folder) throws IOException {
        this(folder, RegtestChain.inMemory(Clock.systemUTC()));
    }

    private TestNetwork(Path folder, RegtestChain regtest) throws IOException {
        this(folder, served(regtest, folder), Optional.of(regtest));
    }

    private TestNetwork(Path folder, RpcChain miner, Optional<RegtestChain> embedded) {
        this.folder = folder;
        this.embedded = embedded;
        this.miner = miner;
        this.chain = new BitcoindChain(BitcoindConfig.of(miner.rpcUrl(),
                BitcoindConfig.Credentials.cookie(miner.cookieFile()), BitcoinNetwork.REGTEST));
    }

    /** On a real bitcoind, with its news over ZMQ. */
    static TestNetwork onBitcoind(Path folder, Path binary) throws IOException {
        BitcoindProcess bitcoind = BitcoindProcess.start(binary, folder.resolve("bitcoind"), List.of());
        return new TestNetwork(folder, new RpcChain(bitcoind.rpcUrl(), bitcoind.cookieFile(),
                Optional.of(bitcoind.zmq()), bitcoind::close), Optional.empty());
    }

    private static RpcChain served(RegtestChain regtest, Path folder) throws IOException {
        Path cookie = folder.resolve("cookie");
        RegtestServer server = RegtestServer.start(regtest, 0, cookie);
        return new RpcChain(server.uri(), cookie, Optional.empty(), () -> {
            server.close();
            regtest.close();
        });
    }

    /** Where a node of this name keeps its data. */
    Path folder(String alias) {
        return folder.resolve(alias);
    }

    /** Writes a node's settings: the defaults but for name, places and ports. @param more settings under hub */
    Path configure(String alias, String more) {
        try {
            Files.createDirectories(folder(alias));
            return Files.writeString(folder(alias).resolve("node.conf"), """
                    hub {
                      network = regtest
                      alias = %s
                      data-folder = "%s"
                      listen { host = "127.0.0.1", port = 0 }
                      rpc { host = "127.0.0.1", port = 0 }
                      %s
                      %s
                    }
                    """.formatted(alias, folder(alias), miner.settings(), more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a node finds the chain, as settings under hub. */
    String chainSettings() {
        return miner.settings();
    }

    HubNode start(String alias) {
        return start(configure(alias, ""));
    }

    HubNode start(Path config) {
        HubNode node = Await.get(HubNode.start(NodeConfig.read(config)));
        nodes.add(node);
        return node;
    }

    void stop(HubNode node) {
        nodes.remove(node);
        Await.get(node.stop());
    }

    // --- the chain ---

    /** What the embedded chain's mempool asks for from now on, as if it were full of what pays so much. */
    void mempoolMinimum(long satPerKvb) {
        embedded.orElseThrow().mempoolMinimum(satPerKvb);
    }

    int height() {
        return Await.get(chain.tip()).height();
    }

    void mine(int blocks) {
        mine(blocks, NOBODY);
    }

    private void mine(int blocks, String address) {
        try {
            miner.mine(blocks, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Mines so many rewards for an address, until they can be spent. */
    void fund(String address, int coins) {
        mine(coins, address);
        mine(COINBASE_MATURITY);
    }

    /** Hands over a transaction, which must be accepted. */
    void publish(Bytes transaction) {
        Published answer = Await.get(chain.publish(transaction));
        if (!(answer instanceof Published.Accepted)) {
            throw new AssertionError("the chain did not accept the transaction: " + answer);
        }
    }

    /** Where in the chain an output is. */
    ShortChannelId place(OutPoint output) {
        for (int height = height(); height >= 0; height--) {
            List<ChainTransaction> transactions = block(height).transactions();
            for (int i = 0; i < transactions.size(); i++) {
                if (transactions.get(i).txid().equals(output.txid())) {
                    return ShortChannelId.of(height, i, output.index());
                }
            }
        }
        throw new AssertionError(output + " is in no block");
    }

    /** The block of that height. */
    Block block(int height) {
        return Await.get(chain.block(height)).orElseThrow();
    }

    /** Mines so many rewards for a node, until it can spend them. */
    void fund(HubNode node, int coins) {
        for (int i = 0; i < coins; i++) {
            mine(1, Await.get(node.assembly().wallet().newAddress()));
        }
        mine(COINBASE_MATURITY);
        Await.until("the wallet to see " + coins + " coins", () ->
                Await.get(node.assembly().wallet().utxos()).size() >= coins
                        && Await.get(node.assembly().wallet().balance()).confirmedSat() > 0);
    }

    /** Whether nobody has spent the output, be it in a block or in the mempool. */
    boolean isUnspent(OutPoint output) {
        return Await.get(chain.spendableOutput(output)).isPresent();
    }

    // --- peers and channels ---

    void connect(HubNode from, PublicKey to, InetSocketAddress address) {
        PeerMessage.Answer answer = this.<PeerMessage.Answer>ask(from, to, replyTo -> new PeerMessage.Connect(
                new PeerMessage.Address(address.getHostString(), address.getPort()), replyTo));
        if (answer instanceof PeerMessage.Answer.Failure failure) {
            throw new AssertionError("no connection to " + to + ": " + failure.reason());
        }
    }

    void awaitConnected(HubNode node, PublicKey peer) {
        Await.until("the connection with " + peer, () ->
                this.<PeerMessage.Status>ask(node, peer, PeerMessage.Query::new).connected());
    }

    /** Opens a channel; its funding transaction is in the mempool. */
    OutPoint open(HubNode from, PublicKey to, long capacitySat, long pushMsat) {
        Effect.Outcome outcome = this.<Effect.Outcome>ask(from, to, replyTo -> new PeerMessage.Open(capacitySat,
                pushMsat, true, true, Optional.empty(), replyTo));
        if (!(outcome instanceof Effect.Outcome.FundingPublished published)) {
            throw new AssertionError("no channel: " + outcome);
        }
        Await.until("the funding transaction", () -> isUnspent(published.funding()));
        return published.funding();
    }

    private <T> T ask(HubNode node, PublicKey peer, Function<ActorRef<T>, PeerMessage> message) {
        return Await.get(node.assembly().actors().sharding().entityRefFor(PeerEntity.KEY, peer.toHex())
                .ask(message::apply, ANSWER_WITHIN));
    }

    static long usableChannels(HubNode node) {
        return node.assembly().actors().directory().all().stream().filter(channel -> channel.usable()).count();
    }

    void awaitUsable(HubNode node, int channels) {
        Await.until(channels + " usable channels", () -> usableChannels(node) == channels);
    }

    @Override
    public void close() {
        for (HubNode node : List.copyOf(nodes)) {
            stop(node);
        }
        chain.close();
        try {
            miner.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
