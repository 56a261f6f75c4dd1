package lnhub.protocol.channel;

import java.util.List;
import java.util.stream.Collectors;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.UpdateAddHtlc;
import lnhub.protocol.wire.UpdateMessage;

/** What happens in a simulation, in a line each. */
final class Trace {
    private static final int LONGEST = 160;

    private Trace() {
    }

    static String of(Command command) {
        return command instanceof Command.FromPeer from ? of(from.message()) : shortened(command);
    }

    static String of(Effect effect) {
        return switch (effect) {
            case Effect.Send send -> "sends " + of(send.message());
            case Effect.SendBinding send -> "sends " + of(send.message());
            default -> shortened(effect);
        };
    }

    static String of(List<Event> events) {
        return events.stream().map(Trace::of).collect(Collectors.joining(", "));
    }

    private static String of(Event event) {
        return switch (event) {
            case Event.CommitmentSent sent -> "CommitmentSent" + sent.updates().stream().map(Trace::of).toList();
            case Event.CommitmentReceived got -> "CommitmentReceived" + got.updates().stream().map(Trace::of).toList();
            case Event.RevocationReceived revoked -> "RevocationReceived";
            default -> shortened(event);
        };
    }

    private static String of(Update update) {
        return switch (update) {
            case Update.Add add -> "Add " + add.id();
            case Update.Remove remove -> "Remove " + remove.id() + " "
                    + remove.settlement().getClass().getSimpleName();
            case Update.Fee fee -> "Fee " + fee.feeratePerKw();
        };
    }

    private static String of(Message message) {
        return switch (message) {
            case UpdateAddHtlc add -> "UpdateAddHtlc " + add.id() + " " + add.amountMsat() + " msat";
            case UpdateMessage update -> update.toString().replaceAll("[0-9a-f]{60,}", "..");
            default -> message.getClass().getSimpleName();
        };
    }

    private static String shortened(Object object) {
        String text = object.toString().replaceAll("([0-9a-f]{12})[0-9a-f]{20,}", "$1");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
