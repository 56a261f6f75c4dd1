package lnhub.actors.payment;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import lnhub.actors.cluster.PlacedById;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.units.Bytes32;

/** The invoices of this node. Safe to share between threads. */
public final class Invoices {
    public static final EntityTypeKey<InvoiceCommand> KEY = EntityTypeKey.create(InvoiceCommand.class, "invoice");
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final ClusterSharding sharding;
    private final InvoiceIssuer issuer;
    private final InstantSource clock;

    private Invoices(ClusterSharding sharding, InvoiceIssuer issuer, InstantSource clock) {
        this.sharding = sharding;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Once per node of the cluster, before its channels wake up. @param channels gets the {@code Settle}s */
    public static Invoices start(ActorSystem<?> system, InvoiceIssuer issuer, ChannelGateway channels,
            InstantSource clock) {
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(PlacedById.place(system, Entity.of(KEY, entity -> entity(entity, channels, clock))
                .withStopMessage(new InvoiceCommand.Stop())));
        return new Invoices(sharding, issuer, clock);
    }

    private static Behavior<InvoiceCommand> entity(EntityContext<InvoiceCommand> entity, ChannelGateway channels,
            InstantSource clock) {
        return Behaviors.setup(context -> InvoiceEntity.create(Bytes32.fromHex(entity.getEntityId()), channels, clock,
                () -> entity.getShard().tell(new ClusterSharding.Passivate<>(context.getSelf()))));
    }

    /**
     * Completes once the invoice is durable, with {@code Found} or {@code AlreadyExists}.
     *
     * @throws IllegalArgumentException says which value is out of its range
     */
    public CompletionStage<InvoiceAnswer> add(NewInvoice wanted) {
        StoredInvoice invoice = issuer.issue(wanted, Math.floorDiv(clock.millis(), 1000));
        return entity(invoice.paymentHash())
                .ask(replyTo -> new InvoiceCommand.Add(invoice, replyTo), ANSWER_WITHIN);
    }

    /** {@code Found} or {@code Unknown}. */
    public CompletionStage<InvoiceAnswer> lookup(Bytes32 paymentHash) {
        return entity(paymentHash).ask(InvoiceCommand.Lookup::new, ANSWER_WITHIN);
    }

    /**
     * An HTLC for this node. Its channel repeats this until it gets a {@code Settle}; repeating is harmless.
     *
     * @param blockHeight of the best block
     */
    public void receive(ChannelRef channel, Effect.Deliver delivery, int blockHeight) {
        entity(delivery.paymentHash()).tell(new InvoiceCommand.Receive(channel, delivery, blockHeight));
    }

    private EntityRef<InvoiceCommand> entity(Bytes32 paymentHash) {
        return sharding.entityRefFor(KEY, paymentHash.toHex());
    }
}
