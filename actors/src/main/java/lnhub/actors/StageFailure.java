package lnhub.actors;

import java.util.concurrent.CompletionException;

/** Why a stage failed: stages that follow others wrap it. */
public final class StageFailure {

    private StageFailure() {
    }

    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
