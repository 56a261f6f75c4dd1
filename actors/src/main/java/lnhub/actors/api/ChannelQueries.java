package lnhub.actors.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import lnhub.actors.NodeApi.Channel;
import lnhub.actors.NodeApi.CloseKind;
import lnhub.actors.NodeApi.ClosedChannel;
import lnhub.actors.NodeApi.Htlc;
import lnhub.actors.NodeApi.Limits;
import lnhub.actors.NodeApi.PendingChannel;
import lnhub.actors.NodeApi.PendingHtlc;
import lnhub.actors.NodeApi.PendingState;
import lnhub.actors.directory.ShownChannel;
import lnhub.persistence.history.ChannelClosings;
import lnhub.protocol.channel.AwaitingReady;
import lnhub.protocol.channel.AwaitingSignature;
import lnhub.protocol.channel.Balances;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Closing;
import lnhub.protocol.channel.DataLost;
import lnhub.protocol.channel.Funded;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Negotiating;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.channel.OnChainBalances;
import lnhub.protocol.channel.SideParams;
import lnhub.protocol.claims.FundingSpend;

/** The node's channels, from the states that their processes show; those that ended, from a table. */
final class ChannelQueries {
    /** One answer holds them all: 100,000 are some tens of megabytes. */
    private static final int MAX_CLOSED = 100_000;

    private final ApiServices services;

    ChannelQueries(ApiServices services) {
        this.services = services;
    }

    static boolean isShuttingDown(Normal normal) {
        return normal.funded().localShutdown().isPresent() || normal.funded().remoteShutdown().isPresent();
    }

    // --- open ---

    CompletionStage<List<Channel>> open() {
        return services.processes().channels().thenApply(all -> all.stream().flatMap(seen ->
                seen.state() instanceof Normal normal && !isShuttingDown(normal) ? Stream.of(channel(seen, normal))
                        : Stream.empty()).toList());
    }

    private static Channel channel(ShownChannel seen, Normal state) {
        ChannelParams params = state.funded().params();
        Balances balances = Balances.of(state);
        return new Channel(params.funding(), state.funded().shortChannelId(), params.remoteNodeId(), seen.connected(),
                params.announced(), params.funder(), params.capacitySat(), balances.localMsat(),
                balances.remoteMsat(), balances.commitFeeSat(), balances.anchorsSat(), balances.commitWeight(),
                balances.feeratePerKw(), balances.sentMsat(), balances.receivedMsat(), balances.commitmentNumber(),
                balances.htlcs().stream().map(ChannelQueries::htlc).toList(),
                limits(params.local(), params.remote()), limits(params.remote(), params.local()),
                balances.pushedMsat(), seen.seenFor(), seen.connectedFor());
    }

    private static Htlc htlc(Balances.InFlight htlc) {
        return new Htlc(htlc.incoming(), htlc.id(), htlc.amountMsat(), htlc.paymentHash(), (int) htlc.cltvExpiry(),
                htlc.lockedIn());
    }

    /** What binds one side is what the other has asked for, but for the dust limit, which shapes its own commitment. */
    private static Limits limits(SideParams own, SideParams other) {
        return new Limits(other.toSelfDelay(), other.channelReserveSat(), own.dustLimitSat(),
                other.maxHtlcValueInFlightMsat() < 0 ? Long.MAX_VALUE : other.maxHtlcValueInFlightMsat(),
                other.htlcMinimumMsat(), other.maxAcceptedHtlcs());
    }

    // --- opening and closing ---

    CompletionStage<List<PendingChannel>> pending() {
        return services.processes().channels().thenApply(all -> all.stream().flatMap(seen ->
                seen.state() instanceof Live live ? pending(seen.ref(), live).stream() : Stream.empty()).toList());
    }

    private Optional<PendingChannel> pending(ChannelRef ref, Live state) {
        return switch (state) {
            case AwaitingSignature s -> Optional.of(pending(s, PendingState.OPENING));
            case AwaitingReady s -> Optional.of(pending(s, PendingState.OPENING));
            case Normal s -> isShuttingDown(s) ? Optional.of(pending(s, PendingState.WAITING_CLOSE)) : Optional.empty();
            case Negotiating s -> Optional.of(pending(s, PendingState.WAITING_CLOSE));
            case Closing s -> Optional.of(pending(s, PendingState.WAITING_CLOSE));
            case OnChain s -> Optional.of(OnChainBalances.of(s, services.signers().apply(ref))
                    .filter(balances -> !(s.spend().orElse(null) instanceof FundingSpend.MutualClose))
                    .map(balances -> onChain(s, balances)).orElseGet(() -> pending(s, PendingState.WAITING_CLOSE)));
            case DataLost s -> Optional.of(pending(s, PendingState.WAITING_CLOSE));
        };
    }

    private static PendingChannel onChain(OnChain state, OnChainBalances onChain) {
        return pending(state, PendingState.FORCE_CLOSING, onChain.limboSat(), onChain.recoveredSat(),
                onChain.maturityHeight(), onChain.htlcs().stream().map(htlc -> new PendingHtlc(htlc.incoming(),
                        htlc.amountSat(), htlc.outPoint(), htlc.maturityHeight(), htlc.stage())).toList());
    }

    private static PendingChannel pending(Live state, PendingState kind) {
        Balances balances = Balances.of(state);
        long costsSat = state.funded().params().funder() ? balances.commitFeeSat() + balances.anchorsSat() : 0;
        long limboSat = kind == PendingState.OPENING ? 0 : Math.max(0, balances.localMsat() / 1000 - costsSat);
        return pending(state, kind, limboSat, 0, 0, List.of());
    }

    private static PendingChannel pending(Live state, PendingState kind, long limboSat, long recoveredSat,
            int maturityHeight, List<PendingHtlc> htlcs) {
        Funded funded = state.funded();
        ChannelParams params = funded.params();
        Balances balances = Balances.of(state);
        boolean opening = kind == PendingState.OPENING;
        return new PendingChannel(kind, params.funding(), params.remoteNodeId(), params.capacitySat(),
                balances.localMsat(), balances.remoteMsat(), params.remote().channelReserveSat(),
                params.local().channelReserveSat(), params.funder(), params.announced(), balances.commitFeeSat(),
                balances.commitWeight(), balances.feeratePerKw(), ClosingTransactions.known(state),
                opening && funded.shortChannelId().isEmpty() ? params.minimumDepth() : 0, limboSat, recoveredSat,
                maturityHeight, htlcs);
    }

    // --- ended ---

    CompletionStage<List<ClosedChannel>> closed() {
        ChannelClosings closings = services.tables().closings();
        return services.tables().ask(() -> Tables.all(closings::ended, ChannelClosings.Closing::entityId, MAX_CLOSED)
                .stream().map(ChannelQueries::closed).toList());
    }

    private static ClosedChannel closed(ChannelClosings.Closing closing) {
        return new ClosedChannel(closing.funding(), closing.shortChannelId(), closing.peer(), closing.capacitySat(),
                closing.txid(), closing.height(), closing.settledSat(), CloseKind.valueOf(closing.kind()),
                closing.initiator());
    }
}
