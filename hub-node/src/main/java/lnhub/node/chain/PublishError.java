package lnhub.node.chain;

import java.util.List;
import java.util.Optional;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Published.Cause;

/** What bitcoind's refusals of sendrawtransaction mean; its reasons are those of Bitcoin Core 22 to 29. */
final class PublishError {
    private static final List<String> IN_MEMPOOL =
            List.of("txn-already-in-mempool", "txn-same-nonwitness-data-in-mempool");
    private static final List<String> MISSING = List.of(
            "missing", "txn-mempool-conflict", "bad-txns-spends-conflicting-tx");
    private static final List<String> NOT_YET_FINAL = List.of(
            "non-final", "non-BIP68-final", "bad-txns-premature-spend-of-coinbase");
    private static final List<String> FEE_TOO_LOW = List.of(
            "min relay fee not met", "mempool min fee not met", "insufficient fee");
    private static final List<String> MEMPOOL_LIMIT = List.of(
            "too-long-mempool-chain", "too many potential replacements", "replacement-adds-unconfirmed",
            "mempool full");

    /** submitpackage's word for a transaction that it did not look at. */
    static final String NOT_VALIDATED = "package-not-validated";

    private PublishError() {
    }

    /** @throws RpcError the same one, when it is not about the transaction */
    static Published outcome(RpcError error) {
        String reason = error.getMessage();
        return switch (error.code()) {
            case RejectedTransaction.CONFIRMED -> new Published.AlreadyConfirmed();
            case RejectedTransaction.MISSING, RejectedTransaction.REJECTED, RpcError.DESERIALIZATION ->
                    IN_MEMPOOL.stream().anyMatch(reason::startsWith) ? new Published.Accepted()
                            : reason.startsWith("txn-already-known") ? new Published.AlreadyConfirmed()
                            : new Published.Rejected(cause(reason), reason);
            default -> throw error;
        };
    }

    /** @param error of a transaction of submitpackage, empty when it was taken */
    static Published ofPackage(String error) {
        return error.isEmpty() ? new Published.Accepted() : new Published.Rejected(
                error.equals(NOT_VALIDATED) ? Cause.FEE_TOO_LOW : cause(error), error);
    }

    /** @param reason testmempoolaccept's; empty when it is there already */
    static Optional<Published.Rejected> refusal(String reason) {
        boolean there = reason.startsWith("txn-already-known") || IN_MEMPOOL.stream().anyMatch(reason::startsWith);
        return there ? Optional.empty() : Optional.of(new Published.Rejected(cause(reason), reason));
    }

    static boolean isAboutTheFee(String reason) {
        return FEE_TOO_LOW.stream().anyMatch(reason::contains);
    }

    private static Cause cause(String reason) {
        if (MISSING.stream().anyMatch(reason::contains)) {
            return Cause.INPUTS_MISSING_OR_SPENT;
        }
        if (NOT_YET_FINAL.stream().anyMatch(reason::startsWith)) {
            return Cause.NOT_YET_FINAL;
        }
        if (isAboutTheFee(reason)) {
            return Cause.FEE_TOO_LOW;
        }
        return MEMPOOL_LIMIT.stream().anyMatch(reason::contains) ? Cause.MEMPOOL_LIMIT : Cause.INVALID;
    }
}
