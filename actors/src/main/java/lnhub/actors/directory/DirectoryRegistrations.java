package lnhub.actors.directory;

import lnhub.actors.forward.BalanceChange;
import lnhub.actors.forward.HostedChannel;
import lnhub.actors.forward.LocalChannel;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.routing.forward.RelayPolicy;

/** 700 to 719: what processes tell each other of their channels and connections. */
public final class DirectoryRegistrations {
    private DirectoryRegistrations() {
    }

    public static void register(KryoRegistry.Builder table) {
        table.register(700, LocalChannel.class, 1);
        table.register(701, RelayPolicy.class, 1);
        table.register(702, HostedChannel.class, 1);
        table.register(703, BalanceChange.class, 1);
        table.register(704, DirectoryMessage.Ask.class, 1);
        table.register(705, DirectoryMessage.Everything.class, 1);
        table.register(706, DirectoryMessage.Changes.class, 1);
        table.register(707, DirectoryMessage.Mark.class, 1);
        table.register(710, ShownChannel.class, 1);
        table.register(711, ChannelSummary.class, 1);
        table.register(712, Question.Page.class, 1);
        table.register(713, Question.Answer.class, 1);
        table.register(714, ShownConnection.class, 1);
        table.register(715, Wanted.Channels.class, 1);
        table.register(716, Wanted.Summaries.class, 1);
        table.register(717, Wanted.Connections.class, 1);
    }
}
