package lnhub.actors.directory;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.StageFailure;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.peer.Connections;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/**
 * The states of all channels of the node and its connections, asked of the processes that have them. Alone nobody is
 * asked, and the answer is there at once. A process that does not answer in time, or that is in the cluster and is not
 * known to this one yet, fails the question with {@link Refused} (UNAVAILABLE): an answer without what it has would
 * look complete.
 */
public final class AllProcesses {
    private static final Duration PAGE_WITHIN = Duration.ofSeconds(5);
    private static final Duration ALL_WITHIN = Duration.ofMinutes(1);
    private static final Comparator<AnsweredChannel> HOST_LAST = Comparator
            .comparingLong(AnsweredChannel::revision).thenComparing(AnsweredChannel::connected);

    private final Hosted hosted;
    private final Optional<Asking> asking;
    private final Duration pageWithin;
    private volatile Set<ActorRef<Question>> processes = Set.of();

    private record Asking(ActorSystem<?> system, KryoCodec codec) {
    }

    private AllProcesses(Hosted hosted, Optional<Asking> asking, Duration pageWithin) {
        this.hosted = hosted;
        this.asking = asking;
        this.pageWithin = pageWithin;
    }

    /** Of a process that is the only one and stays so. */
    public static AllProcesses alone(LocalChannels channels, Connections connections) {
        return new AllProcesses(new Hosted(channels, connections), Optional.empty(), PAGE_WITHIN);
    }

    /**
     * Answers others for this process from now on, and asks them.
     *
     * @param system in a cluster, or on its way there
     * @param codec for whatever is in the node's registry
     */
    public static AllProcesses start(ActorSystem<?> system, LocalChannels channels, Connections connections,
            KryoCodec codec) {
        return start(system, new Hosted(channels, connections), codec, PAGE_WITHIN);
    }

    /** @param pageWithin how long one process may take for one page */
    static AllProcesses start(ActorSystem<?> system, Hosted hosted, KryoCodec codec, Duration pageWithin) {
        AllProcesses all = new AllProcesses(hosted, Optional.of(new Asking(system, codec)), pageWithin);
        system.systemActorOf(ThisProcess.create(hosted, codec, known -> all.processes = known), "this-process",
                Props.empty());
        return all;
    }

    /** Every channel that is awake and has not ended, by reference. */
    public CompletionStage<List<ShownChannel>> channels() {
        return ask(ShownChannel.class, Wanted.Channels.ALL).thenApply(AllProcesses::hosts);
    }

    public CompletionStage<List<ChannelSummary>> summaries() {
        return ask(ChannelSummary.class, Wanted.Summaries.ALL).thenApply(AllProcesses::hosts);
    }

    /** The channel with this funding output, unless it has ended. */
    public CompletionStage<Optional<ShownChannel>> find(OutPoint funding) {
        Optional<ShownChannel> here = here(funding);
        return here.isPresent() ? CompletableFuture.completedFuture(here)
                : ask(ShownChannel.class, one(funding)).thenApply(all -> hosts(all).stream().findFirst());
    }

    /** The same, if this process hosts it. */
    public Optional<ShownChannel> here(OutPoint funding) {
        return hosted.items(one(funding)).findFirst().map(item -> (ShownChannel) item.answered());
    }

    /** Every connection; for a moment a peer may have several, in one process or in two. */
    public CompletionStage<List<ShownConnection>> connections() {
        return ask(ShownConnection.class, Wanted.Connections.ALL);
    }

    private static Wanted one(OutPoint funding) {
        return new Wanted.Channels(Optional.of(funding), Optional.empty());
    }

    private static boolean isElsewhere(ActorRef<Question> process) {
        return process.path().address().hasGlobalScope();
    }

    private <T extends Answered> CompletionStage<List<T>> ask(Class<T> type, Wanted wanted) {
        List<T> here = hosted.items(wanted).map(item -> type.cast(item.answered())).toList();
        if (asking.isEmpty()) {
            return CompletableFuture.completedFuture(here);
        }
        Set<ActorRef<Question>> others;
        try {
            others = others(asking.get().system(), wanted);
        } catch (Refused unknown) {
            return CompletableFuture.failedFuture(unknown);
        }
        List<CompletableFuture<List<T>>> asked = others.stream()
                .map(other -> pages(other, type, wanted).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<T> all = new ArrayList<>(here);
            asked.forEach(answer -> all.addAll(answer.join()));
            return all;
        });
    }

    /** Each channel once, as its host shows it. */
    private static <T extends AnsweredChannel> List<T> hosts(Collection<T> all) {
        Map<ChannelRef, T> byRef = new TreeMap<>();
        all.forEach(channel -> byRef.merge(channel.ref(), channel, BinaryOperator.maxBy(HOST_LAST)));
        return List.copyOf(byRef.values());
    }

    /** @throws Refused when somebody may have something who is not known yet */
    private Set<ActorRef<Question>> others(ActorSystem<?> system, Wanted wanted) {
        Cluster cluster = Cluster.get(system);
        if (!takesPart(cluster.selfMember())) {
            throw new Refused(Refused.Code.UNAVAILABLE, "this process is not in the node's cluster now");
        }
        Set<ActorRef<Question>> others = processes.stream().filter(AllProcesses::isElsewhere)
                .collect(Collectors.toSet());
        Set<Address> known = others.stream().map(ref -> ref.path().address()).collect(Collectors.toSet());
        for (Member member : cluster.state().getMembers()) {
            if (takesPart(member) && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())
                    && !known.contains(member.address())) {
                throw new Refused(Refused.Code.UNAVAILABLE, "the process at " + member.address().hostPort()
                        + " has just joined and cannot be asked for its " + wanted.what() + " yet");
            }
        }
        return others;
    }

    private static boolean takesPart(Member member) {
        return member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving();
    }

    private <T extends Answered> CompletionStage<List<T>> pages(ActorRef<Question> process, Class<T> type,
            Wanted wanted) {
        long began = System.nanoTime();
        return page(process, type, wanted, new ArrayList<>(), began)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new Refused(Refused.Code.UNAVAILABLE,
                        "the process at " + process.path().address().hostPort() + " does not tell of its "
                                + wanted.what() + ": " + reason(StageFailure.cause(failure)))));
    }

    private String reason(Throwable failure) {
        return failure instanceof TimeoutException ? "no answer within " + pageWithin.toMillis() + " ms"
                : failure.getMessage();
    }

    private <T extends Answered> CompletionStage<List<T>> page(ActorRef<Question> process, Class<T> type,
            Wanted wanted, List<T> gathered, long began) {
        if (System.nanoTime() - began > ALL_WITHIN.toNanos()) {
            return CompletableFuture.failedFuture(new IllegalStateException("they take longer than "
                    + ALL_WITHIN.toSeconds() + " s"));
        }
        CompletionStage<Question.Answer> answer = AskPattern.ask(process, replyTo -> new Question.Page(wanted, replyTo),
                pageWithin, asking.get().system().scheduler());
        return answer.thenCompose(page -> {
            for (Bytes one : page.items()) {
                gathered.add(asking.get().codec().decode(one.unsafeArray(), type));
            }
            return page.next().isEmpty() ? CompletableFuture.completedFuture(gathered)
                    : page(process, type, page.next().get(), gathered, began);
        });
    }
}
