package lnhub.actors.api;

import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import lnhub.actors.NodeApi.NodeInfo;
import lnhub.actors.NodeApi.Peer;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.Tip;
import lnhub.actors.directory.ChannelSummary;
import lnhub.actors.directory.ShownConnection;
import lnhub.actors.peer.PeerMessage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.Features;

/** The node itself and its peers. */
final class NodeQueries {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final ApiServices services;
    private volatile BlockTime lastBlock;

    private record BlockTime(Tip tip, Instant time) {
    }

    private record Chainside(boolean synced, Instant blockTime) {
    }

    NodeQueries(ApiServices services) {
        this.services = services;
    }

    CompletionStage<NodeInfo> info() {
        Tip tip = services.view().tip();
        CompletionStage<Boolean> synced = services.chain().tip().thenApply(best -> best.height() <= tip.height())
                .exceptionallyCompose(failure -> StageFailure.cause(failure) instanceof ChainException
                        ? CompletableFuture.completedFuture(false) : CompletableFuture.failedFuture(failure));
        CompletionStage<Chainside> chainside = synced.thenCombine(blockTime(tip), Chainside::new);
        return services.processes().summaries().thenCombine(peerCount(), (channels, peers) ->
                chainside.thenApply(chain -> info(tip, chain, channels, peers))).thenCompose(info -> info);
    }

    /** The tip's header time, asked for once: a block is large. Unknown while the chain does not answer. */
    private CompletionStage<Instant> blockTime(Tip tip) {
        BlockTime known = lastBlock;
        if (known != null && known.tip().equals(tip)) {
            return CompletableFuture.completedFuture(known.time());
        }
        return services.chain().block(tip.height()).handle((block, failure) -> {
            if (failure != null || block.isEmpty()) {
                return known == null ? Instant.EPOCH : known.time();
            }
            Instant time = Instant.ofEpochSecond(block.get().timeSeconds());
            lastBlock = new BlockTime(block.get().tip(), time);
            return time;
        });
    }

    private NodeInfo info(Tip tip, Chainside chain, List<ChannelSummary> channels, int peers) {
        NodeFacts facts = services.facts();
        int pending = 0;
        int active = 0;
        int inactive = 0;
        for (ChannelSummary channel : channels) {
            if (!channel.open()) {
                pending++;
            } else if (channel.connected()) {
                active++;
            } else {
                inactive++;
            }
        }
        return new NodeInfo(facts.nodeId(), facts.alias(), facts.rgbColor(), facts.version(),
                facts.network().name().toLowerCase(Locale.ROOT), tip.height(), tip.hash(), chain.blockTime(),
                chain.synced(), services.syncedToGraph().getAsBoolean(), pending, active, inactive,
                peers, facts.uris(), facts.features());
    }

    // --- peers ---

    private CompletionStage<Integer> peerCount() {
        return services.processes().connections().thenApply(connections ->
                (int) connections.stream().map(ShownConnection::nodeId).distinct().count());
    }

    CompletionStage<List<Peer>> peers() {
        return services.processes().summaries().thenCombine(services.processes().connections(), this::peers)
                .thenCompose(peers -> peers);
    }

    private CompletionStage<List<Peer>> peers(List<ChannelSummary> channels, List<ShownConnection> connections) {
        Map<PublicKey, List<ChannelSummary>> channelsOf = channels.stream()
                .filter(channel -> channel.peer().isPresent())
                .collect(Collectors.groupingBy(channel -> channel.peer().get()));
        Map<PublicKey, List<ShownConnection>> connectionsOf = connections.stream()
                .collect(Collectors.groupingBy(ShownConnection::nodeId, TreeMap::new, Collectors.toList()));
        List<CompletableFuture<Optional<Peer>>> asked = connectionsOf.entrySet().stream()
                .map(peer -> peer(peer.getKey(), peer.getValue(), channelsOf.getOrDefault(peer.getKey(), List.of()))
                        .toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> asked.stream()
                .flatMap(peer -> peer.join().stream()).toList());
    }

    private CompletionStage<Optional<Peer>> peer(PublicKey nodeId, List<ShownConnection> connections,
            List<ChannelSummary> channels) {
        return AskPattern.ask(services.peerEntities().apply(nodeId), PeerMessage.Query::new, ANSWER_WITHIN,
                services.system().scheduler()).thenApply(status -> status.connected()
                        ? Optional.of(peer(current(connections, status), status, channels)) : Optional.empty());
    }

    /** While one connection replaces another there are both, maybe in two processes: the entity knows which is used. */
    private static ShownConnection current(List<ShownConnection> connections, PeerMessage.Status status) {
        return connections.stream().filter(connection -> connection.incoming() == status.incoming()
                && status.address().map(connection.remote()::equals).orElse(false)).findFirst()
                .orElse(connections.getLast());
    }

    private static Peer peer(ShownConnection connection, PeerMessage.Status status, List<ChannelSummary> channels) {
        long sentMsat = channels.stream().mapToLong(ChannelSummary::sentMsat).sum();
        long receivedMsat = channels.stream().mapToLong(ChannelSummary::receivedMsat).sum();
        return new Peer(connection.nodeId(), connection.remote().host(), connection.remote().port(),
                connection.incoming(), connection.bytesSent(), connection.bytesReceived(), sentMsat / 1000,
                receivedMsat / 1000, connection.ping(), status.reconnects(),
                status.features().orElse(Features.EMPTY));
    }

    CompletionStage<Void> connect(PublicKey nodeId, String host, int port, Duration timeout) {
        Refusals.check(!nodeId.equals(services.facts().nodeId()), "this is the node's own id");
        Refusals.check(!host.isBlank() && host.length() <= 255, "host must be 1 to 255 characters");
        Refusals.within("port", port, 1, 65_535);
        Refusals.check(timeout.isPositive(), "timeout must be positive");
        CompletionStage<PeerMessage.Answer> answer = AskPattern.ask(services.peerEntities().apply(nodeId),
                replyTo -> new PeerMessage.Connect(new PeerMessage.Address(host, port), replyTo), timeout,
                services.system().scheduler());
        return answer.handle((done, failure) -> {
            if (failure != null) {
                throw StageFailure.cause(failure) instanceof TimeoutException
                        ? new Refused(Refused.Code.DEADLINE_EXCEEDED, "no connection to " + nodeId + " at " + host + ":"
                                + port + " within " + timeout.toSeconds() + " s")
                        : new CompletionException(failure);
            }
            return connected(nodeId, done);
        });
    }

    private static Void connected(PublicKey nodeId, PeerMessage.Answer answer) {
        return switch (answer) {
            case PeerMessage.Answer.Done done -> null;
            case PeerMessage.Answer.AlreadyConnected already ->
                    throw new Refused(Refused.Code.ALREADY_EXISTS, "already connected to peer " + nodeId);
            case PeerMessage.Answer.Failure failure ->
                    throw Refusals.unavailable("peer " + nodeId + " cannot be reached: " + failure.reason());
        };
    }
}
