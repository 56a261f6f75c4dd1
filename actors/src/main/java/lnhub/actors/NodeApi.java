package lnhub.actors;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.Features;

/**
 * What an operator can ask of a node. Every method returns at once; a stage that fails does so with {@link Refused}
 * when the operator can do something about it, and with anything else when the node is at fault.
 *
 * <p>Amounts are in the unit their name says. Transaction ids are in internal byte order. Lists are snapshots.
 */
public interface NodeApi {

    /** Completes when the node has recovered, is listening and follows the chain; the other methods work from then. */
    CompletionStage<Void> ready();

    CompletionStage<NodeInfo> info();

    /** Stops the node; completes when nothing of it runs any more. */
    CompletionStage<Void> stop();

    // On chain

    /** A fresh P2WPKH address of the node's wallet. */
    CompletionStage<String> newAddress();

    CompletionStage<WalletBalance> walletBalance();

    /** @return the id of the transaction, which the mempool has accepted */
    CompletionStage<Bytes32> sendCoins(SendCoins request);

    // Peers

    /** Completes when init messages have been exchanged; refuses with ALREADY_EXISTS when already connected. */
    CompletionStage<Void> connect(PublicKey nodeId, String host, int port, Duration timeout);

    CompletionStage<List<Peer>> peers();

    // Channels

    /** Updates: {@link OpenUpdate.Pending} when the funding is published, then {@link OpenUpdate.Opened}; the end. */
    Subscription openChannel(OpenChannel request, Updates<OpenUpdate> updates);

    /** Updates: {@link CloseUpdate.Pending} for each closing transaction published, then one Closed; the end. */
    Subscription closeChannel(CloseChannel request, Updates<CloseUpdate> updates);

    /** Channels whose channel_ready was exchanged and that are not closing. */
    CompletionStage<List<Channel>> channels();

    CompletionStage<List<PendingChannel>> pendingChannels();

    CompletionStage<List<ClosedChannel>> closedChannels();

    // Routing

    CompletionStage<Graph> describeGraph();

    /** At most one route for now, cheapest first; refuses with NOT_FOUND when there is none. */
    CompletionStage<List<Route>> queryRoutes(QueryRoutes request);

    CompletionStage<FeeReport> feeReport();

    /** @param channel the one to change; empty: all. @return those that could not be changed, with the reason */
    CompletionStage<List<PolicyFailure>> updatePolicy(Optional<OutPoint> channel, PolicyUpdate update);

    CompletionStage<ForwardingPage> forwardingHistory(ForwardingQuery query);

    // Payments

    CompletionStage<Invoice> addInvoice(AddInvoice request);

    /** Refuses with NOT_FOUND when no invoice has this payment hash. */
    CompletionStage<Invoice> lookupInvoice(Bytes32 paymentHash);

    /** Reads a BOLT 11 invoice, checks its signature, and says what is in it. */
    CompletionStage<DecodedInvoice> decodePayReq(String paymentRequest);

    /**
     * Pays. Every change of the payment is one update; the last one is SUCCEEDED or FAILED, then the end.
     * Cancelling the subscription stops the updates, never the payment. Refuses with ALREADY_EXISTS when a payment
     * for the same hash is in flight or has succeeded: paying a hash twice would be paying nothing twice.
     */
    Subscription sendPayment(SendPayment request, Updates<Payment> updates);

    /** The payment's state now, then as for {@link #sendPayment}; refuses with NOT_FOUND when there is none. */
    Subscription trackPayment(Bytes32 paymentHash, Updates<Payment> updates);

    /**
     * Receives a stream. Calls come one at a time, never concurrently, and none after {@code completed} or
     * {@code failed}. They must return quickly: they may run on an actor's thread.
     */
    interface Updates<T> {
        void next(T update);

        void completed();

        /** @param cause a {@link Refused}, or whatever else went wrong */
        void failed(Throwable cause);
    }

    /** Ends the updates of a stream, not what they report on. */
    interface Subscription {
        void cancel();
    }

    /** The operator asked for something that is not allowed or not possible; the message says what is. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Named and meant as gRPC's status codes. */
        public enum Code {
            INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED,
            UNAVAILABLE
        }

        private final Code code;

        public Refused(Code code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        public Code code() {
            return code;
        }
    }

    /** @param network "regtest", "signet", "testnet" or "mainnet". @param uris nodeId@host:port */
    record NodeInfo(PublicKey nodeId, String alias, int rgbColor, String version, String network, int blockHeight,
            Bytes32 blockHash, Instant blockTime, boolean syncedToChain, boolean syncedToGraph, int pendingChannels,
            int activeChannels, int inactiveChannels, int peers, List<String> uris, Features features) {
    }

    /**
     * @param lockedSat     in inputs reserved for transactions that are being made, part of neither of the others
     * @param feeReserveSat of {@code confirmedSat}, what is neither sent nor put into channels: it pays the fees of
     *                      closing them by force
     */
    record WalletBalance(long confirmedSat, long unconfirmedSat, long lockedSat, long feeReserveSat) {
    }

    /** @param feeratePerKw empty: as the chain estimates. @param amountSat ignored when {@code all} */
    record SendCoins(String address, long amountSat, boolean all, OptionalInt feeratePerKw) {
    }

    record Peer(PublicKey nodeId, String host, int port, boolean inbound, long bytesSent, long bytesReceived,
            long satSent, long satReceived, Duration pingTime, int reconnects, Features features) {
    }

    /** @param pushMsat given to the peer at the start. @param closeAddress empty: the wallet's */
    record OpenChannel(PublicKey nodeId, long capacitySat, long pushMsat, boolean announce, OptionalInt feeratePerKw,
            OptionalInt remoteCsvDelay, Optional<String> closeAddress) {
    }

    sealed interface OpenUpdate {
        record Pending(OutPoint funding) implements OpenUpdate {
        }

        record Opened(OutPoint funding) implements OpenUpdate {
        }
    }

    /** @param force publishes our commitment instead of agreeing on a closing transaction with the peer */
    record CloseChannel(OutPoint channelPoint, boolean force, OptionalInt feeratePerKw,
            Optional<String> deliveryAddress) {
    }

    sealed interface CloseUpdate {
        record Pending(Bytes32 closingTxid) implements CloseUpdate {
        }

        /** Confirmed as deep as the node asks for. */
        record Closed(Bytes32 closingTxid) implements CloseUpdate {
        }
    }

    /**
     * A channel as of our latest commitment. Nothing is rounded or taken off:
     * {@code localMsat + remoteMsat} + the amounts of {@code htlcs} = {@code capacitySat * 1000}.
     *
     * @param shortChannelId empty until the funding has confirmed
     * @param commitFeeSat the base fee of our commitment (BOLT 3, "Fees"); the opener pays it, out of its balance
     * @param anchorsSat value of the anchor outputs; the opener pays it too
     */
    record Channel(OutPoint channelPoint, Optional<ShortChannelId> shortChannelId, PublicKey remoteNodeId,
            boolean active, boolean announced, boolean initiator, long capacitySat, long localMsat, long remoteMsat,
            long commitFeeSat, long anchorsSat, int commitWeight, int feeratePerKw, long sentMsat, long receivedMsat,
            long commitmentNumber, List<Htlc> htlcs, Limits local, Limits remote, long pushedMsat,
            Duration lifetime, Duration uptime) {
    }

    /** @param lockedIn irrevocably committed on both sides */
    record Htlc(boolean incoming, long id, long amountMsat, Bytes32 paymentHash, int cltvExpiry, boolean lockedIn) {
    }

    /**
     * What binds one side: what the other has demanded of it (BOLT 2, open_channel and accept_channel), as lnd's
     * constraints have it; but the dust limit is its own.
     */
    record Limits(int csvDelay, long reserveSat, long dustLimitSat, long maxInFlightMsat, long minHtlcMsat,
            int maxAcceptedHtlcs) {
    }

    enum PendingState {
        /** Funding published or about to be, not deep enough yet. */
        OPENING,
        /** Shutdown agreed or asked for, or a closing transaction published but not confirmed. */
        WAITING_CLOSE,
        /** A commitment transaction is on chain and not everything of it is resolved. */
        FORCE_CLOSING
    }

    /**
     * @param closingTxid when one is known
     * @param limboSat ours, in outputs that nobody has spent yet
     * @param recoveredSat ours, in outputs that we have spent: it is in the wallet, or will be when that confirms
     * @param maturityHeight the first block that may have the claim of our balance, 0 when unknown or claimed
     * @param htlcs of {@code limboSat}, what is in HTLCs
     */
    record PendingChannel(PendingState state, OutPoint channelPoint, PublicKey remoteNodeId, long capacitySat,
            long localMsat, long remoteMsat, long localReserveSat, long remoteReserveSat, boolean initiator,
            boolean announced, long commitFeeSat, int commitWeight, int feeratePerKw, Optional<Bytes32> closingTxid,
            int confirmationsNeeded, long limboSat, long recoveredSat, int maturityHeight, List<PendingHtlc> htlcs) {
    }

    /** @param stage 1: an output of the commitment, 2: that of our HTLC transaction @param maturityHeight as above */
    record PendingHtlc(boolean incoming, long amountSat, OutPoint outPoint, int maturityHeight, int stage) {
    }

    enum CloseKind { COOPERATIVE, LOCAL_FORCE, REMOTE_FORCE, BREACH, FUNDING_CANCELED }

    /** @param settledSat what came back to our wallet */
    record ClosedChannel(OutPoint channelPoint, Optional<ShortChannelId> shortChannelId, PublicKey remoteNodeId,
            long capacitySat, Bytes32 closingTxid, int closeHeight, long settledSat, CloseKind kind,
            boolean initiator) {
    }

    record Graph(List<GraphNode> nodes, List<GraphEdge> edges) {
    }

    /** @param addresses host:port, IPv6 in brackets */
    record GraphNode(PublicKey nodeId, String alias, int rgbColor, Instant updated, List<String> addresses,
            Features features) {
    }

    /** @param policy1 what node 1, whose key is the smaller, asks for forwarding from it; empty: not heard of */
    record GraphEdge(ShortChannelId shortChannelId, Optional<OutPoint> channelPoint, PublicKey nodeId1,
            PublicKey nodeId2, long capacitySat, Optional<Policy> policy1, Optional<Policy> policy2) {
    }

    /** What a channel_update says (BOLT 7). */
    record Policy(int cltvExpiryDelta, long htlcMinimumMsat, long htlcMaximumMsat, long feeBaseMsat,
            long feeProportionalMillionths, boolean disabled, Instant updated) {
    }

    /** What to change; empty: as it is. */
    record PolicyUpdate(long feeBaseMsat, long feeProportionalMillionths, int cltvExpiryDelta,
            Optional<Long> htlcMinimumMsat, Optional<Long> htlcMaximumMsat) {
    }

    record PolicyFailure(OutPoint channelPoint, String reason) {
    }

    record QueryRoutes(PublicKey destination, long amountMsat, int finalCltvExpiryDelta, long feeLimitMsat,
            List<List<RouteHint>> routeHints) {
    }

    /** @param totalAmountMsat fees included. @param totalTimeLock absolute block height */
    record Route(long totalAmountMsat, long totalFeesMsat, int totalTimeLock, List<Hop> hops) {
    }

    /** @param amountToForwardMsat what this hop passes on, at the last hop receives. @param expiry block height */
    record Hop(ShortChannelId shortChannelId, PublicKey nodeId, long capacitySat, long amountToForwardMsat,
            long feeMsat, int expiry) {
    }

    record FeeReport(List<ChannelFee> channels, long dayFeesMsat, long weekFeesMsat, long monthFeesMsat) {
    }

    record ChannelFee(OutPoint channelPoint, Optional<ShortChannelId> shortChannelId, long feeBaseMsat,
            long feeProportionalMillionths) {
    }

    /** Oldest first. @param limit how many at most, 1 to 50,000. @param offset how many of the matching to skip */
    record ForwardingQuery(Instant start, Instant end, long offset, int limit) {
    }

    record ForwardingPage(List<Forward> forwards) {
    }

    /** A settled forward. The fee is {@code amountInMsat - amountOutMsat}. */
    record Forward(ShortChannelId incoming, ShortChannelId outgoing, long incomingHtlcId, long amountInMsat,
            long amountOutMsat, Instant settled) {
    }

    /** @param amountMsat 0: the payer chooses. @param finalCltvExpiryDelta empty: the node's default */
    record AddInvoice(long amountMsat, String description, Optional<Bytes32> descriptionHash,
            Optional<Bytes32> preimage, Duration expiry, OptionalInt finalCltvExpiryDelta, boolean routeHints) {
    }

    enum InvoiceState { OPEN, ACCEPTED, SETTLED, CANCELED }

    /** @param addIndex 1, 2, ... in the order of making. @param settleIndex the same for settling, 0 until then */
    record Invoice(Bytes32 paymentHash, Bytes32 preimage, Bytes32 paymentSecret, long amountMsat, String description,
            Optional<Bytes32> descriptionHash, String paymentRequest, Instant created, Duration expiry,
            int finalCltvExpiryDelta, InvoiceState state, long paidMsat, Optional<Instant> settled, long addIndex,
            long settleIndex, Features features) {
    }

    record DecodedInvoice(PublicKey destination, Bytes32 paymentHash, long amountMsat, Instant created,
            Duration expiry, String description, Optional<Bytes32> descriptionHash, Optional<String> fallbackAddress,
            int finalCltvExpiryDelta, List<List<RouteHint>> routeHints, Optional<Bytes32> paymentSecret,
            Features features) {
    }

    /** One hop of a private path, as BOLT 11's field r has it. */
    record RouteHint(PublicKey nodeId, ShortChannelId shortChannelId, long feeBaseMsat,
            long feeProportionalMillionths, int cltvExpiryDelta) {
    }

    sealed interface PaymentTarget {
        /** @param amountMsat only for an invoice without an amount, else 0 */
        record ToInvoice(String paymentRequest, long amountMsat) implements PaymentTarget {
        }

        record ToNode(PublicKey destination, Bytes32 paymentHash, long amountMsat, int finalCltvExpiryDelta,
                Optional<Bytes32> paymentSecret, List<List<RouteHint>> routeHints) implements PaymentTarget {
        }
    }

    /**
     * @param timeout no new attempt is made after it
     * @param maxParts 1: no splitting
     * @param cltvLimit how many blocks above the tip the whole route may lock
     * @param outgoingChannels empty: any
     * @param inFlightUpdates false: only the last update is wanted
     */
    record SendPayment(PaymentTarget target, long feeLimitMsat, Duration timeout, int maxParts,
            OptionalInt cltvLimit, List<ShortChannelId> outgoingChannels, boolean inFlightUpdates) {
    }

    enum PaymentStatus { INITIATED, IN_FLIGHT, SUCCEEDED, FAILED }

    enum PaymentFailure {
        NONE, TIMEOUT, NO_ROUTE, ERROR, INCORRECT_PAYMENT_DETAILS, INSUFFICIENT_BALANCE, CANCELED
    }

    /** @param preimage once it succeeded. @param feeMsat of the attempts that settled or are in flight */
    record Payment(Bytes32 paymentHash, Optional<Bytes32> preimage, Optional<String> paymentRequest, long amountMsat,
            long feeMsat, PaymentStatus status, PaymentFailure failure, Instant created, long index,
            List<Attempt> attempts) {
    }

    enum AttemptStatus { IN_FLIGHT, SUCCEEDED, FAILED }

    record Attempt(long id, AttemptStatus status, Route route, Instant started, Optional<Instant> resolved,
            Optional<AttemptFailure> failure) {
    }

    /** @param code of BOLT 4, "Failure Messages", -1: unreadable. @param sourceIndex hop that sent it, 0: ourselves */
    record AttemptFailure(int code, int sourceIndex) {
    }
}
