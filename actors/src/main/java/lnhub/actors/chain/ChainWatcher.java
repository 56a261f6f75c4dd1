package lnhub.actors.chain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the chain for all channels of this process and tells each what concerns it: blocks, its funding output
 * confirmed deep enough, its outputs spent, blocks that are gone. Channels ask again after a restart, so nothing here
 * is durable.
 */
public final class ChainWatcher extends AbstractBehavior<ChainWatcher.Message> {
    private static final Logger LOG = LoggerFactory.getLogger(ChainWatcher.class);

    /** What the watcher receives. */
    public sealed interface Message {
    }

    /** Tell this channel of every block. */
    public record Blocks(ChannelRef ref) implements Message {
    }

    public record WatchFunding(ChannelRef ref, Effect.WatchFunding watch) implements Message {
    }

    public record WatchOutputs(ChannelRef ref, Effect.WatchOutputs watch) implements Message {
    }

    /** The channel has ended, or has forgotten what it was told last: what it asks for next is looked up anew. */
    public record Forget(ChannelRef ref) implements Message {
    }

    private record Connected(Block block, CompletableFuture<Void> done) implements Message {
    }

    private record Disconnected(Block block, CompletableFuture<Void> done) implements Message {
    }

    private record Unconfirmed(ChainTransaction transaction) implements Message {
    }

    private record Placed(ChannelRef ref, Fundings.Found found) implements Message {
    }

    /**
     * What was looked up for a channel.
     *
     * @param abandoned how many blocks had been abandoned when the look-up began
     * @param undoneFrom the lowest block the channel has seen that is gone, if one is
     * @param tip where the chain was afterwards
     */
    private record LookedUp(ChannelRef ref, Set<OutPoint> outputs, long abandoned, Optional<Integer> undoneFrom,
            List<SpendSearch.Found> spends, Tip tip) implements Message {
    }

    /** They are looked up when the channel asks again. */
    private record NotLookedUp(ChannelRef ref, Set<OutPoint> outputs) implements Message {
    }

    private final Chain chain;
    private final ChainView view;
    private final BiConsumer<ChannelRef, Command> channels;
    private final Consumer<Throwable> blind;
    private final Set<ChannelRef> listeners = new HashSet<>();
    private final Fundings fundings;
    private final WatchedOutputs outputs = new WatchedOutputs();
    /** Channels whose seen blocks were compared with the chain since this process started. */
    private final Set<ChannelRef> compared = new HashSet<>();
    /** Channels whose outputs were looked up in a chain that we do not know yet up to this height. */
    private final Map<ChannelRef, Integer> ahead = new HashMap<>();
    private long abandoned;

    /** @param blind told why nothing of the chain will be heard any more: a node must not go on like that */
    public static Behavior<Message> create(Chain chain, ChainView view, BiConsumer<ChannelRef, Command> channels,
            Consumer<Throwable> blind) {
        return Behaviors.setup(context -> new ChainWatcher(chain, view, channels, blind, context));
    }

    private ChainWatcher(Chain chain, ChainView view, BiConsumer<ChannelRef, Command> channels,
            Consumer<Throwable> blind, ActorContext<Message> context) {
        super(context);
        this.blind = blind;
        this.chain = chain;
        this.view = view;
        this.channels = channels;
        this.fundings = new Fundings(channels);
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
            public void unconfirmed(ChainTransaction transaction) {
                self.tell(new Unconfirmed(transaction));
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
        try {
            receive(message);
        } catch (RuntimeException | Error failed) {
            blind.accept(failed);
            throw failed;
        }
        return this;
    }

    private void receive(Message message) {
        switch (message) {
            case Blocks blocks -> listeners.add(blocks.ref());
            case WatchFunding watch -> watchFunding(watch);
            case WatchOutputs watch -> watchOutputs(watch.ref(), watch.watch());
            case Forget forget -> forget(forget.ref());
            case Unconfirmed seen -> spenders(seen.transaction(), (ref, output) -> channels.accept(ref,
                    new Command.OutputSpentUnconfirmed(output, seen.transaction().raw())));
            case Connected connected -> {
                connected(connected.block());
                connected.done().complete(null);
            }
            case Disconnected disconnected -> {
                disconnected(disconnected.block());
                disconnected.done().complete(null);
            }
            case Placed placed -> fundings.confirmed(placed.ref(), placed.found(), view.tip().height());
            case LookedUp result -> lookedUp(result);
            case NotLookedUp failed -> notLookedUp(failed.ref(), failed.outputs());
        }
    }

    private void forget(ChannelRef ref) {
        listeners.remove(ref);
        fundings.forget(ref);
        outputs.unwatch(ref);
        compared.remove(ref);
        ahead.remove(ref);
    }

    // --- funding outputs ---

    private void watchFunding(WatchFunding request) {
        OutPoint funding = request.watch().funding();
        if (outputs.isWatched(request.ref(), funding)) {
            return;
        }
        fundings.watch(request.ref(), request.watch());
        outputs.watch(request.ref(), funding);
        long began = abandoned;
        tellSelf(request.ref(), Set.of(funding), lookUp(request.ref(), funding).thenCompose(found -> found.isPresent()
                ? CompletableFuture.completedFuture(List.<SpendSearch.Found>of())
                : SpendSearch.find(chain, Set.of(funding), view.tip().height(), request.watch().sinceHeight()))
                .thenCompose(spends -> chain.tip().thenApply(tip -> new LookedUp(request.ref(), Set.of(funding), began,
                        Optional.empty(), spends, tip))));
    }

    private void tellSelf(ChannelRef ref, Set<OutPoint> looked, CompletionStage<LookedUp> result) {
        ActorRef<Message> self = getContext().getSelf();
        result.whenComplete((found, failure) -> {
            if (failure != null) {
                LOG.warn("channel {}: {} outputs could not be looked up, it will ask again: {}", ref, looked.size(),
                        failure.getMessage());
                self.tell(new NotLookedUp(ref, looked));
            } else {
                self.tell(found);
            }
        });
    }

    private CompletionStage<Optional<Fundings.Found>> lookUp(ChannelRef ref, OutPoint funding) {
        ActorRef<Message> self = getContext().getSelf();
        return chain.unspentOutput(funding).thenCompose(unspent -> unspent.isEmpty()
                ? CompletableFuture.completedFuture(Optional.<Fundings.Found>empty())
                : chain.block(unspent.get().height()).thenApply(block -> block.flatMap(b -> Fundings.in(b, funding))))
                .thenApply(found -> {
                    found.ifPresent(place -> self.tell(new Placed(ref, place)));
                    return found;
                });
    }

    // --- outputs of channels on chain ---

    /** What was spent before it was watched is looked up; what the channel has seen is compared with the chain once. */
    private void watchOutputs(ChannelRef ref, Effect.WatchOutputs request) {
        Set<OutPoint> fresh = new HashSet<>(request.outputs());
        fresh.removeIf(output -> outputs.isWatched(ref, output));
        boolean first = compared.add(ref);
        if (fresh.isEmpty() && !first) {
            return;
        }
        fresh.forEach(output -> outputs.watch(ref, output));
        long began = abandoned;
        CompletionStage<Optional<Integer>> gone = first ? firstGone(request.seen())
                : CompletableFuture.completedFuture(Optional.empty());
        tellSelf(ref, fresh, gone.thenCompose(undone ->
                SpendSearch.find(chain, fresh, view.tip().height(), request.fromHeight()).thenCompose(spends ->
                        chain.tip().thenApply(tip -> new LookedUp(ref, fresh, began, undone, spends, tip)))));
    }

    private CompletionStage<Optional<Integer>> firstGone(Map<Integer, Bytes32> seen) {
        CompletionStage<Optional<Integer>> result = CompletableFuture.completedFuture(Optional.empty());
        for (Map.Entry<Integer, Bytes32> block : new TreeMap<>(seen).entrySet()) {
            result = result.thenCombine(chain.block(block.getKey()), (gone, found) -> gone.isPresent()
                    || found.map(Block::hash).equals(Optional.of(block.getValue()))
                    ? gone : Optional.of(block.getKey()));
        }
        return result;
    }

    private void lookedUp(LookedUp result) {
        ChannelRef ref = result.ref();
        if (result.abandoned() != abandoned) {
            // What was found may be in a block that is gone, and was told to be gone before it is told at all.
            notLookedUp(ref, result.outputs());
            return;
        }
        result.undoneFrom().ifPresent(height -> channels.accept(ref, new Command.BlocksUndone(height)));
        if (result.spends().isEmpty()) {
            fundings.tellIfUnconfirmed(ref, result.outputs());
        }
        result.spends().forEach(found -> channels.accept(ref, new Command.OutputSpent(found.output(),
                found.transaction().raw(), found.block().height(), found.block().hash())));
        lookIntoMempool(ref, result.outputs());
        if (result.undoneFrom().isPresent()) {
            // Another transaction may have spent the funding output, in an earlier block: all is looked up again.
            outputs.unwatch(ref);
        } else {
            ahead.merge(ref, result.tip().height(), Math::max);
            tellCaughtUp(view.tip().height());
        }
    }

    /** What came into the mempool before it was watched for, perhaps before a restart. */
    private void lookIntoMempool(ChannelRef ref, Set<OutPoint> watched) {
        ActorRef<Message> self = getContext().getSelf();
        chain.unconfirmedSpends(watched).whenComplete((spends, failure) -> {
            if (failure == null) {
                spends.forEach(spend -> self.tell(new Unconfirmed(spend)));
            } else {
                LOG.warn("channel {}: what spends its outputs in the mempool is not known until a block has it: {}",
                        ref, failure.getMessage());
            }
        });
    }

    private void notLookedUp(ChannelRef ref, Set<OutPoint> looked) {
        outputs.unwatch(ref, looked);
        compared.remove(ref);
    }

    /** What the chain had when it was asked is told once its blocks have come up to there. */
    private void tellCaughtUp(int height) {
        List<ChannelRef> there = ahead.entrySet().stream().filter(waiting -> waiting.getValue() <= height)
                .map(Map.Entry::getKey).toList();
        there.forEach(ref -> {
            ahead.remove(ref);
            channels.accept(ref, new Command.CaughtUp(height));
        });
    }

    private void spenders(ChainTransaction transaction, BiConsumer<ChannelRef, OutPoint> told) {
        for (ChainTransaction.Input input : transaction.inputs()) {
            outputs.channels(input.outPoint()).forEach(ref -> told.accept(ref, input.outPoint()));
        }
    }

    // --- blocks ---

    private void connected(Block block) {
        view.advance(block.tip());
        for (ChainTransaction transaction : block.transactions()) {
            spenders(transaction, (ref, output) -> channels.accept(ref, new Command.OutputSpent(output,
                    transaction.raw(), block.height(), block.hash())));
            fundings.mined(transaction, block);
        }
        fundings.tellDeep(block.height());
        askForFeeRates();
        listeners.forEach(ref -> channels.accept(ref, new Command.NewBlock(block.height())));
        tellCaughtUp(block.height());
    }

    private void askForFeeRates() {
        chain.feeRates().whenComplete((rates, failure) -> {
            if (failure == null) {
                view.feeRates(rates);
            } else {
                LOG.warn("fee rates are not known anew, those of an earlier block hold on: {}", failure.getMessage());
            }
        });
    }

    private void disconnected(Block block) {
        abandoned++;
        view.advance(block.parent());
        fundings.undone(block.height());
        listeners.forEach(ref -> channels.accept(ref, new Command.BlocksUndone(block.height())));
    }
}
