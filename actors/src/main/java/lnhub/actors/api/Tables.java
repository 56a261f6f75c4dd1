package lnhub.actors.api;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.sql.DataSource;
import lnhub.actors.forward.LocalChannels;
import lnhub.persistence.history.ChannelClosings;
import lnhub.persistence.history.ChannelDirectory;
import lnhub.persistence.history.ChannelPolicies;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.forward.RelayPolicy;

/** The tables that the API reads and writes. @param blocking runs what waits for the database */
public record Tables(ForwardingHistory history, ChannelDirectory directory, ChannelClosings closings,
        ChannelPolicies policies, Executor blocking) {
    private static final int PAGE = 1_000;
    private static final int MAX_POLICIES = 1_000_000;

    public static Tables of(DataSource dataSource, Executor blocking) {
        return new Tables(new ForwardingHistory(dataSource), new ChannelDirectory(dataSource),
                new ChannelClosings(dataSource), new ChannelPolicies(dataSource), blocking);
    }

    /**
     * Gives the channels the policies that were stored: before they wake up, and when another process has stored some.
     * Blocks.
     */
    public void loadPolicies(LocalChannels channels) throws SQLException {
        synchronized (policies) {
            for (ChannelPolicies.Policy row : all(policies::page, ChannelPolicies.Policy::entityId, MAX_POLICIES)) {
                channels.setPolicy(new ChannelRef(Bytes32.fromHex(row.entityId())), new RelayPolicy(row.feeBaseMsat(),
                        row.feeProportionalMillionths(), row.cltvExpiryDelta(), row.htlcMinimumMsat(),
                        row.htlcMaximumMsat()));
            }
        }
    }

    /** Loads them now, and whenever another process has stored some. Blocks. */
    public void followPolicies(LocalChannels channels) throws SQLException {
        channels.onPoliciesStored(() -> ask(() -> {
            loadPolicies(channels);
            return null;
        }));
        loadPolicies(channels);
    }

    /**
     * Stores policies and gives them to the channels, of this process and of others. Blocks. What is read meanwhile is
     * set before or read after, never in between: what is set last is what is stored.
     */
    void storePolicies(LocalChannels channels, Map<ChannelRef, RelayPolicy> changes) throws SQLException {
        synchronized (policies) {
            policies.put(changes.entrySet().stream().map(change -> row(change.getKey(), change.getValue())).toList());
            changes.forEach(channels::setPolicy);
        }
        channels.policiesStored();
    }

    private static ChannelPolicies.Policy row(ChannelRef ref, RelayPolicy policy) {
        return new ChannelPolicies.Policy(ref.toHex(), policy.feeBaseMsat(), policy.feeProportionalMillionths(),
                policy.cltvExpiryDelta(), policy.htlcMinimumMsat(), policy.htlcMaximumMsat());
    }

    interface Work<T> {
        T run() throws SQLException;
    }

    interface Pages<T> {
        List<T> after(String entityId, int limit) throws SQLException;
    }

    <T> CompletionStage<T> ask(Work<T> work) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return work.run();
            } catch (SQLException failed) {
                throw new CompletionException(failed);
            }
        }, blocking);
    }

    /** All rows of a table that is paged by entity id. @param most more rows than this are an error */
    static <T> List<T> all(Pages<T> pages, Function<T, String> entityId, int most) throws SQLException {
        List<T> all = new ArrayList<>();
        List<T> page = pages.after("", PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            if (all.size() > most) {
                throw new SQLException("more than " + most + " rows");
            }
            page = page.size() < PAGE ? List.of() : pages.after(entityId.apply(page.getLast()), PAGE);
        }
        return all;
    }
}
