package lnhub.persistence.kryo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.channel.AnsweredOffers;
import lnhub.protocol.channel.Assignment;
import lnhub.protocol.channel.ChainFacts;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Closing;
import lnhub.protocol.channel.DataLost;
import lnhub.protocol.channel.Debts;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.ForwardRecord;
import lnhub.protocol.channel.Funded;
import lnhub.protocol.channel.Htlc;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.RevokedQueue;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What channels recorded before the hub claimed anything on chain. What a spend of the funding output was is not in
 * it: the chain is asked again. An HTLC may have been in any commitment of the peer's from the first on.
 */
final class FormerChannels {
    private FormerChannels() {
    }

    record OfferedV1(long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Origin origin, int stage,
            Optional<Htlc.Removal> removal) {
        Htlc.Offered now() {
            return new Htlc.Offered(id, amountMsat, paymentHash, cltvExpiry, origin, stage, removal, 0);
        }
    }

    record ReceivedV1(long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Bytes onion, int stage,
            Optional<Htlc.Removal> removal, Optional<Assignment> assignment, Optional<Settlement> settlement) {
        Htlc.Received now() {
            return new Htlc.Received(id, amountMsat, paymentHash, cltvExpiry, onion, stage, removal, assignment,
                    settlement, 0);
        }
    }

    record DebtsV1(Map<Origin, Settlement> upstream, Map<ChannelRef, AnsweredOffers> answered,
            Map<Long, ForwardRecord> history) {
        Debts now() {
            return new Debts(upstream, answered, history, new RevokedQueue(0, List.of()));
        }
    }

    record ClosingV1(Funded funded, Bytes transaction, Optional<Bytes32> spentBy) {
        Closing now() {
            return new Closing(funded, transaction);
        }
    }

    record DataLostV1(Funded funded, String reason, Optional<Bytes32> spentBy) {
        DataLost now() {
            return new DataLost(funded, reason);
        }
    }

    record OnChainV1(Funded funded, Optional<Bytes> transaction, Optional<Bytes32> spentBy, String reason) {
        OnChain now() {
            ChainFacts nothing = new ChainFacts(Optional.empty(), Map.of());
            return new OnChain(funded, transaction, reason, false, nothing, List.of(), List.of());
        }
    }

    record FundingSpentV1(Bytes32 txid, int height) {
        Event.FundingSpent now() {
            return new Event.FundingSpent(txid, Bytes.EMPTY, height, Bytes32.ZEROES,
                    new FundingSpend.Unknown("recorded by an earlier version"));
        }
    }

    static void register(KryoRegistry.Builder table) {
        table.former(Htlc.Offered.class, 1, OfferedV1.class, OfferedV1::now);
        table.former(Htlc.Received.class, 1, ReceivedV1.class, ReceivedV1::now);
        table.former(Debts.class, 1, DebtsV1.class, DebtsV1::now);
        table.former(Closing.class, 1, ClosingV1.class, ClosingV1::now);
        table.former(DataLost.class, 1, DataLostV1.class, DataLostV1::now);
        table.former(OnChain.class, 1, OnChainV1.class, OnChainV1::now);
        table.former(Event.FundingSpent.class, 1, FundingSpentV1.class, FundingSpentV1::now);
    }
}
