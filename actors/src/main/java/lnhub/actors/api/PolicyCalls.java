package lnhub.actors.api;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi.ChannelFee;
import lnhub.actors.NodeApi.FeeReport;
import lnhub.actors.NodeApi.PolicyFailure;
import lnhub.actors.NodeApi.PolicyUpdate;
import lnhub.actors.forward.LocalChannel;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.transactions.OutPoint;
import lnhub.routing.forward.RelayPolicy;

/** What we ask for forwarding, and what it has brought. */
final class PolicyCalls {
    /**
     * 3R + 2G + 2S blocks with R = 2, G = 2, S = 12 (BOLT 2, "cltv_expiry_delta Selection"): with less, an HTLC could
     * be lost between its two channels.
     */
    static final int MIN_CLTV_EXPIRY_DELTA = 34;
    private static final int MAX_CLTV_EXPIRY_DELTA = 2_016;
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    private final ApiServices services;

    PolicyCalls(ApiServices services) {
        this.services = services;
    }

    /** A policy takes effect once it is stored, so that a restart does not undo what peers were told. */
    CompletionStage<List<PolicyFailure>> update(Optional<OutPoint> funding, PolicyUpdate update) {
        check(update);
        List<PolicyFailure> failures = new ArrayList<>();
        Map<ChannelRef, RelayPolicy> changes = new LinkedHashMap<>();
        List<LocalChannel> channels = services.channels().all().stream()
                .filter(c -> funding.map(c.params().funding()::equals).orElse(true)).toList();
        if (funding.isPresent() && channels.isEmpty()) {
            failures.add(new PolicyFailure(funding.get(), "no open channel has this funding output"));
        }
        for (LocalChannel channel : channels) {
            reason(channel, update).ifPresentOrElse(
                    reason -> failures.add(new PolicyFailure(channel.params().funding(), reason)),
                    () -> changes.put(channel.ref(), changed(channel, update)));
        }
        if (changes.isEmpty()) {
            return CompletableFuture.completedFuture(List.copyOf(failures));
        }
        return services.tables().ask(() -> {
            services.tables().storePolicies(services.channels(), changes);
            return List.copyOf(failures);
        });
    }

    private static void check(PolicyUpdate update) {
        Refusals.within("the base fee in millisatoshi", update.feeBaseMsat(), 0, MAX_U32);
        Refusals.within("the fee rate in millionths", update.feeProportionalMillionths(), 0, MAX_U32);
        Refusals.within("the cltv_expiry_delta in blocks", update.cltvExpiryDelta(), MIN_CLTV_EXPIRY_DELTA,
                MAX_CLTV_EXPIRY_DELTA);
        update.htlcMinimumMsat().ifPresent(minimum ->
                Refusals.within("the smallest HTLC in millisatoshi", minimum, 0, Long.MAX_VALUE));
        update.htlcMaximumMsat().ifPresent(maximum ->
                Refusals.within("the largest HTLC in millisatoshi", maximum, 1, Long.MAX_VALUE));
    }

    /** Why this channel cannot have it: its peer's minimum and its capacity bound what it can carry. */
    private static Optional<String> reason(LocalChannel channel, PolicyUpdate update) {
        long least = channel.params().remote().htlcMinimumMsat();
        long most = channel.params().capacitySat() * 1000;
        long minimum = update.htlcMinimumMsat().orElse(channel.policy().htlcMinimumMsat());
        long maximum = update.htlcMaximumMsat().orElse(channel.policy().htlcMaximumMsat());
        if (minimum < least) {
            return Optional.of("the peer takes no HTLC below " + least + " msat, so the smallest cannot be " + minimum);
        }
        if (maximum > most) {
            return Optional.of("the capacity is " + most + " msat, so the largest HTLC cannot be " + maximum);
        }
        return minimum > maximum ? Optional.of("the smallest HTLC, " + minimum + " msat, would be above the largest, "
                + maximum + " msat") : Optional.empty();
    }

    private static RelayPolicy changed(LocalChannel channel, PolicyUpdate update) {
        return new RelayPolicy(update.feeBaseMsat(), update.feeProportionalMillionths(), update.cltvExpiryDelta(),
                update.htlcMinimumMsat().orElse(channel.policy().htlcMinimumMsat()),
                update.htlcMaximumMsat().orElse(channel.policy().htlcMaximumMsat()));
    }

    // --- what it has brought ---

    CompletionStage<FeeReport> report() {
        List<ChannelFee> channels = services.channels().all().stream().map(channel -> new ChannelFee(
                channel.params().funding(), Optional.of(channel.shortChannelId()), channel.policy().feeBaseMsat(),
                channel.policy().feeProportionalMillionths())).toList();
        Instant now = services.facts().clock().instant();
        return services.tables().ask(() -> new FeeReport(channels, feesMsat(now, 1), feesMsat(now, 7),
                feesMsat(now, 30)));
    }

    private long feesMsat(Instant now, int days) throws SQLException {
        return services.tables().history().totals(now.minus(Duration.ofDays(days)).toEpochMilli(), Long.MAX_VALUE)
                .feeMsat();
    }
}
