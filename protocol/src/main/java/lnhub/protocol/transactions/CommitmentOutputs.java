package lnhub.protocol.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.CommitmentOutput.Kind;

/** Which outputs a commitment has (BOLT 3, "Commitment Transaction Construction", steps 2 to 9). */
final class CommitmentOutputs {
    private final CommitmentParams params;
    private final CommitmentScripts scripts;
    private final List<CommitmentOutput> outputs;

    CommitmentOutputs(CommitmentParams params, CommitmentScripts scripts, CommitmentSpec spec) {
        this.params = params;
        this.scripts = scripts;
        this.outputs = new ArrayList<>(spec.htlcs().size() + 4);
        addHtlcs(spec);
        addBalances(spec, outputs.size());
    }

    List<CommitmentOutput> sorted() {
        outputs.sort(CommitmentOutput.ORDER);
        return outputs;
    }

    private void addHtlcs(CommitmentSpec spec) {
        for (CommitmentHtlc htlc : spec.htlcs()) {
            if (!Trimming.isTrimmed(params.format(), htlc.offeredByHolder(), htlc.amountMsat(),
                    spec.feeratePerKw(), params.dustLimitSat())) {
                outputs.add(CommitmentOutput.htlc(htlc, scripts.htlc(htlc)));
            }
        }
    }

    private void addBalances(CommitmentSpec spec, int htlcs) {
        // The funder pays fee and anchors, also anchors that are not produced; a balance that cannot pay all of it is
        // consumed by the fee (appendix C, "fee greater than funder amount").
        long cost = Trimming.commitmentFeeSat(params.format(), spec.feeratePerKw(), htlcs)
                + params.format().anchorsSat();
        long toHolderSat = spec.toHolderMsat() / 1000 - (params.holderIsFunder() ? cost : 0);
        long toOtherSat = spec.toOtherMsat() / 1000 - (params.holderIsFunder() ? 0 : cost);
        boolean toHolder = exists(toHolderSat);
        boolean toOther = exists(toOtherSat);
        if (toHolder) {
            outputs.add(CommitmentOutput.p2wsh(Kind.TO_HOLDER, toHolderSat, scripts.toHolder()));
        }
        if (toOther) {
            outputs.add(new CommitmentOutput(Kind.TO_OTHER,
                    new TransactionOutput(toOtherSat, scripts.toOtherScriptPubkey()), scripts.toOther(),
                    Optional.empty()));
        }
        if (params.format().hasAnchors()) {
            addAnchors(toHolder || htlcs > 0, toOther || htlcs > 0);
        }
    }

    /** An output of nothing is never produced, even if the dust limit were zero. */
    private boolean exists(long amountSat) {
        return amountSat > 0 && amountSat >= params.dustLimitSat();
    }

    private void addAnchors(boolean holder, boolean other) {
        if (holder) {
            outputs.add(anchor(Kind.HOLDER_ANCHOR, params.holderFundingKey()));
        }
        if (other) {
            outputs.add(anchor(Kind.OTHER_ANCHOR, params.otherFundingKey()));
        }
    }

    private static CommitmentOutput anchor(Kind kind, PublicKey fundingKey) {
        return CommitmentOutput.p2wsh(kind, Trimming.ANCHOR_SAT, CommitmentScripts.anchor(fundingKey));
    }
}
