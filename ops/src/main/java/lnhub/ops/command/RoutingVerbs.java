package lnhub.ops.command;

import java.time.Instant;
import java.util.Map;
import lnhub.ops.lnrpc.ChannelGraphRequest;
import lnhub.ops.lnrpc.FeeLimit;
import lnhub.ops.lnrpc.FeeReportRequest;
import lnhub.ops.lnrpc.ForwardingHistoryRequest;
import lnhub.ops.lnrpc.NetworkInfoRequest;
import lnhub.ops.lnrpc.PolicyUpdateRequest;
import lnhub.ops.lnrpc.QueryRoutesRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The graph, fees and what was forwarded. */
final class RoutingVerbs {
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L,
            "w", 604_800L, "M", 2_629_800L, "y", 31_557_600L);

    private RoutingVerbs() {
    }

    @Command(name = "queryroutes", description = "Find a route without paying.")
    static final class QueryRoutes extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "DEST", description = "node id")
        private String destination;
        @Parameters(arity = "0..1", index = "1", paramLabel = "AMT", description = "satoshi")
        private Long amount;
        @Option(names = "--dest", paramLabel = "PUBKEY")
        private String destinationFlag;
        @Option(names = "--amt", paramLabel = "SAT")
        private Long amountFlag;
        @Option(names = "--fee_limit", paramLabel = "SAT")
        private Long feeLimit;
        @Option(names = "--final_cltv_delta", paramLabel = "BLOCKS")
        private int finalCltvDelta;

        @Override
        int ask(NodeClient node) {
            Long sat = amount != null ? amount : amountFlag;
            if (sat == null) {
                throw wrong("AMT is missing");
            }
            var request = QueryRoutesRequest.newBuilder().setPubKey(either(destination, destinationFlag, "DEST"))
                    .setAmt(sat).setFinalCltvDelta(finalCltvDelta);
            if (feeLimit != null) {
                request.setFeeLimit(FeeLimit.newBuilder().setFixed(feeLimit));
            }
            return print(node.lightning().queryRoutes(request.build()));
        }
    }

    @Command(name = "describegraph", description = "Print the graph as gossip has told it.")
    static final class DescribeGraph extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().describeGraph(ChannelGraphRequest.getDefaultInstance()));
        }
    }

    @Command(name = "getnetworkinfo", description = "Show figures about the graph.")
    static final class GetNetworkInfo extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().getNetworkInfo(NetworkInfoRequest.getDefaultInstance()));
        }
    }

    @Command(name = "feereport", description = "Show the fees of all channels and what they earned.")
    static final class FeeReport extends Verb {
        @Override
        int ask(NodeClient node) {
            return print(node.lightning().feeReport(FeeReportRequest.getDefaultInstance()));
        }
    }

    @Command(name = "updatechanpolicy", description = "Change the fees and limits of one channel or of all.")
    static final class UpdateChanPolicy extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "BASE_FEE_MSAT")
        private Long baseFee;
        @Parameters(arity = "0..1", index = "1", paramLabel = "FEE_RATE", description = "0.000001: one millionth")
        private Double feeRate;
        @Parameters(arity = "0..1", index = "2", paramLabel = "TIME_LOCK_DELTA", description = "blocks")
        private Integer timeLockDelta;
        @Option(names = "--base_fee_msat")
        private Long baseFeeFlag;
        @Option(names = "--fee_rate", description = "0.000001: one millionth")
        private Double feeRateFlag;
        @Option(names = "--fee_rate_ppm", description = "the same in millionths")
        private Integer feeRatePpm;
        @Option(names = "--time_lock_delta", paramLabel = "BLOCKS")
        private Integer timeLockDeltaFlag;
        @Option(names = "--min_htlc_msat")
        private Long minHtlcMsat;
        @Option(names = "--max_htlc_msat")
        private long maxHtlcMsat;
        @Option(names = "--chan_point", paramLabel = "TXID:INDEX", description = "without it: all channels")
        private String chanPoint;

        @Override
        int ask(NodeClient node) {
            Long base = baseFee != null ? baseFee : baseFeeFlag;
            Integer delta = timeLockDelta != null ? timeLockDelta : timeLockDeltaFlag;
            Double rate = feeRate != null ? feeRate : feeRateFlag;
            if (base == null || delta == null || (rate == null) == (feeRatePpm == null)) {
                throw wrong("the base fee, the time lock delta and one of --fee_rate and --fee_rate_ppm are needed");
            }
            var request = PolicyUpdateRequest.newBuilder().setBaseFeeMsat(base).setTimeLockDelta(delta)
                    .setMaxHtlcMsat(maxHtlcMsat).setMinHtlcMsatSpecified(minHtlcMsat != null)
                    .setMinHtlcMsat(minHtlcMsat == null ? 0 : minHtlcMsat)
                    .setFeeRate(rate == null ? 0 : rate).setFeeRatePpm(feeRatePpm == null ? 0 : feeRatePpm);
            if (chanPoint == null) {
                request.setGlobal(true);
            } else {
                request.setChanPoint(channelPoint(chanPoint));
            }
            var answer = node.lightning().updateChannelPolicy(request.build());
            print(answer);
            return answer.getFailedUpdatesCount() == 0 ? 0 : 1;
        }
    }

    @Command(name = "fwdinghistory", description = "List settled forwards, oldest first.")
    static final class FwdingHistory extends Verb {
        @Parameters(arity = "0..1", index = "0", paramLabel = "START_TIME")
        private String start;
        @Parameters(arity = "0..1", index = "1", paramLabel = "END_TIME")
        private String end;
        @Option(names = "--start_time", description = "seconds since 1970, or back from now as -2d (s m h d w M y);"
                + " default: -1d")
        private String startFlag;
        @Option(names = "--end_time", description = "the same; default: now")
        private String endFlag;
        @Option(names = "--index_offset", description = "how many to skip")
        private int indexOffset;
        @Option(names = "--max_events", description = "how many at most (default: 100, up to 50000)")
        private int maxEvents;

        @Override
        int ask(NodeClient node) {
            String from = start != null ? start : startFlag;
            String to = end != null ? end : endFlag;
            return print(node.lightning().forwardingHistory(ForwardingHistoryRequest.newBuilder()
                    .setStartTime(time(from == null ? "-1d" : from)).setEndTime(to == null ? 0 : time(to))
                    .setIndexOffset(indexOffset).setNumMaxEvents(maxEvents).build()));
        }

        private long time(String text) {
            if (text.matches("[0-9]{1,10}")) {
                return Long.parseLong(text);
            }
            if (text.matches("-[0-9]{1,9}[smhdwMy]")) {
                long unit = SECONDS.get(text.substring(text.length() - 1));
                long back = Long.parseLong(text.substring(1, text.length() - 1)) * unit;
                return Math.max(0, Instant.now().getEpochSecond() - back);
            }
            throw wrong("a time must be seconds since 1970 or like -2d, got " + text);
        }
    }
}
