package lnhub.actors.directory;

import lnhub.protocol.channel.ChannelRef;

/** What a process answers of one of its channels. */
sealed interface AnsweredChannel extends Answered permits ShownChannel, ChannelSummary {
    ChannelRef ref();

    boolean connected();

    /** Of two processes that answer for one channel, which moves just now, the one with the greater hosts it. */
    long revision();
}
