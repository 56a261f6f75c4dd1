package lnhub.actors.api;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.Wallet;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.directory.AllProcesses;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.peer.PeerMessage;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Signer;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.graph.Graph;

/**
 * What the API needs of the node around it.
 *
 * @param processes asked for their channels and connections
 * @param endings told of every channel that has ended, once that is stored
 * @param graph the latest snapshot of the network
 * @param peerUpdates what the other end of a channel of ours asks for relaying to us
 * @param signers of our channels, for what a channel on chain can claim
 * @param ready when the node has recovered, is listening and follows the chain
 * @param stop stops it; completes when nothing of it runs any more
 */
public record ApiServices(ActorSystem<?> system, NodeFacts facts, Tables tables, LocalChannels channels,
        AllProcesses processes, Endings endings, Function<ChannelRef, RecipientRef<ChannelMessage>> channelEntities,
        Function<PublicKey, RecipientRef<PeerMessage>> peerEntities, Chain chain, ChainView view, Wallet wallet,
        Supplier<Graph> graph, BooleanSupplier syncedToGraph,
        Function<ShortChannelId, Optional<ChannelUpdate>> peerUpdates, Function<ChannelRef, Signer> signers,
        PaymentApi payments, InvoiceApi invoices, CompletionStage<Void> ready, Supplier<CompletionStage<Void>> stop) {
}
