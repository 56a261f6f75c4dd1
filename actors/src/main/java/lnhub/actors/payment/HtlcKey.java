package lnhub.actors.payment;

import lnhub.protocol.channel.ChannelRef;

/** Names an incoming HTLC for ever: ids of one channel are never used twice (BOLT 2, "Adding an HTLC"). */
public record HtlcKey(ChannelRef channel, long htlcId) {
}
