package lnhub.node.lab;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.transactions.ClosingTransaction;
import lnhub.protocol.transactions.OutPoint;

/**
 * A channel closed together, and alone.
 *
 * @param together whether the first of the two closes is the agreed one
 */
record Close(boolean together) implements Construction {
    private static final int DELAY = 144;
    private static final long DUST_SAT = 354;

    /** What a close cost. @param blocks until the one who closes can spend its money */
    private record Cost(int blocks, int weight, long feeSat, int transactions) {
        static Cost of(int published, List<LabTransaction> transactions) {
            boolean all = transactions.stream().allMatch(LabTransaction::isConfirmed);
            return new Cost(all ? transactions.getLast().height() - published : Integer.MAX_VALUE,
                    transactions.stream().mapToInt(each -> each.transaction().weight()).sum(),
                    transactions.stream().mapToLong(LabTransaction::feeSat).sum(), transactions.size());
        }

        String words() {
            return Amounts.blocks(blocks) + " until A can spend, " + transactions
                    + (transactions == 1 ? " transaction, " : " transactions, ") + Amounts.plain(weight)
                    + " weight units, " + Amounts.sat(feeSat) + " in fees";
        }
    }

    static Close standard() {
        return new Close(true);
    }

    @Override
    public String name() {
        return "close";
    }

    @Override
    public String summary() {
        return "a channel is closed together, or alone: blocks, weight and fees compared";
    }

    @Override
    public String introduction() {
        return "A channel ends in one of two ways. Together: both sign one transaction that pays everybody what the"
                + " newest state says, with no locks and no scripts left (shutdown and closing_signed, BOLT 2). Alone:"
                + " one publishes its commitment, and waits for its own money as long as the other demanded when the"
                + " channel was opened (to_self_delay, here " + DELAY + " blocks, which is a day).";
    }

    @Override
    public void run(Lab lab) {
        Cost agreed = close(lab, "together", together);
        Cost alone = close(lab, "alone", false);
        Scenario last = lab.scenarios().getLast();
        last.say("Side by side. Together: " + agreed.words() + ". Alone: " + alone.words() + ".");
        last.check("together, A waits for one block only", agreed.blocks() == 1);
        last.check("alone, A waits for the commitment and " + DELAY + " blocks", alone.blocks() == 1 + DELAY);
        last.check("together is lighter", agreed.weight() < alone.weight());
        last.check("together costs less in fees at the same fee rate", agreed.feeSat() < alone.feeSat());
    }

    private Cost close(Lab lab, String title, boolean agreed) {
        Scenario scenario = lab.scenario(title);
        Party a = lab.party("A");
        Party b = lab.party("B");
        LabOutput coin = scenario.ledger().coin(a, Rsmc.COIN_SAT);
        scenario.begin();
        LabChannel channel = new LabChannel(scenario, "", a, b, coin, DELAY);
        Rsmc.TwoWay way = new Rsmc.TwoWay(scenario, channel, a, b);
        way.open();
        return agreed ? together(scenario, channel, a, b) : alone(scenario, channel, way, a, b);
    }

    private Cost together(Scenario scenario, LabChannel channel, Party a, Party b) {
        long feeSat = (long) LabChannel.FEERATE_PER_KW * ClosingTransaction.weight(a.walletScript(), b.walletScript())
                / 1_000;
        ClosingTransaction closing = ClosingTransaction.build(new OutPoint(channel.funding().txid(), 0),
                channel.capacitySat(), channel.keys(a).funding().publicKey(), channel.keys(b).funding().publicKey(),
                true, a.walletScript(), b.walletScript(), 600_000, 400_000, feeSat, DUST_SAT);
        List<LabOutput.Form> outputs = closing.outputs().stream().map(output -> LabOutput.Form.wallet(
                output.scriptPubkey().equals(a.walletScript()) ? a : b, output.amountSat())).toList();
        scenario.say("A and B tell each other where their money shall go, agree on a fee, and both sign.");
        LabTransaction transaction = scenario.show(new LabTransaction("closing", "Pays both at once; A, who opened the"
                + " channel, pays the fee.", "A and B, each with both signatures.", closing.signed(
                Secp256k1.sign(closing.sighash(), channel.keys(a).funding()),
                Secp256k1.sign(closing.sighash(), channel.keys(b).funding())),
                List.of(channel.funding().output(0)), outputs, false));
        int published = scenario.height();
        scenario.publish(a, transaction);
        scenario.mine(1);
        scenario.check("both are paid in the same block, and nobody waits",
                scenario.ownedSat(a) == 600_000 - feeSat && scenario.ownedSat(b) == 400_000);
        return Cost.of(published, List.of(transaction));
    }

    private Cost alone(Scenario scenario, LabChannel channel, Rsmc.TwoWay way, Party a, Party b) {
        LabChannel.Held held = way.newestOf(a);
        scenario.say("B does not answer. A publishes its commitment.");
        int published = scenario.height();
        scenario.publish(a, held.transaction());
        scenario.mine(1);
        int confirmed = held.transaction().height();
        LabTransaction paid = new Claimant(scenario, channel, b).take("B moves its money",
                "B spends to_remote. It need not hurry.",
                new Claimant(scenario, channel, b).ofOther(held, Optional.empty()));
        LabTransaction sweep = new Claimant(scenario, channel, a).take("A sweeps to_local",
                "A spends to_local after the delay.",
                new Claimant(scenario, channel, a).ofOwn(held, Optional.empty()));
        scenario.publish(b, paid);
        scenario.mine(1);
        scenario.check("B, who was not there, is paid first", paid.isConfirmed() && !sweep.isConfirmed());
        scenario.mineTo(confirmed + DELAY - 1);
        scenario.publish(a, sweep);
        scenario.mine(1);
        return Cost.of(published, List.of(held.transaction(), sweep));
    }
}
