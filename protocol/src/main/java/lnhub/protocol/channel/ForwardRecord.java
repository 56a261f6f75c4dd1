package lnhub.protocol.channel;

/**
 * A forward that ended well: a line of the forwarding history.
 *
 * @param htlcId of the incoming HTLC; with {@code incoming} the key of the line
 * @param resolvedAtMs when its removal became irrevocable on the incoming channel, milliseconds since the epoch
 */
public record ForwardRecord(ChannelRef incoming, long htlcId, ChannelRef outgoing, long amountInMsat,
        long amountOutMsat, long resolvedAtMs) {

    public long feeMsat() {
        return amountInMsat - amountOutMsat;
    }
}
