package lnhub.actors.gossip;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Unspent;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.gossip.FundingOutput;
import lnhub.routing.gossip.NetworkView;
import lnhub.routing.gossip.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the chain says of channels: that their funding output is there, and one day that it is spent. */
final class ChainSide {
    private static final Logger LOG = LoggerFactory.getLogger(ChainSide.class);
    private static final int UNKNOWN = -1;

    private final ActorContext<GossipCommand> context;
    private final TimerScheduler<GossipCommand> timers;
    private final GossipServices services;
    private final Judging judging;
    private final IntConsumer heights;
    private final BiConsumer<FundingLookups.Lookup, Outcome> funded;
    private final FundingLookups lookups;
    private final Spends spends = new Spends();
    private Optional<Subscription> blocks = Optional.empty();
    /** Answers of the chain that the rules have not spoken about yet. */
    private int beingJudged;
    private int blockHeight = UNKNOWN;
    /** Of the last block whose spends are in the view. */
    private int judgedHeight = UNKNOWN;

    /** @param heights told every new height @param funded told what the rules made of a funding output */
    ChainSide(ActorContext<GossipCommand> context, TimerScheduler<GossipCommand> timers, GossipServices services,
            Judging judging, IntConsumer heights, BiConsumer<FundingLookups.Lookup, Outcome> funded) {
        this.context = context;
        this.timers = timers;
        this.services = services;
        this.judging = judging;
        this.heights = heights;
        this.funded = funded;
        this.lookups = new FundingLookups(services.limits().lookupsAtOnce(), this::ask);
        askTip();
    }

    /** Before this nothing can be judged: whether a channel is buried deep enough depends on it. */
    boolean isKnown() {
        return blockHeight != UNKNOWN;
    }

    int blockHeight() {
        return blockHeight;
    }

    /** As high as the blocks go whose spends the graph shows. */
    int judgedHeight() {
        return judgedHeight;
    }

    Optional<OutPoint> funding(ShortChannelId shortChannelId) {
        return spends.funding(shortChannelId);
    }

    /** Channels that a sibling has looked up enter the graph: watched from now on. */
    void takingOver(List<SharedGossip.Funded> channels) {
        channels.forEach(channel -> channel.funding().ifPresent(
                outPoint -> spends.watch(outPoint, channel.shortChannelId())));
        beingJudged++;
    }

    /** They have entered. */
    void tookOver() {
        beingJudged--;
    }

    FundingLookups lookups() {
        return lookups;
    }

    void close() {
        blocks.ifPresent(Subscription::close);
    }

    void start(Internal.Start m) {
        blocks = Optional.of(services.chain().subscribe(m.tip().height() + 1, new BlockFeed(context.getSelf())));
        judgedHeight = m.tip().height();
        height(m.tip().height());
    }

    void answered(Internal.FundingAnswer m) {
        Optional<FundingLookups.Lookup> lookup = lookups.answered(m.shortChannelId());
        if (lookup.isEmpty()) {
            return;
        }
        long now = services.nowSeconds();
        Optional<FundingOutput> output =
                m.unspent().map(unspent -> new FundingOutput(unspent.scriptPubkey(), unspent.amountSat()));
        // Watched before the rules have spoken, because a block may come before they do.
        m.unspent().map(Unspent::outPoint).ifPresent(outPoint -> spends.watch(outPoint, m.shortChannelId()));
        beingJudged++;
        judging.submit(view -> view.fundingAnswered(m.shortChannelId(), output, now), outcome -> {
            beingJudged--;
            funded.accept(lookup.get(), outcome);
        });
    }

    void failed(Internal.ChainFailed m) {
        LOG.warn("the chain does not answer, gossip waits {}: {}", services.limits().retry(), m.cause().toString());
        m.shortChannelId().ifPresent(lookups::failed);
        timers.startSingleTimer("chain", new Internal.AskChain(), services.limits().retry());
    }

    void askAgain() {
        lookups.resume();
        if (!isKnown()) {
            askTip();
        }
    }

    void connected(Internal.BlockConnected m) {
        lookups.blockSeen();
        List<ShortChannelId> closed = spends.closedBy(m.spent());
        long now = services.nowSeconds();
        judging.submit(view -> {
            NetworkView next = view;
            for (ShortChannelId shortChannelId : closed) {
                next = next.fundingSpent(shortChannelId, m.height());
            }
            return new Outcome.Accepted(next.pruned(m.height(), now), List.of());
        }, outcome -> {
            judgedHeight = m.height();
            // What has left the graph, or never entered it; but not what is about to enter.
            if (beingJudged == 0) {
                spends.keepOnly(judging.view().graph());
            }
            m.done().complete(null);
        });
        height(m.height());
    }

    void disconnected(Internal.BlockDisconnected m) {
        lookups.blockSeen();
        judging.submit(view -> new Outcome.Accepted(view.rolledBackTo(m.height() - 1), List.of()),
                outcome -> {
                    judgedHeight = m.height() - 1;
                    m.done().complete(null);
                });
        height(m.height() - 1);
    }

    private void height(int height) {
        blockHeight = height;
        heights.accept(height);
    }

    private void askTip() {
        context.pipeToSelf(services.chain().tip(), (tip, failure) -> failure == null
                ? new Internal.Start(tip) : new Internal.ChainFailed(Optional.empty(), failure));
    }

    private void ask(ShortChannelId shortChannelId) {
        context.pipeToSelf(services.chain().unspentOutput(shortChannelId), (unspent, failure) -> failure == null
                ? new Internal.FundingAnswer(shortChannelId, unspent)
                : new Internal.ChainFailed(Optional.of(shortChannelId), failure));
    }
}
