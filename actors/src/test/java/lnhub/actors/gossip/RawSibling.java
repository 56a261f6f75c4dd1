package lnhub.actors.gossip;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.NodeAnnouncement;

/** Another process of the same node, whose every message the test writes and reads. */
final class RawSibling {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestProbe<SiblingMessage> probe;

    RawSibling(ActorTestKit kit, Party party) {
        probe = kit.createTestProbe(SiblingMessage.class);
        kit.system().receptionist().tell(Receptionist.register(OtherProcesses.key(party.id()), probe.ref()));
    }

    ActorRef<SiblingMessage> ref() {
        return probe.ref();
    }

    /** Waits for a message of this kind; others must not come before. */
    <T extends SiblingMessage> T awaits(Class<T> kind) {
        return probe.expectMessageClass(kind, PATIENCE);
    }

    /** Waits for a question for what is accepted after this number. */
    SiblingMessage.Ask awaitsAsk(long sequence) {
        return (SiblingMessage.Ask) probe.fishForMessage(PATIENCE, message ->
                message instanceof SiblingMessage.Ask ask && ask.sequence() == sequence
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore()).getLast();
    }

    SiblingMessage.Compare awaitsCompare() {
        return (SiblingMessage.Compare) probe.fishForMessage(PATIENCE, message ->
                message instanceof SiblingMessage.Compare ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore()).getLast();
    }

    /** It knows nothing, and has accepted nothing yet: is compared with, and then followed from number 1 on. */
    ActorRef<SiblingMessage> joins(long born) {
        ActorRef<SiblingMessage> node = awaits(SiblingMessage.Ask.class).from();
        node.tell(new SiblingMessage.Position(ref(), born, 1));
        hasNothing(node);
        awaitsAsk(1);
        return node;
    }

    void hasNothing(ActorRef<SiblingMessage> node) {
        for (int kinds = 0; kinds < 3; kinds++) {
            SiblingMessage.Compare compare = awaits(SiblingMessage.Compare.class);
            node.tell(new SiblingMessage.Part(ref(), compare.start(), compare.start().nextKind(), NOTHING));
        }
    }

    static final SharedGossip NOTHING =
            new SharedGossip(TestChain.HEIGHT, List.of(), List.of(), List.of(), List.of());

    static SharedGossip tells(int height, SharedGossip.Funded... channels) {
        return new SharedGossip(height, List.of(channels), List.of(), List.of(), List.of());
    }

    /** A channel that nobody could take for right who looked at the signatures. */
    static SharedGossip.Funded unsigned(ShortChannelId id, Party one, Party other, long timestamp) {
        ChannelAnnouncement m = one.announces(id, other);
        Signature none = Signature.wrap(new byte[Signature.SIZE]);
        return new SharedGossip.Funded(
                new ChannelAnnouncement(none, none, none, none, m.features(), m.chainHash(), id, m.nodeId1(),
                        m.nodeId2(), m.bitcoinKey1(), m.bitcoinKey2(), m.extra()),
                Party.CAPACITY_SAT, Optional.of(one.funds(id, other).outPoint()),
                List.of(unsigned(one.updates(id, other, timestamp)), unsigned(other.updates(id, one, timestamp))));
    }

    static ChannelUpdate unsigned(ChannelUpdate m) {
        return new ChannelUpdate(Signature.wrap(new byte[Signature.SIZE]), m.chainHash(), m.shortChannelId(),
                m.timestamp(), m.messageFlags(), m.channelFlags(), m.cltvExpiryDelta(), m.htlcMinimumMsat(),
                m.feeBaseMsat(), m.feeProportionalMillionths(), m.htlcMaximumMsat(), Bytes.EMPTY);
    }

    static NodeAnnouncement unsigned(NodeAnnouncement m) {
        return new NodeAnnouncement(Signature.wrap(new byte[Signature.SIZE]), m.features(), m.timestamp(), m.nodeId(),
                m.rgbColor(), m.alias(), m.addresses(), m.extra());
    }
}
