package lnhub.node.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/** One course of events on one or two private chains: told while it runs, and kept for the drawing. */
final class Scenario {
    /** What was told, in its order. */
    sealed interface Entry {
    }

    record Said(String text) implements Entry {
    }

    record Shown(LabTransaction transaction) implements Entry {
    }

    /** @param when block height, with the chain's name where there are two */
    record Happened(String when, String what, boolean refused) implements Entry {
    }

    record Checked(Check check) implements Entry {
    }

    private final String title;
    private final Story story;
    private final Names names = new Names();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<LabTransaction, Ledger> transactions = new LinkedHashMap<>();
    private final Map<OutPoint, LabOutput> outputs = new HashMap<>();

    /** @param chains their names; one is enough for most */
    Scenario(String title, long seed, Story story, List<String> chains) {
        this.title = title;
        this.story = story;
        chains.forEach(name -> ledgers.add(new Ledger(name, seed)));
        for (char name : Party.ALL.toCharArray()) {
            names.key(new Party(String.valueOf(name), seed).wallet().publicKey(), name + "'s wallet key");
        }
        story.chapter(title);
    }

    String title() {
        return title;
    }

    Names names() {
        return names;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    List<LabTransaction> transactions() {
        return List.copyOf(transactions.keySet());
    }

    List<Check> checks() {
        return entries.stream().filter(Checked.class::isInstance).map(entry -> ((Checked) entry).check()).toList();
    }

    Ledger ledger() {
        return ledgers.getFirst();
    }

    List<Ledger> ledgers() {
        return List.copyOf(ledgers);
    }

    /** Which chain a transaction belongs to. */
    Ledger ledgerOf(LabTransaction transaction) {
        return transactions.get(transaction);
    }

    int height() {
        return ledger().height();
    }

    /** All coins are there: the story begins. */
    void begin() {
        ledgers.forEach(Ledger::begin);
    }

    void say(String text) {
        entries.add(new Said(text));
        story.paragraph(text);
    }

    LabTransaction show(LabTransaction transaction) {
        return show(transaction, ledger());
    }

    /** Tells what a transaction is; from then on its confirmation is watched for. */
    LabTransaction show(LabTransaction transaction, Ledger ledger) {
        transactions.put(transaction, ledger);
        ledger.know(transaction);
        for (LabOutput output : transaction.outputs()) {
            outputs.put(output.outPoint(), output);
            if (!output.witnessScript().isEmpty()) {
                names.script(output.witnessScript(), output.from() + ":" + output.index());
            }
        }
        entries.add(new Shown(transaction));
        if (transaction.isOneOfMany()) {
            story.oneOfMany(transaction);
        } else {
            story.transaction(transaction, names);
        }
        return transaction;
    }

    /** What is known of an output. @throws java.util.NoSuchElementException when no transaction shown has it */
    LabOutput output(OutPoint outPoint) {
        return Optional.ofNullable(outputs.get(outPoint)).orElseThrow();
    }

    /** @return whether the chain took it */
    boolean publish(Party by, LabTransaction transaction) {
        Ledger ledger = ledgerOf(transaction);
        Optional<String> refusal = ledger.publish(transaction);
        happened(ledger, by + " broadcasts \"" + transaction.name() + "\": " + refusal
                .map(reason -> "REFUSED for block " + (ledger.height() + 1) + ", " + Reasons.words(reason))
                .orElse("accepted, it waits for a block."), refusal.isPresent());
        return refusal.isEmpty();
    }

    /** Tries every transaction, with one line for all. @return those the chain would not have */
    List<LabTransaction> publishAll(Party by, String what, List<LabTransaction> attempts) {
        List<String> reasons = new ArrayList<>();
        List<LabTransaction> refused = new ArrayList<>();
        for (LabTransaction attempt : attempts) {
            ledgerOf(attempt).publish(attempt).ifPresent(reason -> {
                reasons.add(reason);
                refused.add(attempt);
            });
        }
        happened(ledger(), by + " broadcasts " + what + ": " + (refused.size() == attempts.size() ? "all "
                : refused.size() + " of ") + attempts.size() + " are REFUSED for block " + (height() + 1)
                + reasons.stream().distinct().map(reason -> ", " + Reasons.words(reason)).reduce("", String::concat),
                !refused.isEmpty());
        return refused;
    }

    void happened(String what) {
        happened(ledger(), what, false);
    }

    private void happened(Ledger ledger, String what, boolean refused) {
        String when = (ledgers.size() > 1 ? ledger.name() + " " : "") + ledger.height();
        entries.add(new Happened(when, what, refused));
        story.happened(when, what);
    }

    /** Mines blocks on every chain, side by side. */
    void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            boolean last = i == blocks - 1;
            ledgers.forEach(ledger -> block(ledger, last, blocks));
        }
    }

    private void block(Ledger ledger, boolean tellEmpty, int blocks) {
        List<String> confirmed = ledger.mine().stream().map(transaction -> "\"" + transaction.name() + "\"").toList();
        if (!confirmed.isEmpty()) {
            happened(ledger, "a block confirms " + String.join(" and ", confirmed) + ".", false);
        } else if (tellEmpty && ledger == ledger()) {
            happened(ledger, blocks == 1 ? "a block passes." : blocks + " blocks have passed.", false);
        }
    }

    /** Mines until the chain has this height. */
    void mineTo(int height) {
        mine(Math.max(0, height - height()));
    }

    boolean check(String what, boolean held) {
        Check check = new Check(what, held);
        entries.add(new Checked(check));
        story.check(check);
        return held;
    }

    /** Whether a witness of the first input has a valid signature by the key of this name. */
    boolean isSignedBy(LabTransaction transaction, String key) {
        return TransactionText.signers(transaction, names).contains(key);
    }

    /** What confirmed transactions have paid to a party and nobody has taken from it since. */
    long ownedSat(Party owner) {
        return transactions.keySet().stream().filter(LabTransaction::isConfirmed)
                .flatMap(transaction -> transaction.outputs().stream())
                .filter(output -> output.output().scriptPubkey().equals(owner.walletScript()))
                .filter(output -> !isSpent(output)).mapToLong(LabOutput::amountSat).sum();
    }

    private boolean isSpent(LabOutput output) {
        return transactions.keySet().stream()
                .anyMatch(transaction -> transaction.isConfirmed() && transaction.spends(output.outPoint()));
    }

    /** Whether a preimage is that of a payment hash. */
    static boolean opens(Bytes32 preimage, Bytes32 paymentHash) {
        return Hashes.sha256(preimage.unsafeArray()).equals(paymentHash);
    }
}
