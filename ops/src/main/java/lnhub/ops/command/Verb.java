package lnhub.ops.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import lnhub.ops.lnrpc.ChannelPoint;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One of lncli's verbs: asks a running node and prints its answer. Exit status 0 when the node did it, 1 when it
 * refused or could not be asked, 2 when the command line was wrong.
 */
abstract class Verb implements Callable<Integer> {
    private static final int DEFAULT_PORT = 10_009;

    @Spec
    private CommandSpec spec;

    @Option(names = "--rpcserver", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:10009",
            description = "where the node's API listens (default: ${DEFAULT-VALUE})")
    private String rpcServer;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    /** @return the exit status */
    abstract int ask(NodeClient node);

    @Override
    public Integer call() {
        try (NodeClient node = new NodeClient(address())) {
            return ask(node);
        } catch (StatusRuntimeException e) {
            spec.commandLine().getErr().println(explain(e.getStatus()));
            return ExitCode.SOFTWARE;
        }
    }

    private String explain(Status status) {
        if (status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null) {
            return "no node answers at " + rpcServer + ": is one running there (hub start, or hub demo --stay),"
                    + " and is --rpcserver right?";
        }
        return "the node refused: " + (status.getDescription() == null ? status.getCode() : status.getDescription())
                + " (" + status.getCode() + ")";
    }

    private InetSocketAddress address() {
        int colon = rpcServer.lastIndexOf(':');
        String host = colon < 0 ? rpcServer : rpcServer.substring(0, colon);
        int port = colon < 0 ? DEFAULT_PORT : port(rpcServer.substring(colon + 1));
        return InetSocketAddress.createUnresolved(host, port);
    }

    private int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw wrong("--rpcserver must be HOST:PORT with a port from 1 to 65535, got " + rpcServer);
        }
        return Integer.parseInt(text);
    }

    final int print(Message answer) {
        spec.commandLine().getOut().println(LncliJson.print(answer));
        return ExitCode.OK;
    }

    final int print(Map<String, String> answer) {
        spec.commandLine().getOut().println(LncliJson.print(answer));
        return ExitCode.OK;
    }

    /** What is said to a person while waiting; not part of the answer. */
    final void progress(String text) {
        spec.commandLine().getErr().println(text);
    }

    /** The command line is wrong; picocli shows the text and the usage. */
    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    final ByteString bytes(String name, String hex) {
        try {
            return ByteString.copyFrom(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw wrong(name + " must be hexadecimal, got " + hex);
        }
    }

    /** The first that was given. lncli takes many values either as an argument or as a flag. */
    final String either(String argument, String flag, String name) {
        if (argument == null && flag == null) {
            throw wrong(name + " is missing");
        }
        return argument != null ? argument : flag;
    }

    /** @param text txid:index, as listchannels prints it */
    final ChannelPoint channelPoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw wrong("chan_point must be TXID:INDEX, got " + text);
        }
        return ChannelPoint.newBuilder().setFundingTxidStr(text.substring(0, colon))
                .setOutputIndex(Integer.parseInt(text.substring(colon + 1))).build();
    }

    /** A transaction id as people write it: the bytes that the API sends, backwards. */
    static String txid(ByteString bytes) {
        byte[] reversed = bytes.toByteArray();
        for (int i = 0; i < reversed.length / 2; i++) {
            byte swapped = reversed[i];
            reversed[i] = reversed[reversed.length - 1 - i];
            reversed[reversed.length - 1 - i] = swapped;
        }
        return HexFormat.of().formatHex(reversed);
    }
}
