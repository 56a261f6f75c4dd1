package lnhub.node.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lnhub.ops.hubrpc.StatsResponse;

/**
 * The figures of the flood and the verdict on the whole.
 *
 * @param unexpected payments of the flood that did not end as they had to, settled ones among them
 * @param feesEarnedMsat in the flood
 * @param totalFeesEarnedMsat in the whole demonstration
 * @param wrong what did not hold, in words
 */
record Report(int settled, int failed, int failedAsExpected, int unexpected, int forwards, long feesEarnedMsat,
        long totalFeesEarnedMsat, long elapsedMs, double p50Ms, double p99Ms, long hubCpuMs, Memory memory,
        List<String> wrong) {

    /** What was alive on the hub's heap after a tenth of the flood and at its end, and what it took in all. */
    record Memory(long heapFirstTenthBytes, long heapLastTenthBytes, long rssBytes) {
        static final Memory NONE = new Memory(0, 0, 0);

        static Memory of(StatsResponse firstTenth, StatsResponse end) {
            return new Memory(firstTenth.getHeapUsedBytes(), end.getHeapUsedBytes(), end.getRssBytes());
        }
    }

    boolean conserved() {
        return wrong.isEmpty();
    }

    /** Whether everything held: no payment ended otherwise than it had to, and nothing was lost. */
    boolean held() {
        return conserved() && unexpected == 0;
    }

    double forwardsPerSecond() {
        return elapsedMs == 0 ? 0 : forwards * 1000.0 / elapsedMs;
    }

    double hubCpuMsPerForward() {
        return forwards == 0 ? 0 : (double) hubCpuMs / forwards;
    }

    /** @param share 0.5 for the median. @return milliseconds; 0 when there are none */
    static double percentileMs(List<FloodOutcome> outcomes, double share) {
        long[] nanos = outcomes.stream().filter(FloodOutcome::settled).mapToLong(FloodOutcome::latencyNanos).toArray();
        Arrays.sort(nanos);
        return nanos.length == 0 ? 0 : nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)] / 1e6;
    }

    String json() {
        var json = new ObjectMapper().createObjectNode()
                .put("settled", settled).put("failed", failed).put("failedAsExpected", failedAsExpected)
                .put("forwards", forwards).put("feesEarnedMsat", feesEarnedMsat)
                .put("totalFeesEarnedMsat", totalFeesEarnedMsat).put("conserved", conserved())
                .put("elapsedMs", elapsedMs).put("forwardsPerSecond", rounded(forwardsPerSecond()))
                .put("p50Ms", rounded(p50Ms)).put("p99Ms", rounded(p99Ms))
                .put("hubCpuMsPerForward", rounded(hubCpuMsPerForward()))
                .put("hubHeapFirstTenthBytes", memory.heapFirstTenthBytes())
                .put("hubHeapLastTenthBytes", memory.heapLastTenthBytes()).put("hubRssBytes", memory.rssBytes());
        try {
            return new ObjectMapper().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers cannot fail to be written", e);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    List<String> lines() {
        return List.of(
                text("payments settled      %,d", settled),
                text("payments failed       %,d, of which %,d were made to", failed, failedAsExpected),
                text("forwards per second   %.1f (%,d in %.1f s)", forwardsPerSecond(), forwards, elapsedMs / 1000.0),
                text("latency               p50 %.0f ms, p99 %.0f ms", p50Ms, p99Ms),
                text("hub's CPU per forward %.2f ms", hubCpuMsPerForward()),
                text("hub's heap in use     %,d KB after a tenth, %,d KB at the end; %,d KB resident",
                        memory.heapFirstTenthBytes() >> 10, memory.heapLastTenthBytes() >> 10,
                        memory.rssBytes() >> 10),
                text("fees the hub earned   %,d msat, %,d of them in the flood", totalFeesEarnedMsat, feesEarnedMsat),
                conserved() ? "conservation          holds to the millisatoshi" : "conservation          VIOLATED");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
