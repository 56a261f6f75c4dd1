package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.claims.TestChain;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * One end of a channel with its eyes on the chain, its node's wallet and its store of revoked HTLCs: what drives it in
 * a node, done at once and by hand.
 */
final class ChainEnd {
    private static final long COIN_SAT = 200_000;

    final End end;
    private final TestLedger ledger;
    private final Ledgerbook book;
    private final Set<OutPoint> watched = new HashSet<>();
    /** When a node that is late publishes what takes outputs. */
    private int lateUntil = Integer.MAX_VALUE;
    private final Map<Bytes32, List<FeeInput>> reserved = new HashMap<>();
    private final List<FeeInput> coins = new ArrayList<>();
    final List<RevokedHtlc> revoked = new ArrayList<>();
    /** Outcomes told upstream, by origin, the first one of each. */
    final Map<Origin, Settlement> outcomes = new LinkedHashMap<>();
    /** HTLCs of the peer's that this end could be asked to fulfil, by id: those that are irrevocably committed. */
    final Set<Long> committed = new HashSet<>();
    final List<String> alerts = new ArrayList<>();
    /** How a payee of this node answers an HTLC, if it does. */
    Function<Effect.Deliver, Optional<Settlement>> payee = deliver -> Optional.empty();
    /** While true nothing that this end wants published gets anywhere. */
    boolean mute;
    /** Blocks up to this height are seen only when the next one comes. */
    int asleepUntil;
    private final List<Runnable> missed = new ArrayList<>();
    /** What is wrong with this node. */
    ChainFault fault = ChainFault.NONE;

    ChainEnd(End end, TestLedger ledger, Ledgerbook book) {
        this.end = end;
        this.ledger = ledger;
        this.book = book;
    }

    /** Gives the wallet confirmed coins. */
    void earn(int count) {
        Bytes script = book.coinScript(end.node);
        for (OutPoint outPoint : ledger.pay(script, COIN_SAT, count)) {
            book.paid(outPoint, COIN_SAT, script);
            coins.add(new FeeInput(outPoint, COIN_SAT, FeeInput.P2WPKH_WITNESS_SIZE));
        }
    }

    /** A block is connected. */
    void block(int height, Bytes32 hash, List<Bytes> transactions) {
        missed.add(() -> see(height, hash, transactions));
        if (height > asleepUntil) {
            missed.forEach(Runnable::run);
            missed.clear();
        }
    }

    private void see(int height, Bytes32 hash, List<Bytes> transactions) {
        end.node.height = height;
        for (Bytes raw : transactions) {
            ChainTransaction parsed = ChainTransaction.parse(raw);
            for (ChainTransaction.Input input : parsed.inputs()) {
                if (watched.contains(input.outPoint()) && hears(input.outPoint(), parsed)) {
                    tell(new Command.OutputSpent(input.outPoint(), raw, height, hash));
                }
            }
        }
        tell(new Command.NewBlock(height));
    }

    private boolean hears(OutPoint output, ChainTransaction spender) {
        return fault != ChainFault.DEAF_TO_SECOND_STAGES || book.isFunding(output)
                || book.isMadeBy(spender.txid(), end.node);
    }

    void undone(int fromHeight) {
        end.node.height = fromHeight - 1;
        tell(new Command.BlocksUndone(fromHeight));
    }

    /** What coins of the wallet are still kept for. */
    Set<Bytes32> keepsCoinsFor() {
        return reserved.keySet();
    }

    /** The process dies and comes back: what it watches is asked for again. */
    void restart() {
        end.crash();
        watched.clear();
        tell(new Command.PayDebts());
    }

    void tell(Command command) {
        end.tell(command);
        react();
    }

    /** Does what the end wants done, until it wants nothing more. */
    void react() {
        while (!end.effects.isEmpty()) {
            List<Effect> effects = List.copyOf(end.effects);
            end.effects.clear();
            effects.forEach(this::run);
        }
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.PublishTx publish -> publish(List.of(publish.transaction()));
            case Effect.PublishAgain publish -> again(List.of(publish.transaction()));
            case Effect.PublishClaim publish -> {
                lateUntil = Math.min(lateUntil, ledger.height() + TestNode.SHORT_DELAY);
                publish(signed(publish.publication()));
            }
            case Effect.PublishClaimAgain publish -> again(signed(publish.publication()));
            case Effect.WatchFunding watch -> watch(Set.of(watch.funding()));
            case Effect.WatchOutputs watch -> watch(watch.outputs());
            case Effect.ReserveCoins reserve -> reserve(reserve);
            case Effect.ReleaseCoins release when fault != ChainFault.KEEPS_COINS ->
                    Optional.ofNullable(reserved.remove(release.purpose())).ifPresent(coins::addAll);
            case Effect.StoreRevoked store -> store(store);
            case Effect.FindRevokedHtlcs find -> end.tell(new Command.RevokedHtlcsFound(find.commitmentNumber(),
                    revoked.stream().filter(htlc -> htlc.isIn(find.commitmentNumber())
                            && fault != ChainFault.NO_REVOKED_HTLCS).toList()));
            case Effect.ForgetRevoked forget -> {
                revoked.clear();
                end.tell(new Command.RevokedForgotten());
            }
            case Effect.Alert alert -> alerts.add(alert.text());
            case Effect.SettleUpstream settle -> {
                outcomes.putIfAbsent(settle.origin(), settle.settlement());
                end.tell(new Command.SettleAcked(settle.origin()));
            }
            case Effect.Deliver deliver -> deliver(deliver);
            case Effect.StoreForwards store -> end.tell(new Command.ForwardsStored(
                    store.forwards().stream().map(ForwardRecord::htlcId).toList()));
            default -> { }
        }
    }

    private void deliver(Effect.Deliver deliver) {
        committed.add(deliver.htlcId());
        if (fault != ChainFault.NO_PREIMAGES) {
            payee.apply(deliver).ifPresent(settlement ->
                    end.tell(new Command.Settle(deliver.htlcId(), settlement, Optional.empty())));
        }
    }

    private List<Bytes> signed(Publication publication) {
        Bytes signed = publication.coins() ? TestChain.signCoins(publication.transaction(), end.node.key,
                book::paidSat) : publication.transaction();
        return publication.parent().map(parent -> List.of(parent, signed)).orElse(List.of(signed));
    }

    private void again(List<Bytes> transactions) {
        if (fault != ChainFault.NEVER_AGAIN) {
            publish(transactions);
        }
    }

    void publish(List<Bytes> transactions) {
        boolean late = fault == ChainFault.LATE && lateUntil != Integer.MAX_VALUE && ledger.height() < lateUntil;
        if (!mute && !late) {
            transactions.forEach(transaction -> book.madeBy(ChainTransaction.parse(transaction).txid(), end.node));
            ledger.publish(transactions).ifPresent(refused -> book.refused(end.node, refused));
        }
    }

    /** What is spent already is told at once. */
    private void watch(Set<OutPoint> outputs) {
        Set<OutPoint> fresh = new HashSet<>(outputs);
        fresh.removeAll(watched);
        watched.addAll(outputs);
        if (!fresh.isEmpty()) {
            book.spends(fresh).forEach((output, spend) -> {
                if (hears(output, spend.transaction())) {
                    end.tell(new Command.OutputSpent(output, spend.raw(), spend.height(),
                            ledger.hash(spend.height())));
                }
            });
        }
        if (fresh.size() == watched.size()) {
            end.tell(new Command.CaughtUp(ledger.height()));
        }
    }

    private void store(Effect.StoreRevoked store) {
        if (store.firstIndex() == revoked.size()) {
            revoked.addAll(store.htlcs());
        }
        end.tell(new Command.RevokedStored(store.firstIndex() + store.htlcs().size()));
    }

    private void reserve(Effect.ReserveCoins reserve) {
        List<FeeInput> given = reserved.computeIfAbsent(reserve.purpose(), purpose -> new ArrayList<>());
        given.removeIf(coin -> !isUnspent(coin));
        while (worthSat(given, reserve.feeratePerKw()) < reserve.amountSat()) {
            FeeInput coin = coins.reversed().stream().filter(this::isUnspent).findFirst().orElseThrow(() ->
                    new AssertionError("the wallet has no coin left for " + reserve));
            coins.remove(coin);
            given.add(coin);
        }
        end.tell(new Command.CoinsReserved(reserve.purpose(), List.copyOf(given)));
    }

    /** What was released may have been spent. */
    private boolean isUnspent(FeeInput coin) {
        return book.spends(Set.of(coin.outPoint())).isEmpty();
    }

    private static long worthSat(List<FeeInput> coins, int feeratePerKw) {
        return coins.stream().mapToLong(coin -> coin.amountSat() - 272L * feeratePerKw / 1000 - 1).sum();
    }
}
