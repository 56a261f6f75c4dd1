package lnhub.actors.chain.shared;

import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.Unspent;
import lnhub.actors.chain.Wallet;
import lnhub.persistence.kryo.KryoRegistry;

/** 720 to 749: what the owner of the wallet and those who ask it send each other from one process to another. */
public final class WalletRegistrations {
    private WalletRegistrations() {
    }

    public static void register(KryoRegistry.Builder table) {
        table.with(WalletRegistrations::requests).with(WalletRegistrations::answers)
                .with(WalletRegistrations::values);
    }

    private static void requests(KryoRegistry.Builder table) {
        table.register(720, OwnerMessage.Find.class, 1);
        table.register(721, OwnerMessage.Ask.class, 1);
        table.register(722, WalletRequest.NewAddress.class, 1);
        table.register(723, WalletRequest.GetBalance.class, 1);
        table.register(724, WalletRequest.GetCoins.class, 1);
        table.register(725, WalletRequest.Fund.class, 1);
        table.register(726, WalletRequest.Release.class, 1);
        table.register(727, WalletRequest.GetUnseen.class, 1);
        table.register(728, WalletRequest.Send.class, 1);
        table.register(729, WalletRequest.ReserveForFees.class, 1);
        table.register(730, WalletRequest.SignFeeInputs.class, 1);
        table.register(731, WalletRequest.ReleaseFees.class, 1);
    }

    private static void answers(KryoRegistry.Builder table) {
        table.register(732, AskerMessage.Owner.class, 1);
        table.register(733, AskerMessage.Reply.class, 1);
        table.register(734, WalletAnswer.Done.class, 1);
        table.register(735, WalletAnswer.Address.class, 1);
        table.register(736, WalletAnswer.Amounts.class, 1);
        table.register(737, WalletAnswer.Signed.class, 1);
        table.register(738, WalletAnswer.Made.class, 1);
        table.register(739, WalletAnswer.Coins.class, 1);
        table.register(740, WalletAnswer.Transactions.class, 1);
        table.register(741, WalletAnswer.FeeInputs.class, 1);
        table.register(742, WalletAnswer.NotEnough.class, 1);
        table.register(743, WalletAnswer.ChainFailed.class, 1);
        table.register(744, WalletAnswer.Failed.class, 1);
    }

    private static void values(KryoRegistry.Builder table) {
        table.register(745, Wallet.Balance.class, 1);
        table.register(746, Wallet.Coin.class, 1);
        table.register(747, Unspent.class, 1);
        table.register(748, Wallet.FundedTransaction.class, 1);
        table.enumeration(749, ChainException.Kind.class, kind -> switch (kind) {
            case UNREACHABLE -> 1;
            case BUSY -> 2;
            case UNAUTHORIZED -> 3;
            case WRONG_CHAIN -> 4;
            case UNKNOWN_BLOCK -> 5;
            case REFUSED -> 6;
        });
    }
}
