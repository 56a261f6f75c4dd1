package lnhub.actors.gossip;

import java.util.Optional;
import lnhub.actors.gossip.GossipCommand.LocalChannel;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.gossip.LocalGossip;

/** A channel of ours and our latest channel_update for it. */
final class OwnChannel {
    private static final long MSAT_PER_SAT = 1000;
    private static final int DISABLE = 2;

    private LocalChannel local;
    private boolean announced;
    private Optional<ChannelUpdate> update = Optional.empty();
    private Optional<ChannelUpdate> peerUpdate = Optional.empty();
    private long lastTimestamp;
    private boolean outdone;

    OwnChannel(LocalChannel local) {
        this.local = local;
        this.announced = local.announced();
    }

    LocalChannel local() {
        return local;
    }

    Optional<ChannelUpdate> update() {
        return update;
    }

    Optional<ChannelUpdate> peerUpdate() {
        return peerUpdate;
    }

    /** @return whether there is a new connection, whose peer has to be told our update again */
    boolean changed(LocalChannel now) {
        boolean reconnected = now.connection().isPresent() && !now.connection().equals(local.connection());
        local = now;
        announced |= now.announced();
        return reconnected;
    }

    void announced() {
        announced = true;
    }

    /** The other end's update. */
    void heard(ChannelUpdate m) {
        peerUpdate = Optional.of(m);
    }

    /** An update of ours, from before we restarted, perhaps by a faster clock: the next one must be newer. */
    void heardOurOwn(ChannelUpdate m) {
        lastTimestamp = Math.max(lastTimestamp, m.timestamp());
    }

    /** The last word of the process that hosted the channel before us: ours too, unless we have something to add. */
    void adopt(ChannelUpdate m) {
        heardOurOwn(m);
        update = Optional.of(m);
    }

    /** An update that another process made: it is ours if it says the same, and else we have to say ours again. */
    void heardOfSibling(ChannelUpdate m) {
        if (update.filter(last -> last.timestamp() > m.timestamp() || last.equals(m)).isPresent()) {
            return;
        }
        heardOurOwn(m);
        if (update.filter(last -> !saysTheSame(last, m)).isPresent()) {
            outdone = true;
        } else {
            update = Optional.of(m);
        }
    }

    /** Whether the others may take for our last word what is not. */
    boolean isOutdone() {
        return outdone;
    }

    boolean isAnnounced() {
        return announced;
    }

    /** Whether the network takes the channel for usable though it is not. */
    boolean isToBeDisabled() {
        return !local.usable() && (update.isPresent() ? isEnabled() : announced);
    }

    boolean isEnabled() {
        return update.filter(last -> (last.channelFlags() & DISABLE) == 0).isPresent();
    }

    /** Whether nothing may be said yet: no update comes before channel_ready (BOLT 7). */
    boolean isSilent() {
        return update.isEmpty() && !local.usable();
    }

    /** Our update with a later timestamp, though nothing has changed. */
    ChannelUpdate again(GossipServices services) {
        return sign(services, isEnabled());
    }

    /** A new update if it says anything new ("SHOULD NOT create redundant channel_updates"). */
    Optional<ChannelUpdate> renewed(GossipServices services, boolean enabled) {
        return update.filter(last -> saysTheSame(last, enabled)).isPresent()
                ? Optional.empty() : Optional.of(sign(services, enabled));
    }

    private boolean saysTheSame(ChannelUpdate last, boolean enabled) {
        return enabled == isEnabled()
                && announced == ((last.messageFlags() & 2) == 0)
                && policy().equals(policy(last));
    }

    private static boolean saysTheSame(ChannelUpdate one, ChannelUpdate other) {
        return one.channelFlags() == other.channelFlags() && one.messageFlags() == other.messageFlags()
                && policy(one).equals(policy(other));
    }

    private static RelayPolicy policy(ChannelUpdate m) {
        return new RelayPolicy(m.feeBaseMsat(), m.feeProportionalMillionths(), m.cltvExpiryDelta(),
                m.htlcMinimumMsat(), m.htlcMaximumMsat());
    }

    private ChannelUpdate sign(GossipServices services, boolean enabled) {
        lastTimestamp = LocalGossip.nextTimestamp(lastTimestamp, services.nowSeconds());
        ChannelUpdate signed = LocalGossip.channelUpdate(services.chainHash(), local.shortChannelId(),
                services.nodeKey(), local.peer(), policy(), enabled, announced, lastTimestamp);
        update = Optional.of(signed);
        outdone = false;
        return signed;
    }

    /** "MUST set [htlc_maximum_msat] to less than or equal to the channel capacity." */
    private RelayPolicy policy() {
        RelayPolicy wanted = local.policy();
        long maximum = Math.min(wanted.htlcMaximumMsat(), local.capacitySat() * MSAT_PER_SAT);
        // A minimum that no HTLC can reach would make the update invalid; the channel then takes only its maximum.
        return new RelayPolicy(wanted.feeBaseMsat(), wanted.feeProportionalMillionths(), wanted.cltvExpiryDelta(),
                Math.min(wanted.htlcMinimumMsat(), maximum), maximum);
    }
}
