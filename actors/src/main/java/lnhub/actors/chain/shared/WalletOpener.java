package lnhub.actors.chain.shared;

import lnhub.actors.chain.Wallet;

/** Opens this process's access to the node's wallet, when the process has become its owner. May block. */
public interface WalletOpener {
    /**
     * @param takenOver to be run when a write finds that another process keeps the wallet; such writes fail with
     *                  {@link lnhub.actors.chain.WalletTakenOver}
     * @throws Exception when it cannot be opened now; it is tried again
     */
    Wallet open(Runnable takenOver) throws Exception;
}
