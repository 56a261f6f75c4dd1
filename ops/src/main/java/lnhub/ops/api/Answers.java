package lnhub.ops.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.Subscription;
import lnhub.actors.NodeApi.Updates;
import lnhub.actors.StageFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries the node's stages and streams over to gRPC's observers, failures included. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {
    }

    /** One question, one reply. What {@code question} throws is answered like a failed stage. */
    static <A, B> void one(StreamObserver<B> caller, Supplier<CompletionStage<A>> question, Function<A, B> reply) {
        // Without this, writing to a call that its client has cancelled would throw.
        ((ServerCallStreamObserver<B>) caller).setOnCancelHandler(() -> { });
        try {
            question.get().thenApply(reply).whenComplete((answer, failure) -> {
                if (failure != null) {
                    caller.onError(status(failure));
                } else {
                    caller.onNext(answer);
                    caller.onCompleted();
                }
            });
        } catch (RuntimeException e) {
            caller.onError(status(e));
        }
    }

    /** A stream; when the client goes away the subscription is cancelled. An empty reply is not sent. */
    static <A, B> void many(StreamObserver<B> observer, Function<Updates<A>, Subscription> start,
            Function<A, Optional<B>> reply) {
        var caller = (ServerCallStreamObserver<B>) observer;
        var stream = new Stream<A, B>(caller, reply);
        caller.setOnCancelHandler(stream::cancelled);
        try {
            stream.subscribed(start.apply(stream));
        } catch (RuntimeException e) {
            caller.onError(status(e));
        }
    }

    /** A {@link Refused} with its own code and words; anything else is ours to look into, not the client's. */
    static StatusRuntimeException status(Throwable failure) {
        Throwable cause = StageFailure.cause(failure);
        return switch (cause) {
            case Refused refused -> Status.fromCode(Status.Code.valueOf(refused.code().name()))
                    .withDescription(refused.getMessage()).asRuntimeException();
            case StatusRuntimeException status -> status;
            default -> {
                LOG.error("A call of the API failed", cause);
                yield Status.INTERNAL.withDescription("the node failed to answer (" + cause.getClass().getSimpleName()
                        + "); its log says more").asRuntimeException();
            }
        };
    }

    private static final class Stream<A, B> implements Updates<A> {
        private final ServerCallStreamObserver<B> caller;
        private final Function<A, Optional<B>> reply;
        private Subscription subscription;
        private boolean cancelled;
        private boolean failed;

        Stream(ServerCallStreamObserver<B> caller, Function<A, Optional<B>> reply) {
            this.caller = caller;
            this.reply = reply;
        }

        synchronized void subscribed(Subscription given) {
            subscription = given;
            if (cancelled) {
                given.cancel();
            }
        }

        synchronized void cancelled() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void next(A update) {
            if (failed) {
                return;
            }
            try {
                reply.apply(update).ifPresent(caller::onNext);
            } catch (RuntimeException e) {
                failed(e);
                cancelled();
            }
        }

        @Override
        public void completed() {
            if (!failed) {
                caller.onCompleted();
            }
        }

        @Override
        public void failed(Throwable cause) {
            if (!failed) {
                failed = true;
                caller.onError(status(cause));
            }
        }
    }
}
