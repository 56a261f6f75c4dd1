package lnhub.protocol.channel;

/** One incarnation of a channel, as the actor drives it: decide, persist, and only then run the effects. */
final class Entity {
    final Journal journal;
    ChannelState state;
    Link link = Link.DOWN;
    private long sequence;

    Entity(Journal journal) {
        this.journal = journal;
        this.state = journal.replay();
        this.sequence = journal.size();
    }

    ChannelRef ref() {
        return journal.ref;
    }

    Decision decide(Command command) {
        return Channel.decide(state, command, link, journal.node.context(journal.ref));
    }

    /** @return false when the journal has gone on without this incarnation: nothing of the decision may happen */
    boolean commit(Decision decision) {
        if (decision instanceof Decision.Recorded recorded) {
            Event.Recorded record = new Event.Recorded(recorded.events());
            if (!journal.append(sequence, record)) {
                return false;
            }
            sequence++;
            state = state.apply(record);
        }
        link = decision.link();
        return true;
    }
}
