package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays updates that no commitment_signed covers yet on top of commitments, at stage 0. */
final class Proposals {
    private final Commitments base;
    private final List<Htlc.Offered> offered;
    private final List<Htlc.Received> received;
    private final List<Commitments.StagedFee> fees;
    private long nextOfferedId;
    private long nextReceivedId;

    Proposals(Commitments base) {
        this.base = base;
        this.offered = new ArrayList<>(base.offered().htlcs());
        this.received = new ArrayList<>(base.received().htlcs());
        this.fees = new ArrayList<>(base.fees());
        this.nextOfferedId = base.nextOfferedId();
        this.nextReceivedId = base.nextReceivedId();
    }

    void addOurs(Update update) {
        switch (update) {
            case Update.Add add -> {
                offered.add(new Htlc.Offered(add.id(), add.amountMsat(), add.paymentHash(), add.cltvExpiry(),
                        add.origin().orElseThrow(), Stage.PROPOSED, Optional.empty(), Htlc.NEVER));
                nextOfferedId = add.id() + 1;
            }
            case Update.Remove remove -> {
                int index = indexOf(received, remove.id());
                Htlc.Received htlc = received.get(index);
                received.set(index, htlc.at(htlc.stage(), removal(remove)));
            }
            case Update.Fee fee -> fees.add(new Commitments.StagedFee(fee.feeratePerKw(), Stage.PROPOSED));
        }
    }

    void addTheirs(Update update) {
        switch (update) {
            case Update.Add add -> {
                received.add(new Htlc.Received(add.id(), add.amountMsat(), add.paymentHash(), add.cltvExpiry(),
                        add.onion(), Stage.PROPOSED, Optional.empty(), Optional.empty(), Optional.empty(), Htlc.NEVER));
                nextReceivedId = add.id() + 1;
            }
            case Update.Remove remove -> {
                int index = indexOf(offered, remove.id());
                Htlc.Offered htlc = offered.get(index);
                offered.set(index, htlc.at(htlc.stage(), removal(remove)));
            }
            case Update.Fee fee -> fees.add(new Commitments.StagedFee(fee.feeratePerKw(), Stage.PROPOSED));
        }
    }

    Commitments result() {
        return base.with(base.localMsat(), base.remoteMsat(), base.feeratePerKw(), fees, new HtlcTable<>(offered),
                new HtlcTable<>(received), nextOfferedId, nextReceivedId);
    }

    private static Optional<Htlc.Removal> removal(Update.Remove remove) {
        return Optional.of(new Htlc.Removal(Stage.PROPOSED, remove.settlement()));
    }

    private static int indexOf(List<? extends Htlc> htlcs, long id) {
        int index = new HtlcTable<>(htlcs).indexOf(id);
        if (index < 0) {
            throw new IllegalStateException("no HTLC " + id + " to remove");
        }
        return index;
    }
}
