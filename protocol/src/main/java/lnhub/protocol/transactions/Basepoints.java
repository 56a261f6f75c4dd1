package lnhub.protocol.transactions;

import lnhub.protocol.crypto.PublicKey;

/** The points one side announces for a channel in open_channel or accept_channel (BOLT 2). */
public record Basepoints(
        PublicKey funding,
        PublicKey revocation,
        PublicKey payment,
        PublicKey delayedPayment,
        PublicKey htlc) {
}
