package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;

/** Chooses the channel that carries an HTLC on, by what the onion asks for and by our policies. */
public interface Relay {

    /**
     * @param refused channels that have already refused this HTLC
     * @param blockHeight that the chain may have reached, by which deadlines are to be judged
     */
    Choice choose(Htlc.Received incoming, HopPayload.Forward payload, List<ChannelRef> refused, int blockHeight);

    sealed interface Choice {
        record Via(ChannelRef outgoing) implements Choice {
        }

        record Decline(FailureMessage failure) implements Choice {
        }
    }
}
