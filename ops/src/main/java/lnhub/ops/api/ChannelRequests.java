package lnhub.ops.api;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.NodeApi.CloseChannel;
import lnhub.actors.NodeApi.OpenChannel;
import lnhub.actors.NodeApi.OpenUpdate;
import lnhub.actors.NodeApi.PolicyUpdate;
import lnhub.actors.NodeApi.Updates;
import lnhub.ops.lnrpc.CloseChannelRequest;
import lnhub.ops.lnrpc.CommitmentType;
import lnhub.ops.lnrpc.OpenChannelRequest;
import lnhub.ops.lnrpc.PolicyUpdateRequest;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;

/** What lnd's requests about channels ask for. */
final class ChannelRequests {
    private static final long MAX_FEE_MSAT = 0xFFFF_FFFFL;

    private ChannelRequests() {
    }

    static OpenChannel open(OpenChannelRequest request) {
        Requests.refuse(request, "min_htlc_msat", "remote_max_value_in_flight_msat", "remote_max_htlcs",
                "max_local_csv", "zero_conf", "scid_alias", "use_base_fee", "use_fee_rate", "base_fee", "fee_rate",
                "remote_chan_reserve_sat", "fund_max", "memo");
        CommitmentType type = request.getCommitmentType();
        if (type != CommitmentType.UNKNOWN_COMMITMENT_TYPE && type != CommitmentType.ANCHORS) {
            throw Requests.invalid("commitment_type must be ANCHORS or left out, got " + type);
        }
        ByteString key = request.getNodePubkey();
        PublicKey nodeId = key.isEmpty() ? Requests.publicKey("node_pubkey_string", request.getNodePubkeyString())
                : Requests.publicKey("node_pubkey", key);
        long capacitySat = Requests.checkSat("local_funding_amount", request.getLocalFundingAmount());
        long pushSat = Requests.checkSat("push_sat", request.getPushSat());
        if (capacitySat == 0 || pushSat > capacitySat) {
            throw Requests.invalid("local_funding_amount must be positive and push_sat at most as much, got "
                    + capacitySat + " and " + pushSat);
        }
        OptionalInt csv = Requests.optionalInt("remote_csv_delay",
                Integer.toUnsignedLong(request.getRemoteCsvDelay()), 2016);
        return new OpenChannel(nodeId, capacitySat, pushSat * 1000, !request.getPrivate(),
                Requests.feeratePerKw(request.getSatPerVbyte(), request.getSatPerByte()), csv,
                Requests.optional(request.getCloseAddress()));
    }

    static CloseChannel close(CloseChannelRequest request) {
        Requests.refuse(request, "max_fee_per_vbyte");
        if (request.getForce() && !request.getDeliveryAddress().isEmpty()) {
            throw Requests.invalid("delivery_address and force exclude each other: a commitment transaction pays to"
                    + " the node's wallet");
        }
        return new CloseChannel(Requests.outPoint(request.getChannelPoint()), request.getForce(),
                Requests.feeratePerKw(request.getSatPerVbyte(), request.getSatPerByte()),
                Requests.optional(request.getDeliveryAddress()));
    }

    static Optional<OutPoint> scope(PolicyUpdateRequest request) {
        return switch (request.getScopeCase()) {
            case GLOBAL -> Optional.empty();
            case CHAN_POINT -> Optional.of(Requests.outPoint(request.getChanPoint()));
            case SCOPE_NOT_SET -> throw Requests.invalid("either global or chan_point must be set");
        };
    }

    static PolicyUpdate policy(PolicyUpdateRequest request) {
        Requests.refuse(request, "inbound_fee", "create_missing_edge");
        if (request.getFeeRate() != 0 && request.getFeeRatePpm() != 0) {
            throw Requests.invalid("fee_rate and fee_rate_ppm are mutually exclusive");
        }
        long ppm = request.getFeeRatePpm() != 0 ? Integer.toUnsignedLong(request.getFeeRatePpm())
                : Math.round(request.getFeeRate() * 1_000_000);
        if (request.getBaseFeeMsat() < 0 || request.getBaseFeeMsat() > MAX_FEE_MSAT || ppm < 0 || ppm > MAX_FEE_MSAT) {
            throw Requests.invalid("base_fee_msat and the fee rate in millionths must be 0 to " + MAX_FEE_MSAT);
        }
        int delta = Requests.within("time_lock_delta", Integer.toUnsignedLong(request.getTimeLockDelta()), 1, 0xFFFF);
        boolean minimum = request.getMinHtlcMsatSpecified();
        return new PolicyUpdate(request.getBaseFeeMsat(), ppm, delta,
                minimum ? Optional.of(Requests.amountMsat("min_htlc_msat", 0, request.getMinHtlcMsat()))
                        : Optional.empty(),
                request.getMaxHtlcMsat() == 0 ? Optional.empty()
                        : Optional.of(Requests.amountMsat("max_htlc_msat", 0, request.getMaxHtlcMsat())));
    }

    /** Completes with the funding when it is published; what follows is not listened to. */
    static final class Funding extends CompletableFuture<OutPoint> implements Updates<OpenUpdate> {
        @Override
        public void next(OpenUpdate update) {
            complete(switch (update) {
                case OpenUpdate.Pending(OutPoint funding) -> funding;
                case OpenUpdate.Opened(OutPoint funding) -> funding;
            });
        }

        @Override
        public void completed() {
            completeExceptionally(new IllegalStateException("the opening ended before its funding was published"));
        }

        @Override
        public void failed(Throwable cause) {
            completeExceptionally(cause);
        }
    }
}
