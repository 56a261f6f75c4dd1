package lnhub.node.lab;

import java.util.List;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentOutput;

/** What the outputs of a commitment mean, in words (BOLT 3, "Commitment Transaction Outputs"). */
record CommitmentWords(LabChannel channel, Party holder, long number) {

    LabOutput.Form output(CommitmentOutput output) {
        Party other = channel.other(holder);
        return switch (output.kind()) {
            case TO_HOLDER -> form(output, "to_local, for " + holder, List.of(holder), delay());
            case TO_OTHER -> form(output, "to_remote, for " + other, List.of(other), "at once");
            case HOLDER_ANCHOR -> form(output, holder + "'s anchor", List.of(holder), "at once, to pay fees");
            case OTHER_ANCHOR -> form(output, other + "'s anchor", List.of(other), "at once, to pay fees");
            case HTLC -> htlc(output, output.htlc().orElseThrow());
        };
    }

    /** Of to_local, and of the output of every HTLC transaction. */
    String delay() {
        return "after " + Amounts.blocks(channel.toSelfDelay()) + "; " + channel.other(holder)
                + " at once if it knows the secret of " + channel.id(holder, number);
    }

    private LabOutput.Form htlc(CommitmentOutput output, CommitmentHtlc htlc) {
        Party payer = htlc.offeredByHolder() ? holder : channel.other(holder);
        Party payee = channel.other(payer);
        return form(output, "HTLC from " + payer + " to " + payee, List.of(payee, payer),
                payee + " with R; " + payer + " after block " + htlc.cltvExpiry());
    }

    private static LabOutput.Form form(CommitmentOutput output, String name, List<Party> owners, String words) {
        return new LabOutput.Form(output.output(), name, owners, output.witnessScript(), words);
    }
}
