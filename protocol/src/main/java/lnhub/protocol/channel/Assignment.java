package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.units.Bytes32;

/** Where an incoming HTLC goes. Recorded before anybody is told of it: at most one outgoing HTLC per incoming one. */
public sealed interface Assignment {

    /** The secret its onion was peeled with: failures are encrypted with it on their way back (BOLT 4). */
    Bytes32 sharedSecret();

    /**
     * To another of our channels.
     *
     * @param outgoing only its recorded refusal allows another one
     * @param refused the channels that have refused before: each is tried once
     */
    record ToChannel(Bytes32 sharedSecret, ChannelRef outgoing, long amountOutMsat, List<ChannelRef> refused)
            implements Assignment {
    }

    /** To this node itself. */
    record ToPayee(Bytes32 sharedSecret) implements Assignment {
    }
}
