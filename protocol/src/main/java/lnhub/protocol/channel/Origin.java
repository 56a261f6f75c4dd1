package lnhub.protocol.channel;

import lnhub.protocol.units.Bytes32;

/** Why an HTLC was offered: whom its outcome must be told, and by what an offer made twice is recognised. */
public sealed interface Origin {

    /** It carries on an incoming HTLC. At most one outgoing HTLC ever exists for one of these. */
    record Forwarded(ChannelRef incoming, long htlcId) implements Origin {
    }

    /** A payment of our own. @param attempt counts the attempts of one payment */
    record Local(Bytes32 paymentHash, long attempt) implements Origin {
    }
}
