package lnhub.actors.api;

import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import lnhub.actors.peer.PeerConnection;
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
        return services.states().summaries().thenCombine(synced.thenCombine(blockTime(tip), Chainside::new),
                (channels, chain) -> info(tip, chain, channels));
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

    private NodeInfo info(Tip tip, Chainside chain, List<ChannelSummary> channels) {
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
                latestConnections().size(), facts.uris(), facts.features());
    }

    private Map<PublicKey, PeerConnection> latestConnections() {
        return services.connections().all().stream()
                .collect(Collectors.toMap(PeerConnection::nodeId, c -> c, (one, other) -> other));
    }

    // --- peers ---

    CompletionStage<List<Peer>> peers() {
        return services.states().summaries().thenCompose(this::peers);
    }

    private CompletionStage<List<Peer>> peers(List<ChannelSummary> channels) {
        Map<PublicKey, List<ChannelSummary>> byPeer = channels.stream().filter(channel -> channel.peer().isPresent())
                .collect(Collectors.groupingBy(channel -> channel.peer().get()));
        List<CompletableFuture<Optional<Peer>>> asked = latestConnections().values().stream()
                .map(connection -> peer(connection, byPeer.getOrDefault(connection.nodeId(), List.of()))
                        .toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> asked.stream()
                .flatMap(peer -> peer.join().stream()).toList());
    }

    private CompletionStage<Optional<Peer>> peer(PeerConnection connection, List<ChannelSummary> channels) {
        PublicKey nodeId = connection.nodeId();
        return AskPattern.ask(services.peerEntities().apply(nodeId), PeerMessage.Query::new, ANSWER_WITHIN,
                services.system().scheduler()).thenApply(status -> status.connected()
                        ? Optional.of(peer(connection, status, channels)) : Optional.empty());
    }

    private Peer peer(PeerConnection connection, PeerMessage.Status status, List<ChannelSummary> channels) {
        long sentMsat = channels.stream().mapToLong(ChannelSummary::sentMsat).sum();
        long receivedMsat = channels.stream().mapToLong(ChannelSummary::receivedMsat).sum();
        return new Peer(connection.nodeId(), connection.remote().getHostString(), connection.remote().getPort(),
                connection.incoming(), connection.bytesSent(), connection.bytesReceived(), sentMsat / 1000,
                receivedMsat / 1000, services.connections().ping(connection), status.reconnects(),
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
