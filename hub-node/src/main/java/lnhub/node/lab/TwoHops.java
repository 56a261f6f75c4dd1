package lnhub.node.lab;

import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;

/** A pays C through B: two channels, A-B and B-C, with an HTLC of the same payment hash in each. */
final class TwoHops {
    static final int DELAY = 5;
    static final long PAID_SAT = 100_000;
    private static final long CAPACITY_SAT = 500_000;

    final Scenario scenario;
    final Party a;
    final Party b;
    final Party c;
    final LabChannel first;
    final LabChannel second;
    final Bytes32 preimage;
    final Bytes32 paymentHash;

    private final long feeSat;
    private final long firstLock;
    private final long secondLock;

    /** @param feeSat what B keeps. @param firstLock cltv_expiry of A-B's HTLC. @param secondLock of B-C's */
    TwoHops(Lab lab, Scenario scenario, long feeSat, long firstLock, long secondLock) {
        this.scenario = scenario;
        this.a = lab.party("A");
        this.b = lab.party("B");
        this.c = lab.party("C");
        this.feeSat = feeSat;
        this.firstLock = firstLock;
        this.secondLock = secondLock;
        this.preimage = c.secret("R");
        this.paymentHash = Hashes.sha256(preimage.unsafeArray());
        scenario.names().secret(preimage, "R");
        LabOutput coinOfA = scenario.ledger().coin(a, CAPACITY_SAT + Ledger.FEE_SAT);
        LabOutput coinOfB = scenario.ledger().coin(b, CAPACITY_SAT + Ledger.FEE_SAT);
        scenario.begin();
        this.first = new LabChannel(scenario, "A-B ", a, b, coinOfA, DELAY);
        this.second = new LabChannel(scenario, "B-C ", b, c, coinOfB, DELAY);
    }

    LabChannel.State inFlight(LabChannel channel) {
        boolean isFirst = channel == first;
        LabChannel.Pending htlc = new LabChannel.Pending(isFirst ? a : b, 0, PAID_SAT + (isFirst ? feeSat : 0),
                paymentHash, isFirst ? firstLock : secondLock);
        return new LabChannel.State(1, CAPACITY_SAT - htlc.amountSat(), 0, List.of(htlc));
    }

    LabChannel.State settled(LabChannel channel) {
        long amountSat = inFlight(channel).htlcs().getFirst().amountSat();
        return new LabChannel.State(2, CAPACITY_SAT - amountSat, amountSat);
    }

    /** Both channels are funded; their first states, as in rsmc, are not told again. */
    void open() {
        scenario.say("Two channels, A-B paid for by A and B-C paid for by B, each with " + Amounts.sat(CAPACITY_SAT)
                + " and state 0 signed before the funding, as \"hub lab rsmc\" shows.");
        scenario.show(first.funding());
        scenario.show(second.funding());
        scenario.publish(a, first.funding());
        scenario.publish(b, second.funding());
        scenario.mine(1);
    }

    /** C makes up R; the HTLCs are offered hop by hop. */
    void offer() {
        scenario.say("C makes up a secret R and gives A only its hash H = SHA256(R), which is what an invoice holds. A"
                + " offers B: \"" + Amounts.sat(PAID_SAT + feeSat) + " for whoever shows me R with SHA256(R) = H; mine"
                + " again after block " + firstLock + "\". B offers C " + Amounts.sat(PAID_SAT)
                + " for the same R, with a lock at block " + secondLock + ". The difference, " + Amounts.sat(feeSat)
                + ", is B's fee. Each offer is an output of the commitments of state 1 (an HTLC), as in:");
    }

    /** The newest state's commitment of one who may publish it. */
    LabChannel.Held held(LabChannel channel, Party holder) {
        return channel.commitment(holder, inFlight(channel));
    }
}
