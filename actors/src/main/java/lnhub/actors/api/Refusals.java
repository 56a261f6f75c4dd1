package lnhub.actors.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.NodeApi.Refused.Code;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.InsufficientFunds;

/** What the operator is told that can do something about it. */
final class Refusals {

    private Refusals() {
    }

    static Refused invalid(String message) {
        return new Refused(Code.INVALID_ARGUMENT, message);
    }

    static Refused precondition(String message) {
        return new Refused(Code.FAILED_PRECONDITION, message);
    }

    static Refused notFound(String message) {
        return new Refused(Code.NOT_FOUND, message);
    }

    static Refused unavailable(String message) {
        return new Refused(Code.UNAVAILABLE, message);
    }

    static void check(boolean allowed, String message) {
        if (!allowed) {
            throw invalid(message);
        }
    }

    /** @throws Refused naming the range */
    static void within(String what, long value, long smallest, long largest) {
        check(value >= smallest && value <= largest,
                what + " must be " + smallest + " to " + largest + ", got " + value);
    }

    /** The stage, with the failures of wallet and chain as refusals. */
    static <T> CompletionStage<T> ofWallet(CompletionStage<T> stage) {
        return stage.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                ofWallet(StageFailure.cause(failure))));
    }

    static Throwable ofWallet(Throwable failure) {
        return switch (failure) {
            case InsufficientFunds funds -> precondition("the wallet " + funds.getMessage());
            case ChainException chain -> unavailable("the chain cannot be asked: " + chain.getMessage());
            case IllegalArgumentException argument -> invalid(argument.getMessage());
            default -> failure;
        };
    }

    /** Reads an argument whose reader throws {@link IllegalArgumentException}. */
    static <A, B> B read(String what, A argument, Function<A, B> reader) {
        try {
            return reader.apply(argument);
        } catch (IllegalArgumentException malformed) {
            throw invalid(what + ": " + malformed.getMessage());
        }
    }
}
