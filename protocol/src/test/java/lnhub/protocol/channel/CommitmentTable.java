package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The cases of BOLT 5 as a table: a channel with HTLCs in all states is stopped at any step of the commitment dance,
 * and either side publishes any commitment it ever had. Afterwards every satoshi must be where the protocol says.
 */
public final class CommitmentTable {
    /** Who publishes. */
    public enum Publisher { ALICE, BOB }

    /** What a cheater does next. */
    public enum Then {
        /** The publisher is honest: it is its node that closes. */
        ENFORCED,
        /** It takes what it can, at once: HTLCs with their preimages or after their expiry, its balance later. */
        GRABS,
        /** It vanishes. */
        NOTHING
    }

    /**
     * One row. Of a cheater's transactions in the first blocks its victim hears at once, one or two blocks late: so
     * second stages are confirmed before it, with it, or not at all.
     *
     * @param step of the scenario at which the wire is cut
     * @param back how many commitments before the latest one is published
     */
    public record Row(CommitmentFormat format, int step, Publisher publisher, int back, Then then) {
        @Override
        public String toString() {
            return format + ", step " + step + ": " + publisher + " publishes its latest commitment"
                    + (back == 0 ? "" : " but " + back) + ", " + then;
        }
    }

    private static final int STEPS_BETWEEN_ACTIONS = 4;
    private static final int MOST_BLOCKS = 140;
    private static final int EXPIRY_BLOCKS = 50;

    /** Coins with which a cheater pays for its second stages. */
    private static final int ROGUE_COINS = 20;
    /** Late enough that HTLCs are in all states, in every commitment but the first ones. */
    private static final int BEFORE_THE_END = 7;

    private final Supplier<TestLedger> ledgers;
    private final ChainFault fault;

    /** @param ledgers gives the chain of a case; it may be the same one each time */
    public CommitmentTable(Supplier<TestLedger> ledgers) {
        this(ledgers, ChainFault.NONE);
    }

    /** @param fault of every node that has one */
    CommitmentTable(Supplier<TestLedger> ledgers, ChainFault fault) {
        this.ledgers = ledgers;
        this.fault = fault;
    }

    // --- which rows there are ---

    private static ChainedPair simulated(CommitmentFormat format) {
        return ChainedPair.open(format, new SimLedger(TestNode.HEIGHT));
    }

    /** How many steps the scenario has. */
    public static int steps(CommitmentFormat format) {
        return play(simulated(format), Integer.MAX_VALUE, List.of());
    }

    /** Each side in turn, at every so manieth step from the first one on. */
    public static List<Row> everyStep(CommitmentFormat format, int first, int stride, int back, Then then) {
        List<Row> rows = new ArrayList<>();
        int steps = steps(format);
        for (int step = first; step <= steps; step += stride) {
            for (Publisher publisher : Publisher.values()) {
                rows.add(new Row(format, step, publisher, back, then));
            }
        }
        return rows;
    }

    /** Every commitment that either side ever had. */
    public static List<Row> everyCommitment(CommitmentFormat format, Then then) {
        int step = steps(format) - BEFORE_THE_END;
        ChainedPair chained = simulated(format);
        List<Rogue> rogues = chained.ends().stream()
                .map(end -> new Rogue(end.end.node, end.end.ref)).toList();
        play(chained, step, rogues);
        List<Row> rows = new ArrayList<>();
        for (Publisher publisher : Publisher.values()) {
            for (int back = 0; back < rogues.get(publisher.ordinal()).kept().size(); back++) {
                rows.add(new Row(format, step, publisher, back, then));
            }
        }
        return rows;
    }

    // --- the scenario ---

    /** Payments whose number is divisible by three are never fulfilled. */
    private static boolean isPaid(long payment) {
        return payment % 3 != 0;
    }

    private static List<Consumer<ChainedPair>> actions() {
        List<Consumer<ChainedPair>> actions = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            int payment = i;
            actions.add(chained -> pay(chained, payment));
            if (i > 8 && i % 2 == 0) {
                actions.add(chained -> settle(chained, payment / 2 - 3));
            }
        }
        return actions;
    }

    /** Odd ones are Alice's; every seventh is dust; two of each side's share hash and amount. */
    private static void pay(ChainedPair chained, int payment) {
        Pair pair = chained.pair;
        End from = payment % 2 == 1 ? pair.alice : pair.bob;
        long amountMsat = payment % 7 == 0 ? 200_000 : 20_000_000L + 1_000_000L * (payment / 4) + payment % 2;
        long number = payment == 11 || payment == 12 ? payment - 10 : payment;
        pair.pay(from, number, amountMsat, from.node.height + EXPIRY_BLOCKS + payment % 5);
    }

    /** The payee of this payment answers, if it has it. */
    private static void settle(ChainedPair chained, int payment) {
        for (ChainEnd end : chained.ends()) {
            if (end.end.state() instanceof Normal normal) {
                normal.funded().commitments().received().htlcs().stream()
                        .filter(htlc -> htlc.paymentHash().equals(Onions.hash(payment))).findFirst()
                        .ifPresent(htlc -> end.end.tell(new Command.Settle(htlc.id(), isPaid(payment)
                                ? new Settlement.Fulfilled(Onions.preimage(payment))
                                : new Settlement.Rejected(Forwarding.BUSY.encode()), Optional.empty())));
            }
        }
    }

    private static Optional<Bytes32> preimage(Bytes32 hash) {
        for (long payment = 1; payment <= 20; payment++) {
            if (Onions.hash(payment).equals(hash) && isPaid(payment)) {
                return Optional.of(Onions.preimage(payment));
            }
        }
        return Optional.empty();
    }

    /** Plays until the step; everybody keeps what could be published. @return how many steps there were */
    private static int play(ChainedPair chained, int until, List<Rogue> rogues) {
        List<Consumer<ChainedPair>> actions = actions();
        chained.pair.hold = true;
        int step = 0;
        int action = 0;
        boolean moves = true;
        while (step < until && (moves || action < actions.size())) {
            if (step % STEPS_BETWEEN_ACTIONS == 0 && action < actions.size()) {
                actions.get(action++).accept(chained);
            }
            moves = chained.pair.step();
            chained.ends().forEach(ChainEnd::react);
            for (Rogue rogue : rogues) {
                chained.ends().forEach(end -> rogue.keep(end.end.ref, end.end.state()));
            }
            step++;
        }
        return step;
    }

    // --- a row ---

    /**
     * Nothing happens in a row whose publisher has had fewer commitments.
     *
     * @throws AssertionError when a satoshi is not where it belongs; it names the row
     */
    public void run(Row row) {
        try {
            play(row);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(row + ": " + broken.getMessage(), broken);
        }
    }

    private void play(Row row) {
        ChainedPair chained = ChainedPair.open(row.format(), ledgers.get());
        ChainEnd publisher = chained.ends().get(row.publisher().ordinal());
        Rogue rogue = new Rogue(publisher.end.node, publisher.end.ref);
        if (row.then() == Then.GRABS) {
            rogue.earn(ROGUE_COINS, chained.ledger, chained.book);
            chained.catchUp();
        }
        play(chained, row.step(), List.of(rogue));
        List<Rogue.Kept> kept = rogue.kept();
        if (row.back() < kept.size()) {
            chained.ends().forEach(end -> end.fault = fault);
            new Case(row.format(), chained, publisher, rogue, kept.get(kept.size() - 1 - row.back()), row.then())
                    .run();
        }
    }

    private record Case(CommitmentFormat format, ChainedPair chained, ChainEnd publisher, Rogue rogue,
            Rogue.Kept which, Then then) {
        void run() {
            ChainEnd victim = chained.peerOf(publisher);
            boolean revoked = which.number() < victim.end.commitments().remote().number();
            chained.pair.disconnect();
            for (ChainEnd end : then == Then.ENFORCED ? chained.ends() : List.of(victim)) {
                end.payee = deliver -> preimage(deliver.paymentHash()).map(Settlement.Fulfilled::new);
            }
            publish();
            for (int i = 0; i < MOST_BLOCKS && !isOver(victim); i++) {
                chained.mine(this::grab);
                if (chained.ledger.height() > victim.asleepUntil) {
                    victim.tell(new Command.PayDebts());
                }
            }
            check(victim, revoked);
            chained.ends().stream().filter(end -> end.end.state() instanceof Closed).forEach(Case::requireCoinsFree);
        }

        private static void requireCoinsFree(ChainEnd end) {
            if (!end.keepsCoinsFor().isEmpty()) {
                throw new AssertionError(end.end.node + " has ended and still keeps coins for " + end.keepsCoinsFor());
            }
        }

        private void publish() {
            if (then == Then.ENFORCED) {
                publisher.tell(new Command.PayDebts());
                publisher.tell(new Command.ForceClose("the table wants it"));
            } else {
                publisher.publish(List.of(which.transaction()));
                publisher.mute = true;
                chained.peerOf(publisher).asleepUntil = chained.ledger.height() + (int) which.number() % 3;
                grab();
            }
        }

        /** It is quicker than its victim, which sees the same block only after it. */
        private void grab() {
            if (then != Then.GRABS) {
                return;
            }
            int confirmedAt = chained.book.chain().stream().filter(mined -> mined.transaction().txid()
                    .equals(which.commitment().txid())).mapToInt(Ledgerbook.Mined::height).findFirst()
                    .orElse(chained.ledger.height() + 1);
            for (Bytes claim : rogue.claims(which, confirmedAt, chained.ledger.height(), chained.book, htlc ->
                    preimage(htlc.paymentHash()))) {
                chained.ledger.publish(List.of(claim));
            }
        }

        private boolean isOver(ChainEnd victim) {
            return victim.end.state() instanceof Closed
                    && (then != Then.ENFORCED || publisher.end.state() instanceof Closed);
        }

        private void check(ChainEnd victim, boolean revoked) {
            String what = which.number() + (revoked ? " (revoked)" : "") + ", refused " + chained.book.refused();
            if (!isOver(victim)) {
                throw new AssertionError("not ended: commitment " + what + "\n" + victim.end.state());
            }
            long outputsSat = 0;
            long victimsSat = 0;
            for (CommitmentOutput output : which.commitment().outputs()) {
                boolean anchor = output.kind() == CommitmentOutput.Kind.HOLDER_ANCHOR
                        || output.kind() == CommitmentOutput.Kind.OTHER_ANCHOR;
                outputsSat += anchor ? 0 : output.output().amountSat();
                victimsSat += !anchor && (revoked || isVictims(output, victim)) ? output.output().amountSat() : 0;
            }
            long gainedSat = chained.gainedSat(victim);
            // With anchors they are paid for out of the cheater's own coins.
            long secondStagesSat = then == Then.GRABS && format == CommitmentFormat.STATIC_REMOTE_KEY
                    ? chained.book.feesSat(publisher.end.node) : 0;
            boolean all = gainedSat == victimsSat || revoked && gainedSat <= victimsSat
                    && gainedSat >= victimsSat - secondStagesSat;
            if (!all) {
                throw new AssertionError("of commitment " + what + " with " + outputsSat + " sat the other side got "
                        + gainedSat + ", not " + victimsSat);
            }
        }

        private boolean isVictims(CommitmentOutput output, ChainEnd victim) {
            return switch (output.kind()) {
                case TO_OTHER -> true;
                case TO_HOLDER, HOLDER_ANCHOR, OTHER_ANCHOR -> false;
                case HTLC -> isVictims(output.htlc().orElseThrow());
            };
        }

        /** An honest publisher uses a preimage only if it was asked for one; a rogue uses whatever it knows. */
        private boolean isVictims(CommitmentHtlc htlc) {
            boolean known = preimage(htlc.paymentHash()).isPresent();
            if (htlc.offeredByHolder()) {
                return known && wasAsked(chained.peerOf(publisher), htlc);
            }
            boolean publisherTakes = switch (then) {
                case ENFORCED -> known && wasAsked(publisher, htlc);
                case GRABS -> known;
                case NOTHING -> false;
            };
            return !publisherTakes;
        }

        private boolean wasAsked(ChainEnd payee, CommitmentHtlc htlc) {
            return payee.committed.contains(htlc.id());
        }
    }
}
