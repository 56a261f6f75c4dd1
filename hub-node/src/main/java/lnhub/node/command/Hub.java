package lnhub.node.command;

import java.util.concurrent.CompletableFuture;

/** Where the process begins. */
public final class Hub {
    private Hub() {
    }

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("start")) {
            // Before the first logger: a daemon tells what it does, a command only what went wrong.
            System.setProperty("hub.log.level", "INFO");
        }
        System.exit(HubCommand.commandLine(
                config -> CompletableFuture.failedFuture(new IllegalStateException("no node is built in")),
                folder -> {
                    throw new IllegalStateException("no private chain is built in");
                }).execute(arguments));
    }
}
