package lnhub.protocol.channel;

import lnhub.protocol.units.Bytes32;

/** Why an HTLC was offered: whom its outcome must be told, and by what an offer made twice is recognised. */
public sealed interface Origin extends Comparable<Origin> {

    /** It carries on an incoming HTLC. At most one outgoing HTLC ever exists for one of these. */
    record Forwarded(ChannelRef incoming, long htlcId) implements Origin {
    }

    /** A payment of our own. @param attempt counts the attempts of one payment */
    record Local(Bytes32 paymentHash, long attempt) implements Origin {
    }

    /** Forwards first, by channel and HTLC; then payments, by hash and attempt. */
    @Override
    default int compareTo(Origin other) {
        return switch (this) {
            case Forwarded a when other instanceof Forwarded b -> {
                int byChannel = a.incoming.compareTo(b.incoming);
                yield byChannel != 0 ? byChannel : Long.compare(a.htlcId, b.htlcId);
            }
            case Local a when other instanceof Local b -> {
                int byHash = a.paymentHash.compareTo(b.paymentHash);
                yield byHash != 0 ? byHash : Long.compare(a.attempt, b.attempt);
            }
            case Forwarded a -> -1;
            case Local a -> 1;
        };
    }
}
