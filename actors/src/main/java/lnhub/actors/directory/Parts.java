package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;
import lnhub.actors.forward.BalanceChange;
import lnhub.actors.forward.HostedChannel;
import lnhub.protocol.channel.ChannelRef;

/** Gathers what is to be told into messages of at most about {@link #MAX_BYTES}, far below the largest frame. */
final class Parts {
    static final int MAX_BYTES = 100_000;
    /** With the longest scripts. */
    static final int CHANNEL_BYTES = 1_000;
    static final int BALANCE_BYTES = 64;
    private static final int REF_BYTES = 40;

    private final List<HostedChannel> channels = new ArrayList<>();
    private final List<BalanceChange> balances = new ArrayList<>();
    private final List<ChannelRef> left = new ArrayList<>();
    private final List<ChannelRef> ended = new ArrayList<>();
    private boolean policies;
    private int bytes;

    boolean isEmpty() {
        return bytes == 0 && !policies;
    }

    boolean isFull() {
        return bytes >= MAX_BYTES - CHANNEL_BYTES;
    }

    void channel(HostedChannel channel) {
        channels.add(channel);
        bytes += CHANNEL_BYTES;
    }

    void balance(BalanceChange change) {
        balances.add(change);
        bytes += BALANCE_BYTES;
    }

    void gone(ChannelRef ref, boolean hasEnded) {
        (hasEnded ? ended : left).add(ref);
        bytes += REF_BYTES;
    }

    void policies() {
        policies = true;
    }

    DirectoryMessage.Changes changes(ActorRef<DirectoryMessage> from, long sequence) {
        return new DirectoryMessage.Changes(from, sequence, List.copyOf(channels), List.copyOf(balances),
                List.copyOf(left), List.copyOf(ended), policies);
    }

    /** Everything, cut; at least one part. */
    static List<DirectoryMessage.Everything> of(List<HostedChannel> all, ActorRef<DirectoryMessage> from,
            long sequence) {
        int size = MAX_BYTES / CHANNEL_BYTES;
        int parts = Math.max(1, (all.size() + size - 1) / size);
        List<DirectoryMessage.Everything> messages = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            messages.add(new DirectoryMessage.Everything(from, sequence, part, parts,
                    List.copyOf(all.subList(part * size, Math.min(all.size(), (part + 1) * size)))));
        }
        return messages;
    }
}
