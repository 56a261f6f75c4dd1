package lnhub.protocol.channel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import lnhub.protocol.wire.ChannelMessage;

/**
 * An incarnation of a channel that was replaced but does not know it.
 *
 * @param mailbox what it is still about to do
 */
record Sleeper(SimNode node, Entity entity, Deque<Command> mailbox) {
    private static final int MOST_MAIL = 4;
    private static final int MOST_MESSAGES = 3;

    /** @param next what it was about to handle @param cable on which messages for it have arrived already */
    static Sleeper of(SimNode node, Entity entity, Optional<Command> next, Cable cable) {
        Deque<Command> mailbox = new ArrayDeque<>();
        next.ifPresent(mailbox::add);
        node.mail.stream().filter(mail -> mail.ref().equals(entity.ref())).limit(MOST_MAIL).forEach(mail -> {
            if (mail instanceof SimNode.Mail.ToChannel to) {
                mailbox.add(to.command());
            }
        });
        if (!(entity.state instanceof Live live)) {
            return new Sleeper(node, entity, mailbox);
        }
        Object channelId = live.funded().params().channelId();
        cable.to(node).stream().map(End::decode).limit(MOST_MESSAGES).forEach(message -> {
            if (message instanceof ChannelMessage channel && channel.channelId().equals(channelId)) {
                mailbox.add(new Command.FromPeer(channel));
            }
        });
        return new Sleeper(node, entity, mailbox);
    }
}
