package lnhub.routing.forward;

import java.util.List;
import lnhub.protocol.units.Bytes32;

/** What {@link ForwardCheck} found. */
public sealed interface ForwardDecision {

    /** Offer it to the first of these channels; to the next one only once the last has durably refused. Not empty. */
    record Forward(List<Bytes32> channelIds) implements ForwardDecision {
        public Forward {
            channelIds = List.copyOf(channelIds);
        }
    }

    /** Fail the incoming HTLC. */
    record Refuse(ForwardFailure failure) implements ForwardDecision {
    }
}
