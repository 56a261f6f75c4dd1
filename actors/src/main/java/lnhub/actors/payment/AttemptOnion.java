package lnhub.actors.payment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.onion.BuiltOnion;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.onion.OnionBuilder;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The onion of an attempt (BOLT 4): the same order and attempt always give the same one. */
final class AttemptOnion {
    private AttemptOnion() {
    }

    static Bytes32 sessionKey(SecretSource secrets) {
        Bytes32 key = secrets.next();
        while (!Secp256k1.isValid(PrivateKey.wrap(key.toArray()))) {
            key = secrets.next();
        }
        return key;
    }

    /** @throws IllegalArgumentException when the route does not fit into an onion or has an invalid node id */
    static Offer offer(PaymentOrder order, AttemptStarted attempt) {
        RouteHop first = attempt.hops().getFirst();
        return new Offer(new Origin.Local(order.paymentHash(), attempt.number()), 0, first.amountMsat(),
                order.paymentHash(), first.cltvExpiry(), build(order, attempt).onion());
    }

    private static BuiltOnion build(PaymentOrder order, AttemptStarted attempt) {
        List<RouteHop> hops = attempt.hops();
        List<PublicKey> nodeIds = new ArrayList<>(hops.size());
        List<Bytes> payloads = new ArrayList<>(hops.size());
        for (int i = 0; i < hops.size(); i++) {
            nodeIds.add(hops.get(i).nodeId());
            payloads.add((i == hops.size() - 1 ? last(order, hops.get(i)) : forward(hops.get(i + 1))).encode());
        }
        PrivateKey sessionKey = PrivateKey.wrap(attempt.sessionKey().toArray());
        return OnionBuilder.build(sessionKey, nodeIds, payloads, order.paymentHash());
    }

    private static HopPayload forward(RouteHop next) {
        return new HopPayload.Forward(next.shortChannelId(), next.amountMsat(), next.cltvExpiry());
    }

    /** One HTLC pays all, so total_msat is its amount (BOLT 4, "Basic Multi-Part Payments"). */
    private static HopPayload last(PaymentOrder order, RouteHop hop) {
        return new HopPayload.Final(hop.amountMsat(), hop.cltvExpiry(), order.paymentSecret(), hop.amountMsat(),
                order.paymentMetadata(), Optional.empty());
    }

    /** What a settlement other than a preimage says. */
    static AttemptFailed read(PaymentOrder order, AttemptStarted attempt, Settlement settlement, long atMs) {
        return switch (settlement) {
            case Settlement.Fulfilled paid -> throw new IllegalArgumentException("the attempt did not fail");
            case Settlement.Failed failed -> FailureOnion.unwrap(build(order, attempt).sharedSecrets(), failed.reason())
                    .map(read -> failed(attempt, read.hopIndex() + 1, read.failure().code(), atMs))
                    .orElseGet(() -> failed(attempt, AttemptFailed.UNREADABLE, AttemptFailed.UNREADABLE, atMs));
            // A node reports what the next one could not read (BOLT 2, "Removing an HTLC"); here it is this one.
            case Settlement.FailedMalformed malformed -> failed(attempt, 0, malformed.failureCode(), atMs);
            case Settlement.Rejected rejected ->
                    failed(attempt, 0, FailureMessage.decode(rejected.failure()).code(), atMs);
        };
    }

    private static AttemptFailed failed(AttemptStarted attempt, int source, int code, long atMs) {
        return new AttemptFailed(attempt.number(), source, code, atMs);
    }
}
