package lnhub.actors.chain.shared;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** What {@link lnhub.actors.chain.Wallet} can be asked, one record for each of its methods. */
sealed interface WalletRequest {
    record NewAddress() implements WalletRequest {
    }

    record GetBalance() implements WalletRequest {
    }

    record GetCoins() implements WalletRequest {
    }

    record Fund(Bytes scriptPubkey, long amountSat, int feeratePerKw) implements WalletRequest {
    }

    record Release(Bytes32 txid) implements WalletRequest {
    }

    record GetUnseen() implements WalletRequest {
    }

    record Send(Bytes scriptPubkey, long amountSat, int feeratePerKw) implements WalletRequest {
    }

    record ReserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw) implements WalletRequest {
    }

    record SignFeeInputs(Bytes transaction) implements WalletRequest {
    }

    record ReleaseFees(Bytes32 purpose) implements WalletRequest {
    }

    /** Whether asking once more does no harm when nobody knows whether it was done: at worst a key is skipped. */
    default boolean isRepeatable() {
        return switch (this) {
            case Fund fund -> false;
            case Send send -> false;
            case NewAddress n -> true;
            case GetBalance get -> true;
            case GetCoins get -> true;
            case GetUnseen get -> true;
            case Release release -> true;
            case ReserveForFees reserve -> true;
            case SignFeeInputs sign -> true;
            case ReleaseFees release -> true;
        };
    }
}
