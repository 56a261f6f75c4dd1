package lnhub.actors.api;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi.Forward;
import lnhub.actors.NodeApi.ForwardingPage;
import lnhub.actors.NodeApi.ForwardingQuery;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.forward.LocalChannels;
import lnhub.persistence.history.ChannelDirectory;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Live;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** The forwarding history, with the names that the network has for our channels. */
final class HistoryQueries {
    private static final ShortChannelId UNKNOWN = new ShortChannelId(0);

    private final ApiServices services;

    HistoryQueries(ApiServices services) {
        this.services = services;
    }

    CompletionStage<ForwardingPage> page(ForwardingQuery query) {
        Refusals.within("limit", query.limit(), 1, ForwardingHistory.MAX_LIMIT);
        Refusals.within("offset", query.offset(), 0, Integer.MAX_VALUE);
        long fromMs = Refusals.read("start", query.start(), HistoryQueries::millis);
        long toMs = Refusals.read("end", query.end(), HistoryQueries::millis);
        return services.tables().ask(() -> {
            Map<Bytes32, ShortChannelId> names = new HashMap<>();
            List<Forward> page = new ArrayList<>();
            for (ForwardingHistory.Forward row
                    : services.tables().history().page(fromMs, toMs, query.offset(), query.limit())) {
                page.add(new Forward(name(row.incomingChannel(), names), name(row.outgoingChannel(), names),
                        row.incomingHtlc(), row.amountInMsat(), row.amountOutMsat(),
                        Instant.ofEpochMilli(row.resolvedMs())));
            }
            return new ForwardingPage(List.copyOf(page));
        });
    }

    private static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException beyond) {
            throw new IllegalArgumentException(instant + " is too far away", beyond);
        }
    }

    private ShortChannelId name(Bytes32 channel, Map<Bytes32, ShortChannelId> names) throws SQLException {
        ShortChannelId known = names.get(channel);
        if (known == null) {
            known = lookUp(new ChannelRef(channel)).orElse(UNKNOWN);
            names.put(channel, known);
        }
        return known;
    }

    private Optional<ShortChannelId> lookUp(ChannelRef ref) throws SQLException {
        Optional<ShortChannelId> living = services.channels().get(ref).map(LocalChannel::shortChannelId)
                .or(() -> services.channels().seen(ref).map(LocalChannels.Seen::state).flatMap(state ->
                        state instanceof Live live ? live.funded().shortChannelId() : Optional.empty()));
        return living.isPresent() ? living : services.tables().directory().get(ref.toHex())
                .flatMap(ChannelDirectory.Listing::shortChannelId);
    }
}
