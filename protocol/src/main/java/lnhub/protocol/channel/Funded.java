package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;

/**
 * What every state has in which money is at stake.
 *
 * @param fundingTx signed, where we are the funder: published again until it confirms
 * @param shortChannelId once the funding is deep enough for us: we have sent channel_ready
 * @param remoteReady whether the peer has sent channel_ready
 * @param remoteHalf the peer's announcement_signatures
 * @param localShutdown the script of our shutdown, once sent
 * @param remoteShutdown the script of the peer's shutdown, once received
 * @param openedAtHeight block height when the channel was made
 */
public record Funded(Commitments commitments, Debts debts, Optional<Bytes> fundingTx,
        Optional<ShortChannelId> shortChannelId, boolean remoteReady, Optional<ShortChannelId> remoteAlias,
        Optional<Event.AnnouncementSigned> remoteHalf, Optional<Bytes> localShutdown, Optional<Bytes> remoteShutdown,
        int openedAtHeight) {

    public ChannelParams params() {
        return commitments.params();
    }

    Funded with(Commitments commitments) {
        return new Funded(commitments, debts, fundingTx, shortChannelId, remoteReady, remoteAlias, remoteHalf,
                localShutdown, remoteShutdown, openedAtHeight);
    }

    Funded with(Debts debts) {
        return new Funded(commitments, debts, fundingTx, shortChannelId, remoteReady, remoteAlias, remoteHalf,
                localShutdown, remoteShutdown, openedAtHeight);
    }

    /** Once it is in the chain for good there is no need to keep the funding transaction. */
    Funded confirmed(ShortChannelId id) {
        return new Funded(commitments, debts, Optional.empty(), Optional.of(id), remoteReady, remoteAlias,
                remoteHalf, localShutdown, remoteShutdown, openedAtHeight);
    }

    Funded remoteReady(Event.ChannelReadyReceived event) {
        return new Funded(commitments.withRemoteNextPoint(event.nextPoint()), debts, fundingTx, shortChannelId, true,
                event.alias(), remoteHalf, localShutdown, remoteShutdown, openedAtHeight);
    }

    Funded announced(Event.AnnouncementSigned half) {
        return new Funded(commitments, debts, fundingTx, shortChannelId, remoteReady, remoteAlias, Optional.of(half),
                localShutdown, remoteShutdown, openedAtHeight);
    }

    Funded shutdownSent(Bytes script) {
        return new Funded(commitments, debts, fundingTx, shortChannelId, remoteReady, remoteAlias, remoteHalf,
                Optional.of(script), remoteShutdown, openedAtHeight);
    }

    Funded shutdownReceived(Bytes script) {
        return new Funded(commitments, debts, fundingTx, shortChannelId, remoteReady, remoteAlias, remoteHalf,
                localShutdown, Optional.of(script), openedAtHeight);
    }

    boolean isShuttingDown() {
        return localShutdown.isPresent() || remoteShutdown.isPresent();
    }
}
