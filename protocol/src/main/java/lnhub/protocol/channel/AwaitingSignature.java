package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.FundingSigned;

/**
 * We are the funder: funding_created was sent, funding_signed has not come. Nothing is published yet, so a lost
 * connection ends the channel (BOLT 2, "Message Retransmission").
 */
public record AwaitingSignature(Funded funded) implements Live {

    @Override
    public Live with(Funded funded) {
        return new AwaitingSignature(funded);
    }

    @Override
    public boolean mayForwardLater() {
        return true;
    }

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Disconnected disconnected -> abandon(link, "the peer disconnected before funding_signed");
            case Command.Connected connected -> abandon(link, "the peer disconnected before funding_signed");
            case Command.PayDebts debts when !link.isUp() -> abandon(link, "restarted before funding_signed");
            case Command.PeerError error -> abandon(link, "the peer refused: " + error.text());
            default -> Live.super.decide(command, link, context);
        };
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return command instanceof Command.FromPeer message && message.message() instanceof FundingSigned signed
                ? signed(signed, link, context) : ignore(command, link);
    }

    private Decision signed(FundingSigned message, Link link, Context context) {
        Commitments commitments = funded.commitments();
        Commitment ours = CommitmentTransactions.local(commitments, context.signer(), 0, View.LOCAL);
        if (!Secp256k1.verify(ours.sighash(), message.signature(),
                commitments.params().remote().basepoints().funding())) {
            return abandon(link, "invalid signature of the first commitment in funding_signed");
        }
        Bytes fundingTx = funded.fundingTx().orElseThrow();
        return new Decision.Recorded(link, List.of(new Event.FundingSignedReceived(message.signature())), List.of(
                Live.watch(funded), new Effect.PublishTx(fundingTx),
                new Effect.Answer(new Effect.Outcome.FundingPublished(commitments.params().funding()))));
    }

    Decision abandon(Link link, String reason) {
        Draft draft = Reestablish.dropped(this, link);
        draft.event(new Event.FundingAbandoned(reason));
        draft.effect(new Effect.ReleaseFunding(funded.fundingTx().orElseThrow()));
        draft.effect(new Effect.Send(Channel.error(funded.params().channelId(), reason)));
        draft.effect(new Effect.Answer(new Effect.Outcome.Refused(reason)));
        return draft.decision();
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.FundingSignedReceived signed ->
                    new AwaitingReady(funded.with(funded.commitments().withRemoteSignature(signed.signature())));
            case Event.FundingAbandoned abandoned -> Closed.of(this, abandoned.reason());
            default -> Live.impossible(this, event);
        };
    }
}
