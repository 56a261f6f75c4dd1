package lnhub.node.command;

import java.util.concurrent.CompletableFuture;

/** Where the process begins. */
public final class Hub {
    private Hub() {
    }

    public static void main(String[] arguments) {
        System.exit(HubCommand.commandLine(
                config -> CompletableFuture.failedFuture(new IllegalStateException("no node is built in")),
                folder -> {
                    throw new IllegalStateException("no private chain is built in");
                }).execute(arguments));
    }
}
