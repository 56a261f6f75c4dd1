package lnhub.actors.payment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import lnhub.actors.cluster.PlacedById;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** The payments of this node. Safe to share between threads. */
public final class Payments {
    public static final EntityTypeKey<PaymentCommand> KEY = EntityTypeKey.create(PaymentCommand.class, "payment");

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final PaymentPorts ports;
    private final AtomicLong watches = new AtomicLong();

    private Payments(ActorSystem<?> system, PaymentPorts ports) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        this.ports = ports;
    }

    /**
     * Once per node of the cluster, before its channels wake up. Payments in flight are remembered and come back by
     * themselves after a restart ({@code akka.cluster.sharding.remember-entities-store = eventsourced}).
     */
    public static Payments start(ActorSystem<?> system, PaymentPorts ports) {
        Payments payments = new Payments(system, ports);
        payments.sharding.init(PlacedById.place(system, Entity.of(KEY, payments::entity)
                .withStopMessage(new PaymentCommand.Stop())
                .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true))));
        return payments;
    }

    private Behavior<PaymentCommand> entity(EntityContext<PaymentCommand> entity) {
        Bytes32 paymentHash = Bytes32.fromHex(entity.getEntityId());
        return Behaviors.setup(context -> PaymentEntity.create(paymentHash, ports,
                () -> entity.getShard().tell(new ClusterSharding.Passivate<>(context.getSelf())),
                () -> entityRef(paymentHash).tell(new PaymentCommand.Wake())));
    }

    /**
     * Pays, and follows the payment until it is over. Cancelling stops the following, never the payment.
     * Refuses with {@code ALREADY_EXISTS} when another payment of this hash is in flight or has succeeded.
     *
     * @throws IllegalArgumentException when the destination is this node
     */
    public Runnable pay(PaymentOrder order, PaymentListener listener) {
        if (order.destination().equals(ports.nodeId())) {
            throw new IllegalArgumentException("this node cannot pay itself");
        }
        return follow(order.paymentHash(), Optional.of(order), listener);
    }

    /** Follows a payment from its state now; refuses with {@code NOT_FOUND}. @return cancels the following */
    public Runnable track(Bytes32 paymentHash, PaymentListener listener) {
        return follow(paymentHash, Optional.empty(), listener);
    }

    private Runnable follow(Bytes32 paymentHash, Optional<PaymentOrder> order, PaymentListener listener) {
        EntityRef<PaymentCommand> entity = entityRef(paymentHash);
        ActorRef<PaymentWatch.Message> watch = system.systemActorOf(
                PaymentWatch.create(entity::tell, order, listener, ports.settings().watch()),
                "payment-watch-" + watches.incrementAndGet(), Props.empty());
        return () -> watch.tell(new PaymentWatch.Cancel());
    }

    // --- what channels tell (Effect.TellTaken, TellRefused and SettleUpstream with an Origin.Local) ---

    public void taken(Origin.Local origin) {
        entityRef(origin.paymentHash()).tell(new PaymentCommand.Taken(origin.attempt()));
    }

    /** @param failure encoded (BOLT 4) */
    public void refused(Origin.Local origin, Bytes failure) {
        entityRef(origin.paymentHash()).tell(new PaymentCommand.Refused(origin.attempt(), failure));
    }

    /** @param channel that tells it, and gets {@code SettleAcked} once the outcome is durable here */
    public void settled(Origin.Local origin, ChannelRef channel, Settlement settlement) {
        entityRef(origin.paymentHash()).tell(new PaymentCommand.Settled(origin.attempt(), channel, settlement));
    }

    private EntityRef<PaymentCommand> entityRef(Bytes32 paymentHash) {
        return sharding.entityRefFor(KEY, paymentHash.toHex());
    }
}
