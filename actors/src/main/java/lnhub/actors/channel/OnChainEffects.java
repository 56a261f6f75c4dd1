package lnhub.actors.channel;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.ChainWatcher;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Publication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What decisions want of chain, wallet and the store of revoked HTLCs. Nothing here decides anything. */
final class OnChainEffects {
    private static final Logger LOG = LoggerFactory.getLogger(OnChainEffects.class);

    private final ChannelRef ref;
    private final ChannelServices services;
    private final Consumer<Command> self;

    /** @param self tells the channel; any thread may call it */
    OnChainEffects(ChannelRef ref, ChannelServices services, Consumer<Command> self) {
        this.ref = ref;
        this.services = services;
        this.self = self;
    }

    void run(Effect.WatchFunding watch) {
        services.chain().tell(new ChainWatcher.WatchFunding(ref, watch));
    }

    void run(Effect.WatchOutputs watch) {
        services.chain().tell(new ChainWatcher.WatchOutputs(ref, watch));
    }

    /** @return completes once the chain has answered */
    CompletionStage<Void> run(Effect.PublishTx publish) {
        return services.publisher().publish(publish.transaction());
    }

    void run(Effect.PublishAgain publish) {
        services.publisher().publish(publish.transaction());
    }

    void publish(Publication publication) {
        services.publisher().publish(publication);
    }

    void run(Effect.ReleaseFunding release) {
        services.directory().notFunding(ref);
        services.wallet().release(ChainTransaction.parse(release.transaction()).txid());
    }

    void run(Effect.ReserveCoins reserve) {
        services.wallet().reserveForFees(reserve.purpose(), reserve.amountSat(), reserve.feeratePerKw())
                .whenComplete((coins, failure) -> {
                    if (failure == null) {
                        self.accept(new Command.CoinsReserved(reserve.purpose(), coins));
                    } else {
                        LOG.error("channel {}: no coins to pay {} sat of fees on chain, it is tried again with each "
                                + "block: {}", ref, reserve.amountSat(), failure.getMessage());
                    }
                });
    }

    void run(Effect.ReleaseCoins release) {
        services.wallet().releaseFees(release.purpose()).exceptionally(failure -> {
            LOG.warn("channel {}: coins that are not needed any more stay reserved: {}", ref, failure.getMessage());
            return null;
        });
    }

    void run(Effect.StoreRevoked store) {
        services.revokedLog().tell(new RevokedLog.Store(ref, store.firstIndex(), store.htlcs()));
    }

    void run(Effect.FindRevokedHtlcs find) {
        services.revokedLog().tell(new RevokedLog.Load(ref, find.commitmentNumber()));
    }

    void run(Effect.ForgetRevoked forget) {
        services.revokedLog().tell(new RevokedLog.Forget(ref));
    }

    void run(Effect.Alert alert) {
        LOG.error("channel {}: {}", ref, alert.text());
    }
}
