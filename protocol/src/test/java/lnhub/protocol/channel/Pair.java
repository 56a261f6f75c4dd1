package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.Message;

/**
 * A channel with both its ends, Alice the funder and Bob, and a wire that delivers only when told. Each end's own node
 * pays and is paid: payments have numbers, from which preimage and hash follow.
 */
final class Pair {
    static final long CAPACITY_SAT = 1_000_000;
    static final Bytes FUNDING_TX = Bytes.wrap("funding transaction".getBytes());

    End alice;
    End bob;
    final ShortChannelId scid;
    /** Outcomes of payments, by number; a payment that no channel carries any more has none. */
    final Map<Long, Settlement> outcomes = new HashMap<>();
    /** Payments whose payee fails them. */
    final Map<Long, FailureMessage> failures = new HashMap<>();
    boolean announced = true;
    /** Whether bitcoin's interpreter looks at every commitment. */
    boolean checksTransactions = true;
    /** While true, HTLCs stay with their payee. */
    boolean hold;
    /** Where the funding output comes from, by its script. */
    Function<Bytes, OutPoint> fundingOf = script -> new OutPoint(
            Hashes.sha256(alice().ref.value().toArray(), bob().ref.value().toArray()), 1);
    OutPoint funding;
    private final Map<Bytes32, Long> payments = new HashMap<>();
    private long attempts;

    Pair() {
        this(new TestNode(0), new TestNode(1), 0);
    }

    /** @param channel a number that tells the channels of these nodes apart */
    Pair(TestNode a, TestNode b, int channel) {
        this.alice = new End(a, new Journal(a.ref(channel), a), b);
        this.bob = new End(b, new Journal(b.ref(channel), b), a);
        this.scid = ShortChannelId.of(TestNode.HEIGHT - 10, channel, 0);
    }

    private End alice() {
        return alice;
    }

    private End bob() {
        return bob;
    }

    End peerOf(End end) {
        return end == alice ? bob : alice;
    }

    // --- opening ---

    static Pair open() {
        return open(CommitmentFormat.ANCHORS, CAPACITY_SAT, CAPACITY_SAT / 2 * 1000);
    }

    /** Both ends in state Normal, connected, nothing on the wire. */
    static Pair open(CommitmentFormat format, long capacitySat, long pushMsat) {
        return new Pair().opened(format, capacitySat, pushMsat);
    }

    Pair opened(CommitmentFormat format, long capacitySat, long pushMsat) {
        negotiate(format, capacitySat, pushMsat, UnaryOperator.identity());
        exchange();
        fund();
        exchange();
        alice.tell(new Command.FundingDeep(scid));
        bob.tell(new Command.FundingDeep(scid));
        exchange();
        return this;
    }

    /** Connects, and lets Alice send open_channel after {@code change}. */
    void negotiate(CommitmentFormat format, long capacitySat, long pushMsat, UnaryOperator<Message> change) {
        alice.tell(new Command.Connected(TestNode.FEATURES));
        bob.tell(new Command.Connected(TestNode.FEATURES));
        alice.tell(new Command.Open(alice.ref, bob.node.id, Hashes.sha256(new byte[] {1}), capacitySat, pushMsat,
                announced, format, alice.node.closeScript(alice.ref)));
        if (!alice.wire.isEmpty()) {
            bob.receive(change.apply(End.decode(alice.wire.remove())));
        }
    }

    void fund() {
        Bytes script = alice.last(Effect.FundChannel.class).map(Effect.FundChannel::script).orElse(Bytes.EMPTY);
        funding = fundingOf.apply(script);
        alice.tell(new Command.FundingPrepared(FUNDING_TX, funding));
    }

    // --- the wire ---

    /** The next message of this end arrives. */
    void deliver(End from) {
        peerOf(from).receive(End.decode(from.wire.remove()));
    }

    /** As after {@link #opened}, but opened once only for all tests that want the same; not announced. */
    static Pair copy(CommitmentFormat format, long capacitySat, long pushMsat) {
        Topology.Edge edge = new Topology.Edge(0, 1, 0, format, capacitySat, pushMsat);
        Pair pair = new Pair();
        pair.alice = new End(pair.alice.node, edge.journal(pair.alice.node), pair.bob.node);
        pair.bob = new End(pair.bob.node, edge.journal(pair.bob.node), pair.alice.node);
        pair.connect();
        pair.deliver(pair.alice);
        pair.deliver(pair.bob);
        pair.deliver(pair.alice);
        pair.deliver(pair.bob);
        return pair;
    }

    /** Everything arrives, signatures are made when asked for, payees settle, until nothing is left to do. */
    void exchange() {
        while (step()) {
            check(alice);
            check(bob);
        }
    }

    /** One thing happens: a message, else a signature, else a settlement. */
    boolean step() {
        for (End end : List.of(alice, bob)) {
            if (!end.wire.isEmpty()) {
                deliver(end);
                return true;
            }
        }
        for (End end : List.of(alice, bob)) {
            if (settle(end)) {
                return true;
            }
        }
        for (End end : List.of(alice, bob)) {
            if (end.signRequested) {
                end.sign();
                return true;
            }
        }
        return false;
    }

    void disconnect() {
        alice.wire.clear();
        bob.wire.clear();
        alice.tell(new Command.Disconnected());
        bob.tell(new Command.Disconnected());
    }

    void connect() {
        alice.tell(new Command.Connected(TestNode.FEATURES));
        bob.tell(new Command.Connected(TestNode.FEATURES));
    }

    void reconnect() {
        disconnect();
        connect();
        exchange();
    }

    // --- payments ---

    /** {@code from}'s node pays the other node. */
    Decision pay(End from, long payment, long amountMsat) {
        return pay(from, payment, amountMsat, from.node.height + 200);
    }

    Decision pay(End from, long payment, long amountMsat, long cltvExpiry) {
        TestNode to = peerOf(from).node;
        Bytes onion = Onions.build(payment, List.of(Onions.last(to, amountMsat, cltvExpiry, payment))).onion();
        return offer(from, payment, amountMsat, cltvExpiry, onion);
    }

    Decision offer(End from, long payment, long amountMsat, long cltvExpiry, Bytes onion) {
        payments.put(Onions.hash(payment), payment);
        return from.tell(new Command.OfferHtlc(new Offer(
                new Origin.Local(Onions.hash(payment), attempts++), 0, amountMsat,
                Onions.hash(payment), cltvExpiry, onion)));
    }

    Optional<Bytes32> preimage(Bytes32 hash) {
        return Optional.ofNullable(payments.get(hash)).map(Onions::preimage);
    }

    /** The payer and payee at one end do what they have been asked for. */
    private boolean settle(End end) {
        List<Effect> kept = new ArrayList<>();
        List<Command> answers = new ArrayList<>();
        for (Effect effect : end.effects) {
            answer(effect).ifPresentOrElse(answers::add, () -> kept.add(effect));
        }
        end.effects.clear();
        end.effects.addAll(kept);
        answers.forEach(end::tell);
        return !answers.isEmpty();
    }

    private Optional<Command> answer(Effect effect) {
        return switch (effect) {
            case Effect.Deliver deliver when !hold -> Optional.of(
                    new Command.Settle(deliver.htlcId(), settlement(deliver), Optional.empty()));
            case Effect.SettleUpstream upstream when upstream.origin() instanceof Origin.Local local -> {
                if (!(upstream.settlement() instanceof Settlement.Rejected)) {
                    outcomes.put(payments.get(local.paymentHash()), upstream.settlement());
                }
                yield Optional.of(new Command.SettleAcked(upstream.origin()));
            }
            case Effect.StoreForwards store -> Optional.of(new Command.ForwardsStored(
                    store.forwards().stream().map(ForwardRecord::htlcId).toList()));
            default -> Optional.empty();
        };
    }

    private Settlement settlement(Effect.Deliver deliver) {
        long payment = payments.get(deliver.paymentHash());
        FailureMessage failure = failures.get(payment);
        return failure == null ? new Settlement.Fulfilled(Onions.preimage(payment))
                : new Settlement.Rejected(failure.encode());
    }

    /** What the payer reads from a failed payment. */
    FailureMessage failure(long payment, End payer, long amountMsat) {
        Bytes reason = ((Settlement.Failed) outcomes.get(payment)).reason();
        List<Bytes32> secrets = Onions.build(payment, List.of(Onions.last(peerOf(payer).node, amountMsat,
                payer.node.height + 200, payment))).sharedSecrets();
        return FailureOnion.unwrap(secrets, reason).orElseThrow().failure();
    }

    // --- checks ---

    /** Whatever has become our current commitment must be one that bitcoin accepts. */
    private void check(End end) {
        long number = end.state() instanceof Live live && !(live instanceof AwaitingSignature)
                ? live.funded().commitments().local().number() : -1;
        if (checksTransactions && number > end.checkedNumber) {
            end.checkedNumber = number;
            TransactionCheck.current(end.commitments(), end.node.signer(end.ref), this::preimage);
        }
    }
}
