package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.units.Bytes;

/**
 * Answers for what this process has, a page at a time: it keeps nothing between two pages, and who asks determines how
 * fast they come. A channel that would make its page larger than {@link #PAGE_BYTES} comes with the next one, alone if
 * need be: a state with the onions of 966 HTLCs takes 1.5 MB.
 */
final class ThisProcess extends AbstractBehavior<Question> {
    static final ServiceKey<Question> KEY = ServiceKey.create(Question.class, "this-process");
    static final int PAGE_BYTES = 100_000;

    private final Hosted hosted;
    private final KryoCodec codec;
    private final Consumer<Set<ActorRef<Question>>> processes;

    /** @param processes told of all that answer, those that cannot be reached too */
    static Behavior<Question> create(Hosted hosted, KryoCodec codec,
            Consumer<Set<ActorRef<Question>>> processes) {
        return Behaviors.<Question>supervise(Behaviors.setup(context ->
                new ThisProcess(context, hosted, codec, processes))).onFailure(SupervisorStrategy.restart());
    }

    private ThisProcess(ActorContext<Question> context, Hosted hosted, KryoCodec codec,
            Consumer<Set<ActorRef<Question>>> processes) {
        super(context);
        this.hosted = hosted;
        this.codec = codec;
        this.processes = processes;
        ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(KEY,
                context.messageAdapter(Receptionist.Listing.class, Question.Processes::new)));
    }

    @Override
    public Receive<Question> createReceive() {
        return newReceiveBuilder().onMessage(Question.class, this::onMessage).build();
    }

    private Behavior<Question> onMessage(Question question) {
        switch (question) {
            case Question.Page page -> page.replyTo().tell(answer(page));
            case Question.Processes found -> processes.accept(Set.copyOf(found.listing().getAllServiceInstances(KEY)));
        }
        return this;
    }

    private Question.Answer answer(Question.Page page) {
        List<Bytes> encoded = new ArrayList<>();
        Optional<Wanted> next = Optional.empty();
        int bytes = 0;
        Iterator<Hosted.Item> rest = hosted.items(page.wanted()).iterator();
        while (rest.hasNext()) {
            Hosted.Item item = rest.next();
            byte[] one = codec.encode(item.answered());
            if (next.isPresent() && bytes + one.length > PAGE_BYTES) {
                return new Question.Answer(List.copyOf(encoded), next);
            }
            encoded.add(Bytes.wrap(one));
            bytes += one.length;
            next = Optional.of(item.next());
        }
        return new Question.Answer(List.copyOf(encoded), Optional.empty());
    }
}
