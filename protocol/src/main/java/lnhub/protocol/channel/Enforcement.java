package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What a channel on chain does about what it sees there (BOLT 5): facts are recorded first; then whatever follows from
 * them is done, as far as it is not done already. So a restart, a repeated message or a reorganisation needs no path
 * of its own.
 */
final class Enforcement {
    /** An output of a commitment or HTLC transaction is a P2WSH: OP_0 and 32 bytes. */
    private static final int P2WSH_SIZE = 34;

    private OnChain state;
    private final Draft draft;
    private final Context context;
    private Map<Bytes32, List<FeeInput>> coins = Map.of();

    Enforcement(OnChain state, Draft draft, Context context) {
        this.state = state;
        this.draft = draft;
        this.context = context;
    }

    private void record(Event event) {
        draft.event(event);
        state = (OnChain) state.apply(event);
    }

    Decision decision() {
        return draft.decision();
    }

    // --- what is seen ---

    Decision outputSpent(Command.OutputSpent spent) {
        ChainTransaction transaction = ChainTransaction.parse(spent.transaction());
        ChainFacts.Taken known = state.facts().taken().get(spent.output());
        boolean news = known == null || !known.txid().equals(transaction.txid())
                || !known.blockHash().equals(spent.blockHash());
        if (news) {
            List<PublishedClaim> before = state.claims();
            record(new Event.OutputTaken(spent.output(), taken(spent, transaction)));
            releaseFormer(before);
        }
        return seen(transaction).advance();
    }

    /** Of all witnesses here only those with a preimage have an item of 32 bytes (BOLT 3, "HTLC Outputs"). */
    private static ChainFacts.Taken taken(Command.OutputSpent spent, ChainTransaction transaction) {
        int input = transaction.inputSpending(spent.output()).orElseThrow();
        boolean preimage = transaction.inputs().get(input).witness().stream()
                .anyMatch(item -> item.length() == Bytes32.SIZE);
        return new ChainFacts.Taken(transaction.txid(), spent.height(), spent.blockHash(), preimage,
                created(transaction, input));
    }

    /** Only what an HTLC transaction could pay to is remembered: the rest of it is its maker's and may be long. */
    private static Optional<ChainFacts.Created> created(ChainTransaction transaction, int index) {
        if (index >= transaction.outputs().size()) {
            return Optional.empty();
        }
        ChainTransaction.Output output = transaction.outputs().get(index);
        return output.scriptPubkey().length() != P2WSH_SIZE ? Optional.empty()
                : Optional.of(new ChainFacts.Created(index, output.amountSat(), output.scriptPubkey()));
    }

    Enforcement seen(Bytes transaction) {
        return seen(ChainTransaction.parse(transaction));
    }

    /** A preimage is delivered upstream the moment it shows itself, in the mempool or in a block. */
    private Enforcement seen(ChainTransaction transaction) {
        resolve(OfferedOutcomes.revealed(state, transaction));
        return this;
    }

    private void resolve(Map<Long, Settlement> outcomes) {
        if (!outcomes.isEmpty()) {
            record(new Event.OfferedResolved(outcomes));
            OfferedOutcomes.byOrigin(state.funded(), outcomes).forEach((origin, outcome) ->
                    draft.effect(new Effect.SettleUpstream(origin, outcome)));
        }
    }

    /** The channel has just come here. @param received what the last connection still brought */
    Decision begin(Map<Long, Settlement> received) {
        Map<Long, Settlement> open = new LinkedHashMap<>(received);
        open.keySet().retainAll(OfferedOutcomes.open(state).stream().map(Htlc.Offered::id).toList());
        resolve(open);
        state.facts().spend().flatMap(Enforcement::alert).ifPresent(text -> draft.effect(new Effect.Alert(text)));
        return advance();
    }

    private static Optional<String> alert(ChainFacts.Spend spend) {
        String spender = "transaction " + spend.txid().reversed() + " in block " + spend.height();
        return switch (spend.kind()) {
            case FundingSpend.MutualClose close -> Optional.empty();
            case FundingSpend.Peers peers -> Optional.empty();
            case FundingSpend.Ours ours -> ours.age() == FundingSpend.Age.CURRENT ? Optional.empty()
                    : Optional.of(spender + " is commitment " + ours.number() + " of ours, which is not the current"
                            + " one: the peer may take everything in it");
            case FundingSpend.Revoked revoked -> Optional.of(spender + " is the peer's revoked commitment "
                    + revoked.number() + ": everything in it is being taken");
            case FundingSpend.PeersFuture future -> Optional.of(spender + " is the peer's commitment "
                    + future.number() + ", later than all we know: we have lost data, and claim our balance only");
            case FundingSpend.Unknown unknown -> Optional.of(spender + " is none that we know (" + unknown.why()
                    + "): a key may have leaked, funds may be lost");
        };
    }

    /** Nothing is known of the fate of what was in these blocks; if our commitment was not published yet, it is now. */
    Decision undone(int fromHeight) {
        if (!state.facts().isUndoneFrom(fromHeight)) {
            return draft.decision();
        }
        List<PublishedClaim> before = state.claims();
        record(new Event.BlocksUndone(fromHeight));
        releaseFormer(before);
        if (state.facts().spend().isEmpty() && state.transaction().isEmpty() && !state.lost()) {
            Bytes ours = CommitmentTransactions.signedLocal(state.funded().commitments(), context.signer());
            String reason = "a reorganisation removed the commitment that had closed it";
            draft.bind(new Event.ForceCloseStarted(reason, ours), new Effect.PublishTx(ours));
            state = (OnChain) state.apply(new Event.ForceCloseStarted(reason, ours));
        }
        return advance();
    }

    Decision found(Command.RevokedHtlcsFound found) {
        boolean asked = state.facts().spend().filter(spend -> spend.revoked().isEmpty()
                && spend.kind() instanceof FundingSpend.Revoked revoked
                && revoked.number() == found.commitmentNumber()).isPresent();
        if (!asked) {
            return draft.decision();
        }
        List<RevokedHtlc> all = new ArrayList<>(found.htlcs());
        all.addAll(state.funded().debts().revoked().pending());
        all.addAll(ChainClaims.liveHtlcs(state.funded().commitments()));
        all.removeIf(htlc -> !htlc.isIn(found.commitmentNumber()));
        record(new Event.RevokedHtlcsFound(all.stream().distinct().toList()));
        int unexplained = ChainClaims.of(state, context.signer()).orElseThrow().unexplained();
        if (unexplained > 0) {
            draft.effect(new Effect.Alert(unexplained + " outputs of the revoked commitment "
                    + found.commitmentNumber() + " are of HTLCs that we do not remember"));
        }
        return advance();
    }

    Decision reserved(Command.CoinsReserved reserved) {
        coins = Map.of(reserved.purpose(), reserved.coins());
        return advance();
    }

    /** Not before missed blocks have been told: one of them may have the preimage. It is asked for again. */
    Decision giveUp(Origin origin) {
        if (draft.link().chainHeight().isPresent()) {
            resolve(OfferedOutcomes.givenUp(state, origin));
        }
        return draft.decision();
    }

    Decision settled(Command.Settle settle) {
        Forwarding.settle(state, settle, draft);
        state = (OnChain) draft.applyTo(state);
        return advance();
    }

    // --- what follows ---

    /** Everything that can be done now: it is decided anew each time, from what is durable alone. */
    Decision advance() {
        Optional<ChainClaims> claims = ChainClaims.of(state, context.signer());
        if (claims.isEmpty()) {
            awaitSpend();
            return draft.decision();
        }
        askForRevoked();
        if (isOver(claims.get())) {
            end(claims.get());
            return draft.decision();
        }
        watch(claims.get());
        new ClaimPlan(state, draft, context, coins).publish(claims.get().open());
        return draft.decision();
    }

    /** What is final is judged by how far this channel has been told of the chain, never by a tip ahead of that. */
    private boolean isOver(ChainClaims claims) {
        OptionalInt told = draft.link().chainHeight();
        if (told.isEmpty()) {
            return false;
        }
        int depth = context.policy().buriedDepth();
        resolve(OfferedOutcomes.dead(state, claims, depth, told.getAsInt()));
        return Ending.isReached(state, claims, depth, told.getAsInt());
    }

    private void awaitSpend() {
        draft.effect(Live.watch(state.funded()));
        state.transaction().ifPresent(tx -> draft.effect(new Effect.PublishAgain(tx)));
        ClaimPlan plan = new ClaimPlan(state, draft, context, coins);
        for (ClaimPlan.Wanted wanted : AnchorPlan.wanted(state, draft.link().chain().spend(), context)) {
            state.claims().stream().filter(claim -> claim.spends(wanted.claims().getFirst().outPoint())).findFirst()
                    .ifPresentOrElse(published -> plan.improve(published, wanted), () -> plan.begin(wanted));
        }
    }

    private void askForRevoked() {
        state.facts().spend().filter(spend -> spend.revoked().isEmpty()).ifPresent(spend -> {
            if (spend.kind() instanceof FundingSpend.Revoked revoked) {
                draft.effect(new Effect.FindRevokedHtlcs(revoked.number()));
            }
        });
    }

    /** The funding output is watched on: after a reorganisation another transaction may spend it. */
    private void watch(ChainClaims claims) {
        ChainFacts facts = state.facts();
        Set<OutPoint> outputs = new TreeSet<>();
        outputs.add(state.funded().params().funding());
        outputs.addAll(claims.watched());
        draft.effect(new Effect.WatchOutputs(outputs, facts.spend().orElseThrow().height(), facts.blocks()));
    }

    private void end(ChainClaims claims) {
        List<ForwardRecord> earned = Ending.earned(state, claims, context.nowMs());
        if (!earned.isEmpty()) {
            record(new Event.ForwardsEarned(earned));
            draft.effect(new Effect.StoreForwards(earned));
        }
        state.claims().forEach(this::release);
        draft.event(new Event.ChannelClosed(draft.link().chainHeight().orElseThrow()));
        draft.effect(new Effect.ForgetRevoked());
    }

    /** The wallet may use coins again that pay for nothing any more. @param before claims, some of which are gone */
    void releaseFormer(List<PublishedClaim> before) {
        before.stream().filter(claim -> !state.claims().contains(claim)).forEach(this::release);
    }

    private void release(PublishedClaim claim) {
        if (!claim.coins().isEmpty()) {
            draft.effect(new Effect.ReleaseCoins(ClaimPlan.purpose(claim.outputs().getFirst())));
        }
    }
}
