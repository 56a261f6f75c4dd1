package lnhub.actors.payment;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/** Finds a way for a payment, in the graph of the network and this node's own channels as they are now. */
@FunctionalInterface
public interface RouteFinder {

    /** Must not block, and must complete: a long search does so later, on a thread of its own. */
    CompletionStage<Answer> find(PaymentOrder order, Avoided avoided);

    sealed interface Answer {

        /**
         * @param channel ours, the first of the route
         * @param hops from the first HTLC, in that channel, to the one that the destination gets; the expiries are
         *     as of the best block
         */
        record Found(ChannelRef channel, List<RouteHop> hops) implements Answer {
            public Found {
                hops = List.copyOf(hops);
            }
        }

        record None(PaymentFailure reason) implements Answer {
        }
    }

    /** What this payment's earlier attempts ran into. */
    record Avoided(Set<PublicKey> nodes, Set<AvoidedChannel> channels) {
        public static final Avoided NOTHING = new Avoided(Set.of(), Set.of());

        public Avoided {
            nodes = Set.copyOf(nodes);
            channels = Set.copyOf(channels);
        }
    }

    /** A channel in one direction. @param from who would forward over it; our own node for our own channels */
    record AvoidedChannel(ShortChannelId shortChannelId, PublicKey from) {
    }
}
