package lnhub.actors.chain.shared;

import java.util.List;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.units.Bytes;

/** What the owner answers. Lists come in parts, since a message between processes has a largest size. */
sealed interface WalletAnswer {
    /** Whether no further part of the same answer follows. */
    default boolean last() {
        return true;
    }

    record Done() implements WalletAnswer {
    }

    record Address(String address) implements WalletAnswer {
    }

    record Signed(Bytes transaction) implements WalletAnswer {
    }

    record Amounts(Wallet.Balance balance) implements WalletAnswer {
    }

    record Made(Wallet.FundedTransaction transaction) implements WalletAnswer {
    }

    record Coins(List<Wallet.Coin> items, boolean last) implements WalletAnswer {
    }

    record Transactions(List<Wallet.FundedTransaction> items, boolean last) implements WalletAnswer {
    }

    record FeeInputs(List<FeeInput> items, boolean last) implements WalletAnswer {
    }

    /** A failure, by its kind. */
    sealed interface Failure extends WalletAnswer {
        /** As the wallet itself would have failed in this process. */
        RuntimeException exception();
    }

    record NotEnough(long neededSat, long availableSat, long keptSat) implements Failure {
        @Override
        public RuntimeException exception() {
            return new InsufficientFunds(neededSat, availableSat, keptSat);
        }
    }

    record ChainFailed(ChainException.Kind kind, String message) implements Failure {
        @Override
        public RuntimeException exception() {
            return new ChainException(kind, message);
        }
    }

    /** @param argument whether an argument cannot be used */
    record Failed(boolean argument, String message) implements Failure {
        @Override
        public RuntimeException exception() {
            return argument ? new IllegalArgumentException(message) : new IllegalStateException(message);
        }
    }

    static Failure failure(Throwable cause) {
        return switch (cause) {
            case InsufficientFunds funds ->
                    new NotEnough(funds.neededSat(), funds.availableSat(), funds.keptSat());
            case IllegalArgumentException unusable -> new Failed(true, String.valueOf(unusable.getMessage()));
            case ChainException chain -> new ChainFailed(chain.kind(), String.valueOf(chain.getMessage()));
            case WalletTakenOver taken -> new ChainFailed(ChainException.Kind.UNREACHABLE, taken.getMessage());
            case IllegalStateException known -> new Failed(false, String.valueOf(known.getMessage()));
            default -> new Failed(false, cause.toString());
        };
    }
}
