package lnhub.routing.gossip;

import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.GossipMessage;

/** What became of a gossip message. Unless a new view is given, the old one stands. */
public sealed interface Outcome {

    /** It changed the view. @param relay what peers whose filter lets it through should get, in this order */
    record Accepted(NetworkView view, List<GossipMessage> relay) implements Outcome {
        public Accepted {
            relay = List.copyOf(relay);
        }
    }

    /** It is harmless but of no use. */
    record Ignored(IgnoreReason reason) implements Outcome {
    }

    /** The sender broke a rule: send a warning with this text and, if so said, close the connection. */
    record Rejected(String reason, boolean close) implements Outcome {
    }

    /**
     * The signatures are right; now ask the chain for the output, and bring its answer to
     * {@link NetworkView#fundingAnswered}, whatever it is: the channel waits in the view until then.
     *
     * @param fundingScript the P2WSH scriptPubKey that the output must have
     */
    record NeedsFunding(NetworkView view, ShortChannelId shortChannelId, Bytes fundingScript) implements Outcome {
    }
}
