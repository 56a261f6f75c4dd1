package lnhub.protocol.channel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ClosingSigned;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.UpdateFailHtlc;
import lnhub.protocol.wire.UpdateFailMalformedHtlc;
import lnhub.protocol.wire.Warning;

/** What must hold after every step of a simulation (design, "Safety invariants"). It looks at journals and wires. */
final class Invariants {
    /** An HTLC of one channel. */
    record HtlcKey(ChannelRef ref, long id) {
        @Override
        public String toString() {
            return "HTLC " + id + " of " + ref;
        }
    }

    private static final View[] VIEWS = {View.LOCAL, View.LOCAL_NEXT, View.REMOTE, View.REMOTE_SIGNED,
        View.REMOTE_NEXT};
    private static final int REVEALED_BEFORE = 4;

    private final Map<ChannelRef, Journal> journals = new HashMap<>();
    private final Map<Origin, HtlcKey> carried = new HashMap<>();
    private final Map<ChannelRef, Set<Signature>> explained = new HashMap<>();
    private final Map<ChannelRef, Set<Long>> closingFees = new HashMap<>();
    private final Set<HtlcKey> fulfilled = new HashSet<>();
    private final Function<Bytes32, Optional<Bytes32>> preimages;
    private final int transactionsEvery;
    private int appends;
    /** Whether channels may end on chain: then force closes and errors are no mistakes. */
    boolean onChain;

    /** @param transactionsEvery how many journal records pass between two looks by bitcoin's interpreter */
    Invariants(Function<Bytes32, Optional<Bytes32>> preimages, int transactionsEvery) {
        this.preimages = preimages;
        this.transactionsEvery = transactionsEvery;
    }

    void watch(Journal journal) {
        journals.put(journal.ref, journal);
    }

    Map<Origin, HtlcKey> carried() {
        return carried;
    }

    Set<HtlcKey> fulfilled() {
        return fulfilled;
    }

    /** Where an incoming HTLC was carried on to. */
    Optional<HtlcKey> carriedBy(ChannelRef incoming, long htlcId) {
        return Optional.ofNullable(carried.get(new Origin.Forwarded(incoming, htlcId)));
    }

    // --- what becomes durable ---

    void appended(Journal journal) {
        for (Event event : journal.records().getLast().events()) {
            switch (event) {
                case Event.CommitmentSent sent -> commitmentSent(journal, sent);
                case Event.CommitmentReceived received -> commitmentReceived(journal, received);
                case Event.SettlementRecorded settled ->
                        failedOnlyWhenDead(journal.ref, settled.htlcId(), settled.settlement());
                case Event.ClosingSignedSent closing -> closingFees(journal.ref).add(closing.feeSat());
                case Event.ClosingAgreed agreed -> TransactionCheck.spendsFunding(agreed.transaction(),
                        ((Live) journal.durable()).funded().params());
                case Event.ForceCloseStarted forced -> check(onChain, "no force close", journal.ref, forced.reason());
                case Event.OfferedResolved resolved -> resolved.outcomes().forEach((id, outcome) -> {
                    if (outcome.isFulfilled()) {
                        fulfilled.add(new HtlcKey(journal.ref, id));
                    }
                });
                case Event.DataLost lost -> fail("no data loss", journal.ref + ": " + lost.reason());
                default -> { }
            }
        }
        if (journal.durable() instanceof Live live) {
            conservation(journal, live.funded().commitments());
        }
    }

    private void commitmentSent(Journal journal, Event.CommitmentSent sent) {
        Commitments commitments = ((Live) journal.durable()).funded().commitments();
        if (commitments.remote().awaitingRevocation()) {
            explained.computeIfAbsent(journal.ref, ref -> new HashSet<>()).add(CommitmentTransactions.sign(
                    commitments, journal.node.signer(journal.ref), View.REMOTE_SIGNED).signature());
        }
        for (Update update : sent.updates()) {
            switch (update) {
                case Update.Add add -> oneInOneOut(add.origin().orElseThrow(), new HtlcKey(journal.ref, add.id()));
                case Update.Remove remove -> failedOnlyWhenDead(journal.ref, remove.id(), remove.settlement());
                case Update.Fee fee -> { }
            }
        }
    }

    private void commitmentReceived(Journal journal, Event.CommitmentReceived received) {
        for (Update update : received.updates()) {
            if (update instanceof Update.Remove remove && remove.settlement().isFulfilled()) {
                fulfilled.add(new HtlcKey(journal.ref, remove.id()));
            }
        }
        if (++appends % transactionsEvery == 0) {
            TransactionCheck.current(((Live) journal.durable()).funded().commitments(),
                    journal.node.signer(journal.ref), preimages);
        }
    }

    /** At most one outgoing HTLC ever, and only for an incoming one that is irrevocably committed and open. */
    private void oneInOneOut(Origin origin, HtlcKey outgoing) {
        HtlcKey before = carried.putIfAbsent(origin, outgoing);
        if (before != null) {
            fail("one in, one out", origin + " is carried by " + before + " and by " + outgoing);
        }
        if (origin instanceof Origin.Forwarded from) {
            boolean open = journals.get(from.incoming()).durable() instanceof Live incoming
                    && incoming.funded().commitments().received().get(from.htlcId())
                    .filter(htlc -> htlc.isCommitted() && htlc.settlement().isEmpty())
                    .flatMap(Htlc.Received::assignment).filter(assignment -> assignment
                            instanceof Assignment.ToChannel to && to.outgoing().equals(outgoing.ref())).isPresent();
            if (!open) {
                fail("one in, one out", outgoing + " carries " + origin + ", which is not open and assigned to it");
            }
        }
    }

    private void failedOnlyWhenDead(ChannelRef incoming, long htlcId, Settlement settlement) {
        Optional<HtlcKey> outgoing = carriedBy(incoming, htlcId);
        if (settlement.isFulfilled() || outgoing.isEmpty()) {
            return;
        }
        HtlcKey out = outgoing.get();
        if (fulfilled.contains(out) && !onChain) {
            fail("a preimage travels up", "HTLC " + htlcId + " of " + incoming + " is failed, but " + out
                    + " was fulfilled");
        }
        if (journals.get(out.ref()).durable() instanceof Live live && isAlive(live, out.id())) {
            fail("fail only when dead", "HTLC " + htlcId + " of " + incoming + " is failed while " + out
                    + " may still be fulfilled");
        }
    }

    /** On chain an HTLC is dead once its outcome was recorded, which needs depth; see {@link OfferedOutcomes}. */
    private static boolean isAlive(Live live, long id) {
        boolean there = live.funded().commitments().offered().get(id).isPresent();
        return there && !(live instanceof OnChain state && state.resolved().contains(id));
    }

    private static void conservation(Journal journal, Commitments commitments) {
        for (View view : VIEWS) {
            long total = commitments.spec(view).totalMsat();
            if (total != commitments.params().capacitySat() * 1000) {
                fail("conservation", journal.ref + " has " + total + " msat in view " + view);
            }
        }
    }

    // --- what is said ---

    /** Every binding message is explained by what is durable, and no secret of a commitment we may publish leaves. */
    void sent(Journal journal, Message message) {
        switch (message) {
            case CommitmentSigned signed -> check(explained.getOrDefault(journal.ref, Set.of())
                    .contains(signed.signature()), "durable before binding", journal, message);
            case RevokeAndAck revoke -> revoked(journal, revoke);
            case ClosingSigned closing -> check(closingFees(journal.ref).contains(closing.feeSat())
                    || journal.has(Event.ClosingAgreed.class), "durable before binding", journal, message);
            case UpdateFailHtlc fail -> failedOnlyWhenDead(journal.ref, fail.id(),
                    new Settlement.Failed(fail.reason()));
            case UpdateFailMalformedHtlc fail -> failedOnlyWhenDead(journal.ref, fail.id(),
                    new Settlement.FailedMalformed(fail.failureCode(), fail.sha256OfOnion()));
            case Warning warning -> fail("no violation", journal.ref + ": " + new String(warning.data().toArray()));
            case ErrorMessage error -> check(onChain, "no violation", journal.ref,
                    new String(error.data().toArray()));
            default -> { }
        }
    }

    private static void revoked(Journal journal, RevokeAndAck revoke) {
        Signer signer = journal.node.signer(journal.ref);
        long current = ((Live) journal.durable()).funded().commitments().local().number();
        for (long number = current - 1; number >= Math.max(0, current - REVEALED_BEFORE); number--) {
            if (signer.commitmentSecret(number).equals(revoke.perCommitmentSecret())) {
                return;
            }
        }
        fail("never reveal a secret of a current commitment", journal.ref + " is at " + current);
    }

    private Set<Long> closingFees(ChannelRef ref) {
        return closingFees.computeIfAbsent(ref, r -> new HashSet<>());
    }

    /** What an honest node publishes is recorded, and if it is a commitment it is the current one. */
    void published(Journal journal, Bytes transaction) {
        boolean recorded = journal.records().stream().flatMap(record -> record.events().stream()).anyMatch(event ->
                switch (event) {
                    case Event.ForceCloseStarted forced -> forced.transaction().equals(transaction);
                    case Event.ClosingAgreed agreed -> agreed.transaction().equals(transaction);
                    case Event.ClaimPublished claim -> claim.claim().transaction().equals(transaction);
                    default -> false;
                });
        check(recorded, "durable before binding", journal.ref, "publishes what no event explains");
        if (journal.durable() instanceof Live live && !(live instanceof Closing)) {
            Commitments commitments = live.funded().commitments();
            ChainTransaction published = ChainTransaction.parse(transaction);
            boolean ours = published.inputs().getFirst().outPoint().equals(commitments.params().funding())
                    && CommitmentNumber.read(published.inputs().getFirst().sequence(), published.lockTime(),
                    commitments.params().localCommitment().funderPaymentBasepoint(),
                    commitments.params().localCommitment().fundeePaymentBasepoint()).isPresent();
            check(!ours || published.txid().equals(CommitmentTransactions.local(commitments,
                    journal.node.signer(journal.ref), commitments.local().number(), View.LOCAL).txid()),
                    "never publish a revoked commitment", journal.ref, "commitment is not the current one");
        }
    }

    private static void check(boolean holds, String invariant, ChannelRef ref, String what) {
        if (!holds) {
            fail(invariant, ref + ": " + what);
        }
    }

    private static void check(boolean holds, String invariant, Journal journal, Message message) {
        if (!holds) {
            fail(invariant, journal.ref + " sends a " + message.getClass().getSimpleName()
                    + " that no event explains");
        }
    }

    /** What a peer can make grow stays within what there is. */
    static void bounded(Entity entity, int payments) {
        if (!(entity.state instanceof Live live)) {
            return;
        }
        Debts debts = live.funded().debts();
        int answered = debts.answered().values().stream().mapToInt(answer -> answer.ids().size()).sum();
        int proposals = entity.link.proposed().size() + entity.link.received().size();
        if (debts.upstream().size() + debts.history().size() > 2 * payments || answered > payments
                || proposals > 4 * payments + 2 || entity.link.acks().paid().size() > payments) {
            fail("bounded", entity.ref() + " has " + proposals + " proposals, owes " + debts);
        }
    }

    static void fail(String invariant, String what) {
        throw new AssertionError(invariant + ": " + what);
    }
}
