package lnhub.routing.graph;

import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;

/**
 * An announced channel. The messages themselves are kept, once: they hold every fact a route needs, and peers are
 * served from them.
 */
public final class Channel {
    private static final long MSAT_PER_SAT = 1000;
    private static final long NOT_SPENT = -1;

    private final ChannelAnnouncement announcement;
    private final long capacitySat;
    private final Direction fromNode1;
    private final Direction fromNode2;
    private final long spentHeight;

    private Channel(ChannelAnnouncement announcement, long capacitySat, Direction fromNode1, Direction fromNode2,
            long spentHeight) {
        this.announcement = announcement;
        this.capacitySat = capacitySat;
        this.fromNode1 = fromNode1;
        this.fromNode2 = fromNode2;
        this.spentHeight = spentHeight;
    }

    /** A channel nobody has sent a channel_update for. @param capacitySat the funding output's, from the chain */
    public static Channel announced(ChannelAnnouncement announcement, long capacitySat) {
        return new Channel(announcement, capacitySat, null, null, NOT_SPENT);
    }

    public ChannelAnnouncement announcement() {
        return announcement;
    }

    public ShortChannelId shortChannelId() {
        return announcement.shortChannelId();
    }

    public long capacityMsat() {
        return capacitySat * MSAT_PER_SAT;
    }

    public long capacitySat() {
        return capacitySat;
    }

    /** @param direction 0 for what node_id_1 announced, 1 for node_id_2 */
    public Optional<Direction> direction(int direction) {
        return Optional.ofNullable(direction == 0 ? fromNode1 : fromNode2);
    }

    /** The node that announces this direction. @param direction 0 for node_id_1, 1 for node_id_2 */
    public PublicKey nodeId(int direction) {
        return direction == 0 ? announcement.nodeId1() : announcement.nodeId2();
    }

    public boolean hasUpdate() {
        return fromNode1 != null || fromNode2 != null;
    }

    /** Whether the funding output has been spent: the channel is closing, or being spliced. */
    public boolean isSpent() {
        return spentHeight != NOT_SPENT;
    }

    /** The height of the block that spent the funding output. */
    public Optional<Long> spentHeight() {
        return isSpent() ? Optional.of(spentHeight) : Optional.empty();
    }

    /** @param direction 0 or 1 */
    public Channel with(int direction, Direction update) {
        return direction == 0
                ? new Channel(announcement, capacitySat, update, fromNode2, spentHeight)
                : new Channel(announcement, capacitySat, fromNode1, update, spentHeight);
    }

    public Channel spentAt(int blockHeight) {
        return new Channel(announcement, capacitySat, fromNode1, fromNode2, blockHeight);
    }

    /** The block that spent the funding output was reorganised out. */
    public Channel unspent() {
        return new Channel(announcement, capacitySat, fromNode1, fromNode2, NOT_SPENT);
    }

    @Override
    public String toString() {
        return "Channel(" + shortChannelId() + ", " + capacitySat + " sat)";
    }
}
