package lnhub.protocol.channel;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** How an HTLC ends. */
public sealed interface Settlement {

    record Fulfilled(Bytes32 preimage) implements Settlement {
    }

    /** Failed by the peer we offered it to. @param reason the onion-encrypted failure as received (BOLT 4) */
    record Failed(Bytes reason) implements Settlement {
    }

    /** The peer we offered it to could not read its onion. @param failureCode has the BADONION bit */
    record FailedMalformed(int failureCode, Bytes32 sha256OfOnion) implements Settlement {
    }

    /** Failed by this node before it was ever offered on. @param failure an encoded failure message (BOLT 4), clear */
    record Rejected(Bytes failure) implements Settlement {
    }

    default boolean isFulfilled() {
        return this instanceof Fulfilled;
    }
}
