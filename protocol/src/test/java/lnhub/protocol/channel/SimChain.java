package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.claims.TestChain;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The chain of a simulation with every node's watcher, wallet and store of revoked HTLCs. */
final class SimChain {
    private static final long COIN_SAT = 300_000;
    private static final int COINS = 25;

    final SimLedger ledger = new SimLedger(TestNode.HEIGHT);
    final Ledgerbook book = new Ledgerbook();
    private final Map<ChannelRef, Set<OutPoint>> watched = new HashMap<>();
    private final Map<ChannelRef, List<RevokedHtlc>> revoked = new HashMap<>();
    private final Map<TestNode, List<FeeInput>> coins = new HashMap<>();
    private final Map<Bytes32, List<FeeInput>> reserved = new HashMap<>();

    void open(Live channel) {
        ChannelParams params = channel.funded().params();
        Bytes script = FundingScript.scriptPubkey(params.local().basepoints().funding(),
                params.remote().basepoints().funding());
        ledger.add(params.funding(), script, params.capacitySat());
        book.funding(params.funding(), params.capacitySat());
    }

    void earn(TestNode node) {
        List<FeeInput> own = coins.computeIfAbsent(node, n -> new ArrayList<>());
        Bytes script = book.coinScript(node);
        for (OutPoint outPoint : ledger.pay(script, COIN_SAT, COINS)) {
            book.paid(outPoint, COIN_SAT, script);
            own.add(new FeeInput(outPoint, COIN_SAT, FeeInput.P2WPKH_WITNESS_SIZE));
        }
    }

    /** The watcher knows nothing of this channel any more: it is asked again. */
    void forget(ChannelRef ref) {
        watched.remove(ref);
    }

    /** What the transactions of a block mean for a channel. */
    List<Command> block(ChannelRef ref, int height, List<Bytes> transactions) {
        List<Command> news = new ArrayList<>();
        Set<OutPoint> own = watched.getOrDefault(ref, Set.of());
        for (Bytes raw : transactions) {
            for (ChainTransaction.Input input : ChainTransaction.parse(raw).inputs()) {
                if (own.contains(input.outPoint())) {
                    news.add(new Command.OutputSpent(input.outPoint(), raw, height, ledger.hash(height)));
                }
            }
        }
        news.add(new Command.NewBlock(height));
        return news;
    }

    /** Does what a channel wants of chain, wallet or store. @return what it is told, in order */
    List<Command> run(TestNode node, ChannelRef ref, Effect effect) {
        return switch (effect) {
            case Effect.PublishTx publish -> publish(node, List.of(publish.transaction()));
            case Effect.PublishAgain publish -> publish(node, List.of(publish.transaction()));
            case Effect.PublishClaim publish -> publish(node, publish.publication());
            case Effect.PublishClaimAgain publish -> publish(node, publish.publication());
            case Effect.WatchFunding watch -> watch(ref, Set.of(watch.funding()), Map.of());
            case Effect.WatchOutputs watch -> watch(ref, watch.outputs(), watch.seen());
            case Effect.ReserveCoins reserve -> reserve(node, reserve);
            case Effect.StoreRevoked store -> store(ref, store);
            case Effect.FindRevokedHtlcs find -> List.of(new Command.RevokedHtlcsFound(find.commitmentNumber(),
                    revoked.getOrDefault(ref, List.of()).stream()
                            .filter(htlc -> htlc.isIn(find.commitmentNumber())).toList()));
            case Effect.ForgetRevoked forget -> List.of(new Command.RevokedForgotten());
            default -> List.of();
        };
    }

    private List<Command> publish(TestNode node, Publication publication) {
        Bytes signed = publication.coins() ? TestChain.signCoins(publication.transaction(), node.key, book::paidSat)
                : publication.transaction();
        return publish(node, publication.parent().map(parent -> List.of(parent, signed)).orElse(List.of(signed)));
    }

    List<Command> publish(TestNode node, List<Bytes> transactions) {
        transactions.forEach(transaction -> book.madeBy(ChainTransaction.parse(transaction).txid(), node));
        ledger.publish(transactions).ifPresent(refused -> book.refused(node, refused));
        return List.of();
    }

    private List<Command> watch(ChannelRef ref, Set<OutPoint> outputs, Map<Integer, Bytes32> seen) {
        Set<OutPoint> known = watched.get(ref);
        List<Command> news = new ArrayList<>();
        if (known == null) {
            seen.keySet().stream().filter(height -> height > ledger.height()
                    || !ledger.hash(height).equals(seen.get(height))).min(Integer::compare)
                    .ifPresent(height -> news.add(new Command.BlocksUndone(height)));
        }
        Set<OutPoint> fresh = new HashSet<>(outputs);
        fresh.removeAll(known == null ? Set.of() : known);
        watched.computeIfAbsent(ref, r -> new HashSet<>()).addAll(outputs);
        book.spends(fresh).forEach((output, spend) -> news.add(new Command.OutputSpent(output, spend.raw(),
                spend.height(), ledger.hash(spend.height()))));
        if (known == null) {
            news.add(new Command.CaughtUp(ledger.height()));
        }
        return news;
    }

    private List<Command> store(ChannelRef ref, Effect.StoreRevoked store) {
        List<RevokedHtlc> all = revoked.computeIfAbsent(ref, r -> new ArrayList<>());
        if (store.firstIndex() == all.size()) {
            all.addAll(store.htlcs());
        }
        return List.of(new Command.RevokedStored(store.firstIndex() + store.htlcs().size()));
    }

    private List<Command> reserve(TestNode node, Effect.ReserveCoins reserve) {
        List<FeeInput> given = reserved.computeIfAbsent(reserve.purpose(), purpose -> new ArrayList<>());
        List<FeeInput> own = coins.get(node);
        while (worthSat(given, reserve.feeratePerKw()) < reserve.amountSat()) {
            if (own.isEmpty()) {
                throw new AssertionError(node + "'s wallet has no coin left for " + reserve);
            }
            given.add(own.removeLast());
        }
        return List.of(new Command.CoinsReserved(reserve.purpose(), List.copyOf(given)));
    }

    private static long worthSat(List<FeeInput> coins, int feeratePerKw) {
        return coins.stream().mapToLong(coin -> coin.amountSat() - 272L * feeratePerKw / 1000 - 1).sum();
    }

    /** What has spent a funding output. */
    Optional<ChainTransaction> spender(OutPoint funding) {
        return Optional.ofNullable(book.spends(Set.of(funding)).get(funding)).map(Ledgerbook.Mined::transaction);
    }
}
