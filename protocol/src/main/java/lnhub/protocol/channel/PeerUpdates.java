package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.UpdateAddHtlc;
import lnhub.protocol.wire.UpdateFailHtlc;
import lnhub.protocol.wire.UpdateFailMalformedHtlc;
import lnhub.protocol.wire.UpdateFee;
import lnhub.protocol.wire.UpdateFulfillHtlc;
import lnhub.protocol.wire.UpdateMessage;

/** The peer's update_ messages. They are only remembered, not recorded, until its commitment_signed covers them. */
final class PeerUpdates {

    private PeerUpdates() {
    }

    static Decision receive(Normal state, Link link, UpdateMessage message, Context context) {
        return switch (message) {
            case UpdateAddHtlc add -> add(state, link, add);
            case UpdateFulfillHtlc fulfill -> fulfill(state, link, fulfill);
            case UpdateFailHtlc fail -> fail(state, link, fail.id(), new Settlement.Failed(fail.reason()));
            case UpdateFailMalformedHtlc malformed -> {
                Violation.check((malformed.failureCode() & FailureMessage.BADONION) != 0,
                        "failure_code " + malformed.failureCode() + " lacks the BADONION bit");
                yield fail(state, link, malformed.id(),
                        new Settlement.FailedMalformed(malformed.failureCode(), malformed.sha256OfOnion()));
            }
            case UpdateFee fee -> fee(state, link, fee, context);
        };
    }

    private static Decision add(Normal state, Link link, UpdateAddHtlc message) {
        Violation.check(state.funded().remoteShutdown().isEmpty(), "update_add_htlc after shutdown");
        Violation.check(ChannelTlvs.pathKey(message.tlvs()).isEmpty(), "route blinding was not negotiated");
        Commitments commitments = state.funded().commitments();
        long expected = commitments.nextReceivedId()
                + link.received().stream().filter(Update.Add.class::isInstance).count();
        Update.Add add = new Update.Add(message.id(), message.amountMsat(), message.paymentHash(),
                message.cltvExpiry(), message.onion(), Optional.empty());
        Link receiving = link.receiving(add);
        Tally next = Tally.of(commitments, View.LOCAL_NEXT, receiving.received());
        Limits.checkReceived(add, commitments.params(), next, expected);
        return Decision.none(receiving);
    }

    /** A preimage is ours for good the moment it arrives: it travels upstream at once. */
    private static Decision fulfill(Normal state, Link link, UpdateFulfillHtlc message) {
        Htlc.Offered htlc = removable(state, link, message.id());
        Violation.check(Hashes.sha256(message.preimage().unsafeArray()).equals(htlc.paymentHash()),
                "payment_preimage does not match the payment_hash of HTLC " + message.id());
        Settlement outcome = new Settlement.Fulfilled(message.preimage());
        return Decision.of(link.receiving(new Update.Remove(message.id(), outcome)),
                new Effect.SettleUpstream(htlc.origin(), outcome));
    }

    private static Decision fail(Normal state, Link link, long id, Settlement outcome) {
        removable(state, link, id);
        return Decision.none(link.receiving(new Update.Remove(id, outcome)));
    }

    private static Htlc.Offered removable(Normal state, Link link, long id) {
        Optional<Htlc.Offered> htlc = state.funded().commitments().offered().get(id)
                .filter(h -> h.stage() == Stage.IRREVOCABLE && h.removal().isEmpty());
        Violation.check(htlc.isPresent() && !link.isRemovedByPeer(id),
                "HTLC " + id + " is not one that can be removed now");
        return htlc.get();
    }

    private static Decision fee(Normal state, Link link, UpdateFee message, Context context) {
        Violation.check(!state.funded().params().funder(), "update_fee from the side that does not pay the fee");
        ChannelPolicy policy = context.policy();
        Violation.check(message.feeratePerKw() >= policy.minFeeratePerKw()
                && message.feeratePerKw() <= policy.maxFeeratePerKw(), "feerate_per_kw "
                + Integer.toUnsignedString(message.feeratePerKw()) + " is not between " + policy.minFeeratePerKw()
                + " and " + policy.maxFeeratePerKw());
        // The last one counts; keeping the others would let a peer fill our memory with them.
        List<Update> received = new ArrayList<>(link.received());
        received.removeIf(Update.Fee.class::isInstance);
        received.add(new Update.Fee(message.feeratePerKw()));
        return Decision.none(link.receiving(received));
    }
}
