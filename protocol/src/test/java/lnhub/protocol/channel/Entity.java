package lnhub.protocol.channel;

/** One incarnation of a channel, as the actor drives it: decide, persist, and only then run the effects. */
final class Entity {
    final Journal journal;
    private final Fault fault;
    ChannelState state;
    Link link = Link.DOWN;
    private long sequence;

    Entity(Journal journal) {
        this(journal, Fault.NONE);
    }

    Entity(Journal journal, Fault fault) {
        this.journal = journal;
        this.fault = fault;
        this.state = fault.applied(journal.recover());
        this.sequence = journal.size();
    }

    ChannelRef ref() {
        return journal.ref;
    }

    /** Whether another incarnation has written since: this one will notice when it next appends. */
    boolean isStale() {
        return sequence != journal.size();
    }

    Decision decide(Command command) {
        Decision decision = Channel.decide(state, command, link, journal.node.context(journal.ref));
        return fault.decided(state, command, decision);
    }

    /** @return false when the journal has gone on without this incarnation: nothing of the decision may happen */
    boolean commit(Decision decision) {
        if (decision instanceof Decision.Recorded recorded) {
            Event.Recorded record = new Event.Recorded(recorded.events());
            if (!journal.append(fault == Fault.NO_FENCE ? journal.size() : sequence, record)) {
                return false;
            }
            sequence++;
            state = fault.applied(state.apply(record));
        }
        link = decision.link();
        return true;
    }
}
