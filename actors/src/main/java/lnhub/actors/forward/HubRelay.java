package lnhub.actors.forward;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Htlc;
import lnhub.protocol.channel.Relay;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.units.Bytes;
import lnhub.routing.forward.Candidate;
import lnhub.routing.forward.ForwardCheck;
import lnhub.routing.forward.ForwardDecision;
import lnhub.routing.forward.ForwardFailure;
import lnhub.routing.forward.ForwardLimits;
import lnhub.routing.forward.ForwardRequest;

/** Chooses the next channel by {@link ForwardCheck}'s rules, from the picture in {@link LocalChannels}. */
public final class HubRelay implements Relay {
    private final LocalChannels channels;
    private final ForwardLimits limits;

    public HubRelay(LocalChannels channels, ForwardLimits limits) {
        this.channels = channels;
        this.limits = limits;
    }

    @Override
    public Choice choose(Htlc.Received incoming, HopPayload.Forward payload, List<ChannelRef> refused,
            int blockHeight) {
        Optional<LocalChannel> named = channels.get(payload.shortChannelId());
        if (named.isEmpty()) {
            return new Choice.Decline(new FailureMessage.UnknownNextPeer());
        }
        // The named one first: its failure is the one the sender is told (BOLT 4, "Non-strict Forwarding").
        List<LocalChannel> able = new ArrayList<>(channels.with(named.get().peer()));
        able.sort(Comparator.comparing(channel -> !channel.ref().equals(named.get().ref())));
        List<Candidate> candidates = able.stream().filter(channel -> !refused.contains(channel.ref()))
                .map(HubRelay::candidate).toList();
        if (candidates.isEmpty()) {
            return new Choice.Decline(new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY));
        }
        ForwardRequest request = new ForwardRequest(incoming.amountMsat(), incoming.cltvExpiry(),
                payload.amountToForwardMsat(), payload.outgoingCltv(), incoming.paymentHash().hashCode());
        return switch (ForwardCheck.check(request, candidates, blockHeight, limits)) {
            case ForwardDecision.Forward forward ->
                    new Choice.Via(new ChannelRef(forward.channelIds().getFirst()));
            case ForwardDecision.Refuse refuse -> new Choice.Decline(message(refuse.failure()));
        };
    }

    private static Candidate candidate(LocalChannel channel) {
        return new Candidate(channel.ref().value(), List.of(channel.policy()), channel.sendableMsat(),
                channel.freeSlots(), channel.usable());
    }

    /**
     * Without a channel_update: a sender must not be told apart by applying it (BOLT 4, "Failure Messages"). Of a peer
     * that is away we say temporary_channel_failure, which BOLT 4 has for whatever is transient: Eclair cannot read a
     * channel_disabled with the two zero bytes that BOLT 4 demands, and would blame every node on the way.
     */
    private static FailureMessage message(ForwardFailure failure) {
        return switch (failure) {
            case ForwardFailure.UnknownNextPeer f -> new FailureMessage.UnknownNextPeer();
            case ForwardFailure.TemporaryChannelFailure f -> new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY);
            case ForwardFailure.AmountBelowMinimum f ->
                    new FailureMessage.AmountBelowMinimum(f.htlcMsat(), Bytes.EMPTY);
            case ForwardFailure.FeeInsufficient f -> new FailureMessage.FeeInsufficient(f.htlcMsat(), Bytes.EMPTY);
            case ForwardFailure.IncorrectCltvExpiry f ->
                    new FailureMessage.IncorrectCltvExpiry(f.cltvExpiry(), Bytes.EMPTY);
            case ForwardFailure.ExpiryTooSoon f -> new FailureMessage.ExpiryTooSoon(Bytes.EMPTY);
            case ForwardFailure.ChannelDisabled f -> new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY);
            case ForwardFailure.ExpiryTooFar f -> new FailureMessage.ExpiryTooFar();
        };
    }
}
