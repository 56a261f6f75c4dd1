package lnhub.ops.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lnhub.ops.hubrpc.StatsResponse;

/** What this process has used so far, as the JVM and the system tell. */
final class ProcessStats {
    private static final Path LINUX_STATUS = Path.of("/proc/self/status");

    private ProcessStats() {
    }

    /** @param collectGarbage first, so that the heap used is what is alive */
    static StatsResponse now(boolean collectGarbage) {
        if (collectGarbage) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return StatsResponse.newBuilder()
                .setCpuMs(cpuMs())
                .setUptimeMs(ManagementFactory.getRuntimeMXBean().getUptime())
                .setHeapUsedBytes(heap.getUsed())
                .setHeapMaxBytes(heap.getMax())
                .setRssBytes(Files.isReadable(LINUX_STATUS) ? rssBytes() : 0)
                .setGcMs(ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime).filter(ms -> ms > 0).sum())
                .setThreads(ManagementFactory.getThreadMXBean().getThreadCount())
                .build();
    }

    private static long cpuMs() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1_000_000 : 0;
    }

    private static long rssBytes() {
        try (Stream<String> lines = Files.lines(LINUX_STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst().orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + LINUX_STATUS, e);
        }
    }
}
