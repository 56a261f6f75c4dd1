package lnhub.actors.chain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the chain for all channels of this process and tells each what concerns it: blocks, its funding output
 * confirmed deep enough or spent, the spend buried. Channels ask again after a restart, so nothing here is durable.
 */
public final class ChainWatcher extends AbstractBehavior<ChainWatcher.Message> {
    private static final Logger LOG = LoggerFactory.getLogger(ChainWatcher.class);
    /** How far back the spend of an output is looked for that was spent while we were away: two weeks. */
    private static final int MAX_LOOK_BACK = 2_016;

    /** What the watcher receives. */
    public sealed interface Message {
    }

    /** Tell this channel of every block. */
    public record Blocks(ChannelRef ref) implements Message {
    }

    public record WatchFunding(ChannelRef ref, Effect.WatchFunding watch) implements Message {
    }

    public record WatchSpend(ChannelRef ref, Bytes32 txid) implements Message {
    }

    public record Forget(ChannelRef ref) implements Message {
    }

    /** @param done run once the chain has answered, whatever it said; on any thread, not to block */
    public record Publish(Bytes transaction, Runnable done) implements Message {
    }

    private record Connected(Block block, CompletableFuture<Void> done) implements Message {
    }

    private record Disconnected(Block block, CompletableFuture<Void> done) implements Message {
    }

    private record Place(ChannelRef ref, OutPoint funding, Optional<Found> found) implements Message {
    }

    private record SpendFound(ChannelRef ref, Bytes32 txid, int height) implements Message {
    }

    private record Found(long amountSat, Bytes script, ShortChannelId place) {
    }

    private record Watch(ChannelRef ref, Effect.WatchFunding wanted, Optional<ShortChannelId> place, boolean told) {
    }

    private record Spend(ChannelRef ref, int height) {
    }

    private final Chain chain;
    private final ChainView view;
    private final int buriedDepth;
    private final BiConsumer<ChannelRef, Command> channels;
    private final Set<ChannelRef> listeners = new HashSet<>();
    private final Map<OutPoint, Watch> fundings = new HashMap<>();
    private final Map<Bytes32, OutPoint> fundingsByTxid = new HashMap<>();
    private final Map<Bytes32, Spend> spends = new HashMap<>();

    /** @param buriedDepth confirmations after which a spend of a funding output is final */
    public static Behavior<Message> create(Chain chain, ChainView view, int buriedDepth,
            BiConsumer<ChannelRef, Command> channels) {
        return Behaviors.setup(context -> new ChainWatcher(chain, view, buriedDepth, channels, context));
    }

    private ChainWatcher(Chain chain, ChainView view, int buriedDepth, BiConsumer<ChannelRef, Command> channels,
            ActorContext<Message> context) {
        super(context);
        this.chain = chain;
        this.view = view;
        this.buriedDepth = buriedDepth;
        this.channels = channels;
        ActorRef<Message> self = context.getSelf();
        chain.resume(view.tip(), new BlockListener() {
            @Override
            public CompletionStage<Void> connected(Block block) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                self.tell(new Connected(block, done));
                return done;
            }

            @Override
            public CompletionStage<Void> disconnected(Block block) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                self.tell(new Disconnected(block, done));
                return done;
            }

            @Override
            public void upToDate() {
                view.upToDate();
            }

            @Override
            public void interrupted(ChainException cause) {
                LOG.warn("the chain cannot be followed at the moment: {}", cause.getMessage());
            }
        });
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder().onMessage(Message.class, this::onMessage).build();
    }

    private Behavior<Message> onMessage(Message message) {
        switch (message) {
            case Blocks blocks -> listeners.add(blocks.ref());
            case WatchFunding watch -> watchFunding(watch);
            case WatchSpend watch -> watchSpend(watch);
            case Forget forget -> forget(forget.ref());
            case Publish publish -> publish(publish);
            case Connected connected -> {
                connected(connected.block());
                connected.done().complete(null);
            }
            case Disconnected disconnected -> {
                disconnected(disconnected.block());
                disconnected.done().complete(null);
            }
            case Place place -> placed(place);
            case SpendFound found -> spent(found.ref(), found.txid(), found.height());
        }
        return this;
    }

    private void forget(ChannelRef ref) {
        listeners.remove(ref);
        fundings.values().removeIf(watch -> watch.ref().equals(ref));
        fundingsByTxid.values().removeIf(outPoint -> !fundings.containsKey(outPoint));
        spends.values().removeIf(spend -> spend.ref().equals(ref));
    }

    private void publish(Publish request) {
        Bytes transaction = request.transaction();
        chain.publish(transaction).whenComplete((result, failure) -> {
            request.done().run();
            Bytes32 txid = ChainTransaction.parse(transaction).txid().reversed();
            if (failure != null) {
                LOG.warn("transaction {} could not be published, it will be tried again: {}", txid,
                        failure.getMessage());
            } else if (result instanceof Published.Rejected rejected) {
                LOG.warn("transaction {} was rejected: {} ({})", txid, rejected.reason(), rejected.cause());
            }
        });
    }

    // --- funding outputs ---

    private void watchFunding(WatchFunding request) {
        OutPoint funding = request.watch().funding();
        Watch known = fundings.get(funding);
        if (known != null && known.place().isPresent()) {
            return;
        }
        fundings.put(funding, new Watch(request.ref(), request.watch(), Optional.empty(), false));
        fundingsByTxid.put(funding.txid(), funding);
        CompletionStage<Optional<Found>> lookup = chain.unspentOutput(funding).thenCompose(unspent -> unspent.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : chain.block(unspent.get().height()).thenApply(block -> block.flatMap(b -> found(b, funding))));
        ActorRef<Message> self = getContext().getSelf();
        lookup.whenComplete((found, failure) -> {
            if (failure != null) {
                LOG.warn("funding output {} could not be looked up: {}", funding, failure.getMessage());
            } else {
                self.tell(new Place(request.ref(), funding, found));
            }
        });
    }

    private static Optional<Found> found(Block block, OutPoint funding) {
        for (int i = 0; i < block.transactions().size(); i++) {
            ChainTransaction transaction = block.transactions().get(i);
            if (transaction.txid().equals(funding.txid())) {
                ChainTransaction.Output output = transaction.outputs().get(funding.index());
                return Optional.of(new Found(output.amountSat(), output.scriptPubkey(),
                        ShortChannelId.of(block.height(), i, funding.index())));
            }
        }
        return Optional.empty();
    }

    private void placed(Place place) {
        Watch watch = fundings.get(place.funding());
        if (watch == null) {
            return;
        }
        if (place.found().isPresent()) {
            confirmed(place.funding(), watch, place.found().get());
        } else if (watch.wanted().confirmed()) {
            lookForSpend(watch, view.tip().height());
        }
    }

    /** Only an output that pays exactly what was agreed may be used (BOLT 2, channel_ready). */
    private void confirmed(OutPoint funding, Watch watch, Found found) {
        if (found.amountSat() != watch.wanted().capacitySat() || !found.script().equals(watch.wanted().script())) {
            LOG.warn("channel {}: its funding output {} pays another amount or script than agreed", watch.ref(),
                    funding);
            return;
        }
        fundings.put(funding, new Watch(watch.ref(), watch.wanted(), Optional.of(found.place()), watch.told()));
        tellIfDeep(funding);
    }

    private void tellIfDeep(OutPoint funding) {
        Watch watch = fundings.get(funding);
        boolean deep = !watch.told() && watch.place().isPresent()
                && view.tip().height() - watch.place().get().blockHeight() + 1 >= watch.wanted().depth();
        if (deep) {
            fundings.put(funding, new Watch(watch.ref(), watch.wanted(), watch.place(), true));
            channels.accept(watch.ref(), new Command.FundingDeep(watch.place().get()));
        }
    }

    /** It was spent while nobody watched: the spender is looked for backwards, block by block. */
    private void lookForSpend(Watch watch, int height) {
        OutPoint funding = watch.wanted().funding();
        ActorRef<Message> self = getContext().getSelf();
        search(funding, height, Math.max(0, height - MAX_LOOK_BACK)).whenComplete((found, failure) -> {
            if (failure != null || found.isEmpty()) {
                LOG.warn("channel {}: its funding output is gone and its spender was not found{}", watch.ref(),
                        failure == null ? "" : ": " + failure.getMessage());
            } else {
                self.tell(new SpendFound(watch.ref(), found.get().txid(), found.get().height()));
            }
        });
    }

    private CompletionStage<Optional<SpendFound>> search(OutPoint outPoint, int height, int lowest) {
        if (height < lowest) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return chain.block(height).thenCompose(block -> {
            Optional<Bytes32> spender = block.flatMap(b -> b.transactions().stream()
                    .filter(tx -> tx.inputs().stream().anyMatch(input -> input.outPoint().equals(outPoint)))
                    .map(ChainTransaction::txid).findFirst());
            return spender.isPresent()
                    ? CompletableFuture.completedFuture(Optional.of(new SpendFound(null, spender.get(), height)))
                    : search(outPoint, height - 1, lowest);
        });
    }

    // --- blocks ---

    private void connected(Block block) {
        view.advance(block.tip());
        for (int i = 0; i < block.transactions().size(); i++) {
            ChainTransaction transaction = block.transactions().get(i);
            for (ChainTransaction.Input input : transaction.inputs()) {
                Watch watch = fundings.get(input.outPoint());
                if (watch != null) {
                    spent(watch.ref(), transaction.txid(), block.height());
                }
            }
            OutPoint funding = fundingsByTxid.get(transaction.txid());
            if (funding != null) {
                found(block, funding).ifPresent(found -> confirmed(funding, fundings.get(funding), found));
            }
        }
        Set.copyOf(fundings.keySet()).forEach(this::tellIfDeep);
        spends.forEach((txid, spend) -> tellIfBuried(spend));
        chain.feeRates().thenAccept(view::feeRates);
        listeners.forEach(ref -> channels.accept(ref, new Command.NewBlock(block.height())));
    }

    private void disconnected(Block block) {
        view.advance(block.parent());
        fundings.replaceAll((outPoint, watch) -> watch.place().filter(p -> p.blockHeight() == block.height())
                .map(p -> new Watch(watch.ref(), watch.wanted(), Optional.empty(), watch.told())).orElse(watch));
        spends.values().removeIf(spend -> spend.height() == block.height());
    }

    private void spent(ChannelRef ref, Bytes32 txid, int height) {
        spends.put(txid, new Spend(ref, height));
        channels.accept(ref, new Command.FundingOutputSpent(txid, height));
    }

    private void tellIfBuried(Spend spend) {
        if (view.tip().height() - spend.height() + 1 >= buriedDepth) {
            channels.accept(spend.ref(), new Command.SpendBuried(view.tip().height()));
        }
    }

    /** After a restart the spend is looked up again; otherwise it is known from the block it was in. */
    private void watchSpend(WatchSpend watch) {
        Spend known = spends.get(watch.txid());
        if (known != null) {
            tellIfBuried(known);
            return;
        }
        ActorRef<Message> self = getContext().getSelf();
        int tip = view.tip().height();
        height(watch.txid(), tip, Math.max(0, tip - MAX_LOOK_BACK)).thenAccept(found ->
                found.ifPresent(height -> self.tell(new SpendFound(watch.ref(), watch.txid(), height))));
    }

    private CompletionStage<Optional<Integer>> height(Bytes32 txid, int height, int lowest) {
        if (height < lowest) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return chain.block(height).thenCompose(block -> block.isPresent() && block.get().transactions().stream()
                .anyMatch(tx -> tx.txid().equals(txid))
                ? CompletableFuture.completedFuture(Optional.of(height)) : height(txid, height - 1, lowest));
    }
}
