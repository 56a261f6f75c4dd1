package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.UpdateFailHtlc;
import lnhub.protocol.wire.UpdateFailMalformedHtlc;
import lnhub.protocol.wire.UpdateMessage;

/** A mistake that the simulation must notice: planted between the channel and its driver, never in the channel. */
enum Fault {
    NONE,
    /** Effects run before their events are durable. */
    EFFECTS_FIRST,
    /** An offer made twice is not recognised. */
    FORGOTTEN_OFFERS {
        @Override
        ChannelState applied(ChannelState state) {
            return state instanceof Live live ? withDebts(live, new Debts(live.funded().debts().upstream(),
                    Map.of(), live.funded().debts().history(), live.funded().debts().revoked())) : state;
        }
    },
    /** A failure travels upstream as soon as the peer has proposed it. */
    EARLY_FAILURE {
        @Override
        Decision decided(ChannelState state, Command command, Decision decision) {
            if (command instanceof Command.FromPeer from && state instanceof Live live) {
                long id = switch (from.message()) {
                    case UpdateFailHtlc fail -> fail.id();
                    case UpdateFailMalformedHtlc malformed -> malformed.id();
                    default -> -1;
                };
                return live.funded().commitments().offered().get(id).map(htlc -> Channel.then(decision,
                        new Effect.SettleUpstream(htlc.origin(), new Settlement.Rejected(
                                Forwarding.BUSY.encode())))).orElse(decision);
            }
            return decision;
        }
    },
    /** After a reconnection an unrevoked commitment_signed is not sent again. */
    SKIPPED_RESEND {
        @Override
        Decision decided(ChannelState state, Command command, Decision decision) {
            return isReestablish(command) ? keeping(decision, effect -> !(sent(effect) instanceof CommitmentSigned)
                    && !(sent(effect) instanceof UpdateMessage)) : decision;
        }
    },
    /** An offer is refused without a record of it. */
    UNRECORDED_REFUSAL {
        @Override
        Decision decided(ChannelState state, Command command, Decision decision) {
            if (!(decision instanceof Decision.Recorded recorded)) {
                return decision;
            }
            List<Event> events = new ArrayList<>(recorded.events());
            events.removeIf(Event.OfferRefused.class::isInstance);
            return events.isEmpty() ? new Decision.Unrecorded(decision.link(), recorded.effects().stream()
                    .map(Effect.Unbinding.class::cast).toList())
                    : new Decision.Recorded(decision.link(), events, recorded.effects());
        }
    },
    /** An outcome is acknowledged as soon as it is proposed to the peer. */
    EARLY_ACKNOWLEDGEMENT {
        @Override
        Decision decided(ChannelState state, Command command, Decision decision) {
            return command instanceof Command.Settle settle && settle.outgoing().isPresent()
                    ? Channel.then(decision, new Effect.AckSettlement(settle.outgoing().get(), settle.htlcId()))
                    : decision;
        }
    },
    /** Two incarnations of a channel may both append. */
    NO_FENCE,
    /** After a reconnection revoke_and_ack and commitment_signed are sent in the other order. */
    SWAPPED_RESEND {
        @Override
        Decision decided(ChannelState state, Command command, Decision decision) {
            return isReestablish(command) ? swapped(decision) : decision;
        }
    },
    /** A preimage that has arrived is not owed to the channel it came from. */
    FORGOTTEN_PREIMAGE {
        @Override
        ChannelState applied(ChannelState state) {
            return state instanceof Live live ? withDebts(live, new Debts(Map.of(),
                    live.funded().debts().answered(), live.funded().debts().history(),
                    live.funded().debts().revoked())) : state;
        }
    },
    /** The forwarding history is told once only. */
    FORGOTTEN_HISTORY {
        @Override
        ChannelState applied(ChannelState state) {
            return state instanceof Live live ? withDebts(live, new Debts(live.funded().debts().upstream(),
                    live.funded().debts().answered(), Map.of(), live.funded().debts().revoked())) : state;
        }
    };

    Decision decided(ChannelState state, Command command, Decision decision) {
        return decision;
    }

    ChannelState applied(ChannelState state) {
        return state;
    }

    private static ChannelState withDebts(Live live, Debts debts) {
        return live.with(live.funded().with(debts));
    }

    private static boolean isReestablish(Command command) {
        return command instanceof Command.FromPeer from && from.message() instanceof ChannelReestablish;
    }

    private static Message sent(Effect effect) {
        return switch (effect) {
            case Effect.Send send -> send.message();
            case Effect.SendBinding send -> send.message();
            default -> null;
        };
    }

    private static Decision keeping(Decision decision, Predicate<Effect> kept) {
        return switch (decision) {
            case Decision.Recorded r -> new Decision.Recorded(r.link(), r.events(),
                    r.effects().stream().filter(kept).toList());
            case Decision.Unrecorded u -> new Decision.Unrecorded(u.link(),
                    u.effects().stream().filter(kept).toList());
        };
    }

    /** The updates stay before their commitment_signed. */
    private static Decision swapped(Decision decision) {
        int revoke = indexOf(decision, RevokeAndAck.class);
        int commit = indexOf(decision, CommitmentSigned.class);
        if (revoke < 0 || commit < 0) {
            return decision;
        }
        List<Effect> effects = new ArrayList<>(decision.effects());
        if (revoke < commit) {
            Collections.rotate(effects.subList(revoke, commit + 1), -1);
        } else {
            effects.add(firstUpdate(decision), effects.remove(revoke));
        }
        return switch (decision) {
            case Decision.Recorded r -> new Decision.Recorded(r.link(), r.events(), effects);
            case Decision.Unrecorded u -> new Decision.Unrecorded(u.link(), effects.stream()
                    .map(Effect.Unbinding.class::cast).toList());
        };
    }

    private static int firstUpdate(Decision decision) {
        int update = indexOf(decision, UpdateMessage.class);
        return update >= 0 ? update : indexOf(decision, CommitmentSigned.class);
    }

    private static int indexOf(Decision decision, Class<? extends Message> type) {
        for (int i = 0; i < decision.effects().size(); i++) {
            if (type.isInstance(sent(decision.effects().get(i)))) {
                return i;
            }
        }
        return -1;
    }
}
