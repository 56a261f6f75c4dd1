package lnhub.actors.peer;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lnhub.protocol.channel.Command;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.Init;

/** What two inits mean for each other (BOLT 1, "The init Message"; BOLT 9). */
public final class InitMessages {
    /** Compulsory bits that we understand, whether or not we offer them. */
    private static final Set<Integer> KNOWN = Set.of(Features.DATA_LOSS_PROTECT, Features.UPFRONT_SHUTDOWN_SCRIPT,
            Features.GOSSIP_QUERIES, Features.VAR_ONION_OPTIN, Features.STATIC_REMOTEKEY, Features.PAYMENT_SECRET,
            Features.BASIC_MPP, Features.LARGE_CHANNELS, Features.ANCHORS, Features.SHUTDOWN_ANYSEGWIT,
            Features.CHANNEL_TYPE, Features.PAYMENT_METADATA);

    /** What this node offers: compulsory where a peer without it could not have a channel with us. */
    public static final Features OURS = Features.of(Features.DATA_LOSS_PROTECT, Features.UPFRONT_SHUTDOWN_SCRIPT + 1,
            Features.GOSSIP_QUERIES + 1, Features.VAR_ONION_OPTIN, Features.STATIC_REMOTEKEY,
            Features.PAYMENT_SECRET, Features.LARGE_CHANNELS + 1, Features.ANCHORS + 1,
            Features.SHUTDOWN_ANYSEGWIT + 1, Features.CHANNEL_TYPE, Features.PAYMENT_METADATA + 1);

    private InitMessages() {
    }

    /** Why we cannot be this peer's peer, if so. */
    static Optional<String> refusal(Init theirs, ConnectionServices ours) {
        OptionalInt unknown = theirs.features().unknownCompulsory(KNOWN);
        if (unknown.isPresent()) {
            return Optional.of("unknown compulsory feature " + Features.name(unknown.getAsInt()));
        }
        Optional<String> missing = theirs.features().missingDependency();
        if (missing.isPresent()) {
            return missing;
        }
        boolean sameChain = theirs.networks().isEmpty() || theirs.networks().contains(ours.chainHash());
        return sameChain ? Optional.empty() : Optional.of("no chain in common: we follow " + ours.chainHash());
    }

    static Command.PeerFeatures channelFeatures(Features theirs, Features ours) {
        return new Command.PeerFeatures(both(theirs, ours, Features.SHUTDOWN_ANYSEGWIT),
                both(theirs, ours, Features.UPFRONT_SHUTDOWN_SCRIPT), both(theirs, ours, Features.LARGE_CHANNELS),
                both(theirs, ours, Features.ANCHORS));
    }

    private static boolean both(Features a, Features b, int feature) {
        return a.supports(feature) && b.supports(feature);
    }
}
