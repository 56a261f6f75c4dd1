package lnhub.actors.node;

import lnhub.actors.chain.shared.WalletRegistrations;
import lnhub.actors.directory.DirectoryRegistrations;
import lnhub.actors.gossip.GossipRegistrations;
import lnhub.actors.payment.PaymentRegistrations;
import lnhub.actors.peer.PeerEvent;
import lnhub.actors.peer.PeerMessage;
import lnhub.actors.peer.PeerState;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.persistence.kryo.Registrations;

/**
 * Everything a node stores and its processes tell each other: the table of {@link Registrations} with the entities of
 * this module.
 */
public final class NodeRegistry {

    private NodeRegistry() {
    }

    public static KryoRegistry create() {
        return KryoRegistry.builder().with(Registrations::protocol).with(NodeRegistry::peers)
                .with(PaymentRegistrations::register).with(MessageRegistrations::register)
                .with(DirectoryRegistrations::register).with(WalletRegistrations::register)
                .with(GossipRegistrations::register).build();
    }

    /** 400 to 499: peers. */
    private static void peers(KryoRegistry.Builder table) {
        table.register(400, PeerEvent.Reached.class, 1);
        table.register(401, PeerState.class, 1);
        table.register(402, PeerMessage.Address.class, 1);
        table.register(403, PeerEvent.ChannelBegun.class, 1);
        table.register(404, PeerEvent.ChannelEnded.class, 1);
    }
}
