package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.actors.chain.WalletTakenOver;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A wallet of a real bitcoind. */
class BitcoindWalletTest extends WalletContract {
    private static final String NAME = "hub";

    private RealBitcoind bitcoind;

    @Override
    BitcoindConfig node() throws IOException {
        if (bitcoind == null) {
            bitcoind = RealBitcoind.start();
        }
        return bitcoind.config();
    }

    @Override
    Wallet open(Chain on, Kept kept) throws Exception {
        return BitcoindWallet.open(on, bitcoind.config(), NAME, kept.store());
    }

    @AfterEach
    void stop() throws IOException {
        if (bitcoind != null) {
            bitcoind.close();
        }
    }

    private Set<OutPoint> locked() throws InterruptedException {
        try (BitcoindWalletRpc own = new BitcoindWalletRpc(bitcoind.config(), NAME)) {
            return own.locked();
        }
    }

    @Test
    void locksSurviveARestartOfBitcoind() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        deposit(600_000);
        disconnect();
        bitcoind.stop();
        bitcoind.startAgain();
        assertThat(locked()).isEqualTo(inputs(funded));
        connect();
        wallet = open(chain, kept);
        assertThat(get(wallet.unseen())).containsExactly(funded);
        assertThat(inputs(get(wallet.fund(FUNDING, 400_000, 253)))).doesNotContainAnyElementsOf(inputs(funded));
    }

    /** As after a crash between locking and writing, or the other way round. */
    @Test
    void locksAreMadeWhatTheStoreSays() throws Exception {
        deposit(500_000);
        FundedTransaction funded = get(wallet.fund(FUNDING, 400_000, 253));
        deposit(600_000);
        Set<OutPoint> promised = inputs(funded);
        Set<OutPoint> free = Set.copyOf(get(wallet.utxos()).stream().filter(coin -> !coin.locked())
                .map(coin -> coin.output().outPoint()).toList());
        try (BitcoindWalletRpc own = new BitcoindWalletRpc(bitcoind.config(), NAME)) {
            own.unlock(promised);
            own.lock(free);
        }
        restart();
        assertThat(locked()).isEqualTo(promised);
    }

    /** A process that does not know yet that it is not the owner takes locks away that it knows nothing of. */
    @Test
    void whatIsPromisedIsNotPromisedAgainWhenItsLockIsGone() throws Exception {
        // More than are needed: how many of them pay is bitcoind's affair.
        deposit(500_000, 500_000, 500_000, 500_000, 500_000, 500_000);
        Set<OutPoint> promised = inputs(get(wallet.fund(FUNDING, 400_000, 253)));
        try (BitcoindWalletRpc own = new BitcoindWalletRpc(bitcoind.config(), NAME)) {
            own.unlock(promised);
            Set<OutPoint> kept = Set.copyOf(get(wallet.reserveForFees(Bytes32.ZEROES, 250_000, 253)).stream()
                    .map(FeeInput::outPoint).toList());
            assertThat(kept).isNotEmpty().doesNotContainAnyElementsOf(promised);
            own.unlock(promised);
            own.unlock(kept);
            Set<OutPoint> second = inputs(get(wallet.fund(FUNDING, 150_000, 253)));
            assertThat(second).doesNotContainAnyElementsOf(promised).doesNotContainAnyElementsOf(kept);
            own.unlock(promised);
            own.unlock(kept);
            own.unlock(second);
            long freeSat = (6 - promised.size() - kept.size() - second.size()) * 500_000L;
            assertThatThrownBy(() -> get(wallet.fund(FUNDING, Math.max(freeSat, 100_000), 253)))
                    .hasCauseInstanceOf(InsufficientFunds.class);
        }
    }

    @Test
    void aLateOwnerTakesNoLocksAway() throws Exception {
        deposit(500_000, 600_000, 700_000, 800_000);
        Wallet late = wallet;
        wallet = open(chain, kept);
        Set<OutPoint> promised = inputs(get(wallet.fund(FUNDING, 400_000, 253)));
        assertThatThrownBy(() -> get(late.fund(FUNDING, 400_000, 253))).hasCauseInstanceOf(WalletTakenOver.class);
        assertThat(locked()).isEqualTo(promised);
        late.close();
    }

    @Test
    void aWalletThatIsUnloadedIsLoadedAgain() throws Exception {
        deposit(500_000);
        rpc.call("unloadwallet", NAME);
        balance(500_000, 0, 0);
    }

    @Test
    void aWalletThatCannotSignIsRefused() throws Exception {
        rpc.call("createwallet", "blind", true);
        assertThatThrownBy(() -> BitcoindWallet.open(chain, bitcoind.config(), "blind", new Kept().store()))
                .isInstanceOf(ChainException.class).hasMessageContaining("must be a descriptor wallet with private");
    }

    @Test
    void theStoreOfAnotherWalletIsRefused() throws Exception {
        deposit(500_000);
        get(wallet.fund(FUNDING, 400_000, 253));
        assertThatThrownBy(() -> BitcoindWallet.open(chain, bitcoind.config(), "other",
                kept.store())).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aPaymentThatCouldNotBePublishedIsPublishedLater() throws Exception {
        deposit(500_000);
        wallet.close();
        Chain deaf = (Chain) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {Chain.class}, (proxy, method, arguments) -> method.getName().equals("publish")
                        ? CompletableFuture.failedFuture(
                                new ChainException(ChainException.Kind.UNREACHABLE, "deliberate"))
                        : method.invoke(chain, arguments));
        wallet = open(deaf, kept);
        assertThatThrownBy(() -> get(wallet.send(FUNDING, 400_000, 253))).hasCauseInstanceOf(ChainException.class);
        balance(0, 0, 500_000);
        assertThat(get(wallet.unseen())).isEmpty();
        wallet.close();
        Recording told = new Recording();
        chain.resume(get(chain.tip()), told);
        wallet = open(chain, kept);
        assertThat(Recording.next(told.transactions).outputs()).anyMatch(output ->
                output.scriptPubkey().equals(FUNDING) && output.amountSat() == 400_000);
    }
}
