package lnhub.actors.channel;

import akka.actor.typed.ActorRef;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import lnhub.actors.chain.ChainWatcher;
import lnhub.actors.chain.Publisher;
import lnhub.actors.chain.Wallet;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.gossip.GossipCommand;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Context;
import lnhub.protocol.channel.Relay;
import lnhub.protocol.channel.Signer;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * What a channel needs of the node around it.
 *
 * @param blockHeight of the best block known
 * @param heightForDeadlines what its height may be by now, for judging new HTLCs
 * @param feeratePerKw what a commitment should pay now
 * @param feerates what other transactions should pay, and must
 * @param residents the channels of this process
 * @param directory our channels as forwarding and payments see them
 * @param tick how often debts are repeated
 * @param lost whether our database was found to be older than a channel's state may be: it is only closed by the peer
 * @param signDelay how long updates gather for each HTLC that must be signed again
 */
public record ChannelServices(PublicKey nodeId, Bytes32 chainHash, ChannelPolicy policy, Clock clock,
        IntSupplier blockHeight, IntSupplier heightForDeadlines, IntSupplier feeratePerKw,
        Context.Feerates feerates, Function<ChannelRef, Signer> signers, Context.NodeKey nodeKey, Relay relay,
        Residents residents, LocalChannels directory, ActorRef<ChainWatcher.Message> chain, Publisher publisher,
        Wallet wallet,
        ActorRef<GossipCommand> gossip, ActorRef<ForwardLog.Store> forwardLog, ActorRef<RevokedLog.Message> revokedLog,
        Payees payees, Duration tick, Duration signDelay, Predicate<ChannelRef> lost) {
}
