package lnhub.routing.path;

import java.util.Optional;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Node;

/** Which channels and nodes BOLT 7 lets us route through. */
final class Usable {
    private static final Features KNOWN = Features.of(Features.DATA_LOSS_PROTECT, Features.UPFRONT_SHUTDOWN_SCRIPT,
            Features.GOSSIP_QUERIES, Features.VAR_ONION_OPTIN, Features.STATIC_REMOTEKEY, Features.PAYMENT_SECRET,
            Features.BASIC_MPP, Features.LARGE_CHANNELS, Features.ANCHORS, Features.SHUTDOWN_ANYSEGWIT,
            Features.CHANNEL_TYPE, Features.SCID_ALIAS, Features.PAYMENT_METADATA, Features.ZEROCONF);

    private Usable() {
    }

    /** Whether the node requires nothing we do not know: MUST NOT route a payment through it otherwise. */
    static boolean understands(Node node) {
        return node.announcement().map(announced -> isKnown(announced.features())).orElse(true);
    }

    /**
     * The direction, if an HTLC may be sent over it: enabled, not spent, no unknown even feature bit ("MUST NOT
     * attempt to route messages through the channel"), and a maximum between the minimum and the capacity.
     */
    static Optional<Direction> direction(Channel channel, int direction) {
        if (channel.isSpent() || !isKnown(channel.announcement().features())) {
            return Optional.empty();
        }
        return channel.direction(direction).filter(Direction::enabled)
                .filter(usable -> hasSaneLimits(usable.update(), channel.capacityMsat()));
    }

    private static boolean hasSaneLimits(ChannelUpdate update, long capacityMsat) {
        return update.htlcMinimumMsat() >= 0 && update.htlcMinimumMsat() <= update.htlcMaximumMsat()
                && update.htlcMaximumMsat() <= capacityMsat;
    }

    private static boolean isKnown(Features features) {
        for (int bit = 0; bit < features.bitLength(); bit += 2) {
            if (features.isSet(bit) && !KNOWN.isSet(bit)) {
                return false;
            }
        }
        return true;
    }
}
