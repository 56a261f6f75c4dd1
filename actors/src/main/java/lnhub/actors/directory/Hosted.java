package lnhub.actors.directory;

import java.util.Optional;
import java.util.stream.Stream;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.peer.Connections;
import lnhub.protocol.channel.Live;
import lnhub.protocol.transactions.OutPoint;

/** What this process has: the channels that it hosts, and its connections. */
record Hosted(LocalChannels channels, Connections connections) {

    /** @param next what to ask for to go on after it */
    record Item(Answered answered, Wanted next) {
    }

    /** What is wanted of it, one after the other as they are taken. */
    Stream<Item> items(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Channels some -> channels.seenAfter(some.after())
                    .filter(seen -> some.funding().map(funding -> isFundedBy(seen, funding)).orElse(true))
                    .map(seen -> new Item(ShownChannel.of(seen, channels),
                            new Wanted.Channels(some.funding(), Optional.of(seen.ref()))));
            case Wanted.Summaries some -> channels.seenAfter(some.after())
                    .map(seen -> new Item(ChannelSummary.of(seen), new Wanted.Summaries(Optional.of(seen.ref()))));
            case Wanted.Connections some -> connections.after(some.after())
                    .map(open -> new Item(ShownConnection.of(open), new Wanted.Connections(open.number())));
        };
    }

    private static boolean isFundedBy(LocalChannels.Seen seen, OutPoint funding) {
        return seen.state() instanceof Live live && live.funded().params().funding().equals(funding);
    }
}
