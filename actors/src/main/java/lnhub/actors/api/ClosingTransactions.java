package lnhub.actors.api;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.NodeApi.CloseKind;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainTransaction;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Closing;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** What is to be learned from the transaction that spends a funding output. */
final class ClosingTransactions {
    /** How far back it is looked for: two weeks, as far as channels are watched over a stop of the node. */
    private static final int MAX_LOOK_BACK = 2_016;

    /** @param height of the block that has it */
    record Spender(ChainTransaction transaction, int height) {
    }

    private ClosingTransactions() {
    }

    /** The transaction that ends this channel: the one in the chain, else the one we want there. */
    static Optional<Bytes32> known(ChannelState state) {
        return switch (state) {
            case Closing closing -> Optional.of(txid(closing.transaction()));
            case OnChain onChain -> onChain.spentBy().or(() -> onChain.transaction().map(ClosingTransactions::txid));
            default -> Optional.empty();
        };
    }

    /** The transaction in the chain, if the state has it. */
    static Optional<Spender> spender(ChannelState state) {
        return state instanceof OnChain onChain ? onChain.facts().spend().map(spend ->
                new Spender(ChainTransaction.parse(spend.transaction()), spend.height())) : Optional.empty();
    }

    /** How the channel seems to end, as far as its state alone tells. */
    static Optional<CloseKind> expected(Live state) {
        return switch (state) {
            case Closing closing -> Optional.of(CloseKind.COOPERATIVE);
            case OnChain onChain -> Optional.of(onChain.spend().map(ClosingTransactions::kind)
                    .orElse(onChain.transaction().isPresent() ? CloseKind.LOCAL_FORCE : CloseKind.REMOTE_FORCE));
            default -> Optional.empty();
        };
    }

    private static CloseKind kind(FundingSpend spend) {
        return switch (spend) {
            case FundingSpend.MutualClose close -> CloseKind.COOPERATIVE;
            case FundingSpend.Ours ours -> CloseKind.LOCAL_FORCE;
            case FundingSpend.Revoked revoked -> CloseKind.BREACH;
            case FundingSpend.Peers peers -> CloseKind.REMOTE_FORCE;
            case FundingSpend.PeersFuture future -> CloseKind.REMOTE_FORCE;
            case FundingSpend.Unknown unknown -> CloseKind.REMOTE_FORCE;
        };
    }

    private static Bytes32 txid(Bytes transaction) {
        return ChainTransaction.parse(transaction).txid();
    }

    /**
     * A commitment shows its number (BOLT 3, "Commitment Transaction"), a mutual close does not; of the peer's
     * commitments, one that was revoked is a breach.
     *
     * @param expected by the channel's state
     * @param before the channel's last state before it ended, if it is known
     */
    static CloseKind kind(ChainTransaction transaction, ChannelParams params, CloseKind expected,
            Optional<Live> before) {
        var funder = params.funder() ? params.local() : params.remote();
        var fundee = params.funder() ? params.remote() : params.local();
        OptionalLong number = CommitmentNumber.read((int) transaction.inputs().getFirst().sequence(),
                (int) transaction.lockTime(), funder.basepoints().payment(), fundee.basepoints().payment());
        if (number.isEmpty()) {
            return CloseKind.COOPERATIVE;
        }
        if (expected == CloseKind.LOCAL_FORCE) {
            return CloseKind.LOCAL_FORCE;
        }
        boolean revoked = before.map(live -> number.getAsLong() < live.funded().commitments().remote().number())
                .orElse(expected == CloseKind.BREACH);
        return revoked ? CloseKind.BREACH : CloseKind.REMOTE_FORCE;
    }

    /** What a mutual close pays to our closing script. */
    static long settledSat(ChainTransaction transaction, ChannelParams params, CloseKind kind) {
        return kind != CloseKind.COOPERATIVE ? 0 : transaction.outputs().stream()
                .filter(output -> output.scriptPubkey().equals(params.closeScript()))
                .mapToLong(ChainTransaction.Output::amountSat).sum();
    }

    /** Looks for the spender backwards from {@code height}; empty when the last two weeks do not have it. */
    static CompletionStage<Optional<Spender>> find(Chain chain, OutPoint funding, int height) {
        return find(chain, funding, height, Math.max(0, height - MAX_LOOK_BACK));
    }

    private static CompletionStage<Optional<Spender>> find(Chain chain, OutPoint funding, int height, int lowest) {
        if (height < lowest) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return chain.block(height).thenCompose(block -> {
            Optional<Spender> spender = block.flatMap(b -> b.transactions().stream()
                    .filter(tx -> tx.inputs().stream().anyMatch(input -> input.outPoint().equals(funding)))
                    .map(tx -> new Spender(tx, height)).findFirst());
            return spender.isPresent() ? CompletableFuture.completedFuture(spender)
                    : find(chain, funding, height - 1, lowest);
        });
    }
}
