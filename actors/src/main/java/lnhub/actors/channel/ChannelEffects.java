package lnhub.actors.channel;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.ChainWatcher;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.PeerMessage;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/** Does what decisions want done. Nothing here decides anything. */
final class ChannelEffects {
    /** How many callers may wait for one channel. */
    private static final int MAX_WAITING = 16;

    /** The timer of the signature that updates are gathered for. */
    private static final String SIGN = "sign";

    private final ChannelRef ref;
    private final ChannelServices services;
    private final ClusterSharding sharding;
    private final ActorContext<ChannelMessage> context;
    private final TimerScheduler<ChannelMessage> timers;
    private final OnChainEffects onChain;
    private final PeerLink peer;
    private final List<ActorRef<Effect.Outcome>> waiting = new ArrayList<>();
    private boolean answered;
    private boolean registered;

    ChannelEffects(ChannelRef ref, ChannelServices services, ClusterSharding sharding,
            ActorContext<ChannelMessage> context, TimerScheduler<ChannelMessage> timers, PeerLink peer) {
        this.ref = ref;
        this.peer = peer;
        this.services = services;
        this.sharding = sharding;
        this.context = context;
        this.timers = timers;
        ActorRef<ChannelMessage> self = context.getSelf();
        this.onChain = new OnChainEffects(ref, services, command -> self.tell(new ChannelMessage.Tell(command)));
    }

    void expect(ActorRef<Effect.Outcome> replyTo) {
        if (waiting.size() >= MAX_WAITING) {
            replyTo.tell(new Effect.Outcome.Refused("too many callers wait for this channel already"));
        } else {
            waiting.add(replyTo);
        }
    }

    boolean hasAnswered() {
        return answered;
    }

    void recovered(ChannelState state) {
        ChannelEntity.channelId(state).ifPresent(id -> {
            if (state instanceof Live live) {
                register(live, id);
                // What was told to an incarnation that could not record it must be told again.
                services.chain().tell(new ChainWatcher.Forget(ref));
                services.chain().tell(new ChainWatcher.Blocks(ref));
            }
        });
    }

    void stateChanged(ChannelState before, ChannelState after) {
        if (after instanceof Live live && !(before instanceof Live)) {
            register(live, live.funded().params().channelId());
            services.chain().tell(new ChainWatcher.Blocks(ref));
            timers.startTimerWithFixedDelay("tick", new ChannelMessage.Tick(), services.tick());
        }
        if (before instanceof Live && !(after instanceof Live)) {
            services.chain().tell(new ChainWatcher.Forget(ref));
            ((Live) before).funded().shortChannelId().ifPresent(id ->
                    services.gossip().tell(new GossipCommand.LocalChannelClosed(id)));
        }
    }

    /** Our channel_update follows from it. A channel that ended is first unusable, then gone. */
    void tellGossip(LocalChannel channel) {
        ChannelParams params = channel.params();
        services.gossip().tell(new GossipCommand.LocalChannel(ref, channel.shortChannelId(), channel.peer(),
                params.capacitySat(), params.announced(), channel.usable(), channel.policy(), peer.connection()));
    }

    /** Whoever hosts it next speaks for it in gossip. */
    void left(ChannelState state) {
        if (state instanceof Live live) {
            live.funded().shortChannelId().ifPresent(id ->
                    services.gossip().tell(new GossipCommand.LocalChannelLeft(id)));
        }
    }

    private void register(Live live, Bytes32 channelId) {
        sharding.entityRefFor(PeerEntity.KEY, live.funded().params().remoteNodeId().toHex())
                .tell(new PeerMessage.Register(ref, channelId));
    }

    void registered() {
        registered = true;
    }

    /** Until the peer's entity has it durably: a peer must never hear that a channel with money in it is unknown. */
    void registerAgain(ChannelState state) {
        if (!registered && state instanceof Live live) {
            register(live, live.funded().params().channelId());
        }
    }

    /** Nothing is left of this channel that its peer could speak of. */
    void ended(PublicKey remoteNodeId) {
        sharding.entityRefFor(PeerEntity.KEY, remoteNodeId.toHex()).tell(new PeerMessage.Ended(ref));
    }

    void run(List<? extends Effect> effects, ChannelState state) {
        boolean publishes = effects.stream().anyMatch(Effect.PublishTx.class::isInstance);
        for (Effect effect : effects) {
            if (effect instanceof Effect.PublishTx publish) {
                onChain.run(publish).thenRun(answerAfter(effects));
            } else if (!publishes || !(effect instanceof Effect.Answer)) {
                run(effect, state);
            }
        }
    }

    /** "Published" is said only once the chain has the transaction: blocks mined from then on can hold it. */
    private Runnable answerAfter(List<? extends Effect> effects) {
        ActorRef<ChannelMessage> self = context.getSelf();
        List<ChannelMessage> answers = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Answer answer) {
                answers.add(new ChannelMessage.Published(answer.outcome()));
            }
        }
        return () -> answers.forEach(self::tell);
    }

    private void run(Effect effect, ChannelState state) {
        switch (effect) {
            case Effect.SendBinding send -> peer.send(send.message());
            case Effect.Send send -> peer.send(send.message());
            case Effect.PublishTx publish -> onChain.run(publish);
            case Effect.PublishAgain publish -> onChain.run(publish);
            case Effect.PublishClaim publish -> onChain.publish(publish.publication());
            case Effect.PublishClaimAgain publish -> onChain.publish(publish.publication());
            case Effect.Disconnect disconnect -> peer.close(disconnect.reason());
            case Effect.RequestSign sign -> requestSign(sign);
            case Effect.FundChannel fund -> fund(fund);
            case Effect.ReleaseFunding release -> onChain.run(release);
            case Effect.WatchFunding watch -> onChain.run(watch);
            case Effect.WatchOutputs watch -> onChain.run(watch);
            case Effect.ReserveCoins reserve -> onChain.run(reserve);
            case Effect.ReleaseCoins release -> onChain.run(release);
            case Effect.StoreRevoked store -> onChain.run(store);
            case Effect.FindRevokedHtlcs find -> onChain.run(find);
            case Effect.ForgetRevoked forget -> onChain.run(forget);
            case Effect.Alert alert -> onChain.run(alert);
            case Effect.TellExpiring expiring -> tell(expiring.outgoing(),
                    new Command.UpstreamExpiring(new Origin.Forwarded(ref, expiring.htlcId())));
            case Effect.OfferTo offer -> tell(offer.outgoing(), new Command.OfferHtlc(offer.offer()));
            case Effect.Deliver deliver -> services.payees().deliver(ref, deliver);
            case Effect.TellTaken taken -> taken(taken.origin());
            case Effect.TellRefused refused -> refused(refused);
            case Effect.SettleUpstream settle -> settle(settle);
            case Effect.AckSettlement ack -> tell(ack.outgoing(),
                    new Command.SettleAcked(new Origin.Forwarded(ref, ack.htlcId())));
            case Effect.StoreForwards store ->
                    services.forwardLog().tell(new ForwardLog.Store(ref, store.forwards()));
            case Effect.AnnounceChannel announce -> services.gossip().tell(
                    new GossipCommand.LocalChannelAnnounced(announce.announcement(), announce.capacitySat()));
            case Effect.ChannelIdAssigned assigned ->
                    peer.tell(new ConnectionMessage.Route(assigned.channelId(), ref));
            case Effect.Answer answer -> answer(answer.outcome());
        }
    }

    /** At once, behind what already waits in the mailbox; or behind what comes within some time. */
    private void requestSign(Effect.RequestSign request) {
        ChannelMessage sign = new ChannelMessage.Tell(new Command.Sign());
        Duration wait = services.signDelay().multipliedBy(request.patience());
        if (wait.isZero()) {
            timers.cancel(SIGN);
            context.getSelf().tell(sign);
        } else {
            timers.startSingleTimer(SIGN, sign, wait);
        }
    }

    private void fund(Effect.FundChannel fund) {
        services.directory().funding(ref);
        context.pipeToSelf(services.publisher().fund(fund.script(), fund.amountSat(), fund.feeratePerKw()),
                (funded, failure) -> {
                    if (failure == null) {
                        return new ChannelMessage.Tell(new Command.FundingPrepared(funded.signedTx(),
                                new OutPoint(funded.txid(), funded.outputIndex())));
                    }
                    services.directory().notFunding(ref);
                    return new ChannelMessage.Tell(new Command.FundingFailed(
                            String.valueOf(StageFailure.cause(failure).getMessage())));
                });
    }

    private void tell(ChannelRef to, Command command) {
        EntityRef<ChannelMessage> entity = sharding.entityRefFor(ChannelEntity.KEY, to.toHex());
        entity.tell(new ChannelMessage.Tell(command));
    }

    private void taken(Origin origin) {
        switch (origin) {
            case Origin.Forwarded from -> tell(from.incoming(), new Command.OfferTaken(from.htlcId(), ref));
            case Origin.Local payment -> services.payees().taken(payment, ref);
        }
    }

    private void refused(Effect.TellRefused refused) {
        switch (refused.origin()) {
            case Origin.Forwarded from -> tell(from.incoming(),
                    new Command.OfferRefused(from.htlcId(), ref, refused.failure()));
            case Origin.Local payment -> services.payees().refused(payment, ref, refused.failure());
        }
    }

    private void settle(Effect.SettleUpstream settle) {
        switch (settle.origin()) {
            case Origin.Forwarded from -> tell(from.incoming(),
                    new Command.Settle(from.htlcId(), settle.settlement(), Optional.of(ref)));
            case Origin.Local payment -> services.payees().settled(payment, ref, settle.settlement());
        }
    }

    void answer(Effect.Outcome outcome) {
        answered = true;
        waiting.forEach(replyTo -> replyTo.tell(outcome));
        if (outcome instanceof Effect.Outcome.Refused) {
            waiting.clear();
        }
    }
}
