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
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/**
 * The states of all channels of the node, asked of the processes that host them. Alone nobody is asked, and the answer
 * is there at once. A process that does not answer in time, or that is in the cluster and is not known to this one yet,
 * fails the question with {@link Refused} (UNAVAILABLE): an answer without its channels would look complete.
 */
public final class ChannelStates {
    private static final Duration PAGE_WITHIN = Duration.ofSeconds(5);
    private static final Duration ALL_WITHIN = Duration.ofMinutes(1);
    private static final BinaryOperator<Answered> HOST = BinaryOperator.maxBy(
            Comparator.comparingLong(Answered::revision).thenComparing(Answered::connected));

    private final LocalChannels channels;
    private final Optional<Asking> asking;
    private final Duration pageWithin;
    private volatile Set<ActorRef<Question>> processes = Set.of();

    private record Asking(ActorSystem<?> system, KryoCodec codec) {
    }

    private ChannelStates(LocalChannels channels, Optional<Asking> asking, Duration pageWithin) {
        this.channels = channels;
        this.asking = asking;
        this.pageWithin = pageWithin;
    }

    /** Of a process that is the only one and stays so. */
    public static ChannelStates alone(LocalChannels channels) {
        return new ChannelStates(channels, Optional.empty(), PAGE_WITHIN);
    }

    /**
     * Answers others for this process from now on, and asks them.
     *
     * @param system in a cluster, or on its way there
     * @param codec for whatever is in the node's registry
     */
    public static ChannelStates start(ActorSystem<?> system, LocalChannels channels, KryoCodec codec) {
        return start(system, channels, codec, PAGE_WITHIN);
    }

    /** @param pageWithin how long one process may take for one page */
    static ChannelStates start(ActorSystem<?> system, LocalChannels channels, KryoCodec codec, Duration pageWithin) {
        ChannelStates states = new ChannelStates(channels, Optional.of(new Asking(system, codec)), pageWithin);
        system.systemActorOf(HostedStates.create(channels, codec, known -> states.processes = known), "hosted-states",
                Props.empty());
        return states;
    }

    /** Every channel that is awake and has not ended, by reference. */
    public CompletionStage<List<ShownChannel>> all() {
        return ask(ShownChannel.class, Optional.empty(),
                channels.seen().stream().map(seen -> ShownChannel.of(seen, channels)).toList());
    }

    public CompletionStage<List<ChannelSummary>> summaries() {
        return ask(ChannelSummary.class, Optional.empty(),
                channels.seen().stream().map(ChannelSummary::of).toList());
    }

    /** The channel with this funding output, unless it has ended. */
    public CompletionStage<Optional<ShownChannel>> find(OutPoint funding) {
        Optional<ShownChannel> here = here(funding);
        return here.isPresent() ? CompletableFuture.completedFuture(here)
                : ask(ShownChannel.class, Optional.of(funding), List.of()).thenApply(all -> all.stream().findFirst());
    }

    /** The same, if this process hosts it. */
    public Optional<ShownChannel> here(OutPoint funding) {
        return channels.seenAfter(Optional.empty()).filter(seen -> HostedStates.isFundedBy(seen, funding)).findFirst()
                .map(seen -> ShownChannel.of(seen, channels));
    }

    private static boolean isElsewhere(ActorRef<Question> process) {
        return process.path().address().hasGlobalScope();
    }

    private <T extends Answered> CompletionStage<List<T>> ask(Class<T> type, Optional<OutPoint> funding,
            List<T> here) {
        if (asking.isEmpty()) {
            return CompletableFuture.completedFuture(here);
        }
        Set<ActorRef<Question>> others;
        try {
            others = others(asking.get().system());
        } catch (Refused unknown) {
            return CompletableFuture.failedFuture(unknown);
        }
        if (others.isEmpty()) {
            return CompletableFuture.completedFuture(here);
        }
        List<CompletableFuture<List<T>>> asked = others.stream()
                .map(other -> pages(other, type, funding).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<T> all = new ArrayList<>(here);
            asked.forEach(answer -> all.addAll(answer.join()));
            return merged(all, type);
        });
    }

    private static <T extends Answered> List<T> merged(Collection<T> all, Class<T> type) {
        Map<ChannelRef, Answered> byRef = new TreeMap<>();
        all.forEach(channel -> byRef.merge(channel.ref(), channel, HOST));
        return byRef.values().stream().map(type::cast).toList();
    }

    /** @throws Refused when somebody may host channels who is not known yet */
    private Set<ActorRef<Question>> others(ActorSystem<?> system) {
        Cluster cluster = Cluster.get(system);
        if (!hosts(cluster.selfMember())) {
            throw new Refused(Refused.Code.UNAVAILABLE, "this process is not in the node's cluster now");
        }
        Set<ActorRef<Question>> others = processes.stream().filter(ChannelStates::isElsewhere)
                .collect(Collectors.toSet());
        Set<Address> known = others.stream().map(ref -> ref.path().address()).collect(Collectors.toSet());
        for (Member member : cluster.state().getMembers()) {
            if (hosts(member) && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())
                    && !known.contains(member.address())) {
                throw new Refused(Refused.Code.UNAVAILABLE, "the process at " + member.address().hostPort()
                        + " has just joined and cannot be asked for its channels yet");
            }
        }
        return others;
    }

    private static boolean hosts(Member member) {
        return member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving();
    }

    private <T extends Answered> CompletionStage<List<T>> pages(ActorRef<Question> process, Class<T> type,
            Optional<OutPoint> funding) {
        long began = System.nanoTime();
        return page(process, type, funding, Optional.empty(), new ArrayList<>(), began)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new Refused(Refused.Code.UNAVAILABLE,
                        "the process at " + process.path().address().hostPort()
                                + " does not tell of its channels: " + reason(StageFailure.cause(failure)))));
    }

    private String reason(Throwable failure) {
        return failure instanceof TimeoutException ? "no answer within " + pageWithin.toMillis() + " ms"
                : failure.getMessage();
    }

    private <T extends Answered> CompletionStage<List<T>> page(ActorRef<Question> process, Class<T> type,
            Optional<OutPoint> funding, Optional<ChannelRef> after, List<T> gathered, long began) {
        if (System.nanoTime() - began > ALL_WITHIN.toNanos()) {
            return CompletableFuture.failedFuture(new IllegalStateException("they take longer than "
                    + ALL_WITHIN.toSeconds() + " s"));
        }
        CompletionStage<Question.Answer> answer = AskPattern.ask(process, replyTo -> new Question.Page(
                type == ShownChannel.class, funding, after, replyTo), pageWithin, asking.get().system().scheduler());
        return answer.thenCompose(page -> {
            for (Bytes one : page.channels()) {
                gathered.add(asking.get().codec().decode(one.unsafeArray(), type));
            }
            return page.next().isEmpty() ? CompletableFuture.completedFuture(gathered)
                    : page(process, type, funding, page.next(), gathered, began);
        });
    }
}
