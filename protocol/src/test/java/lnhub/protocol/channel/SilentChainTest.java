package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

/**
 * While the chain cannot be heard blocks may be passing: new HTLCs are judged by the height that it may have reached,
 * and nothing else is, so that what is under way goes on and no channel is closed.
 */
class SilentChainTest {
    private static final ChannelRef OUTGOING = new ChannelRef(Hashes.sha256(new byte[] {6}));
    private static final int EXPIRY = 1_200;
    private static final int ALL_TOO_NEAR = EXPIRY - TestNode.HEIGHT;

    private final Pair pair = Pair.open();

    private void offer(long payment) {
        Bytes onion = Onions.build(payment, List.of(
                Onions.between(pair.bob.node, pair.scid, 900_000, EXPIRY - 100),
                Onions.last(new TestNode(2), 900_000, EXPIRY - 100, payment))).onion();
        pair.offer(pair.alice, payment, 1_000_000, EXPIRY, onion);
        pair.exchange();
    }

    @Test
    void aForwardIsJudgedByTheHeightThatMayHaveBeenReached() {
        pair.bob.node.relay = (incoming, payload, refused, height) -> height >= EXPIRY
                ? new Relay.Choice.Decline(new FailureMessage.ExpiryTooSoon(Bytes.EMPTY))
                : new Relay.Choice.Via(OUTGOING);
        pair.bob.node.silentBlocks = ALL_TOO_NEAR;
        offer(1);
        assertThat(pair.bob.effects(Effect.OfferTo.class)).isEmpty();
        assertThat(pair.outcomes.get(1L)).isInstanceOf(Settlement.Failed.class);
        pair.bob.node.silentBlocks = ALL_TOO_NEAR - 1;
        offer(2);
        assertThat(pair.bob.effects(Effect.OfferTo.class)).hasSize(1);
    }

    @Test
    void whatMayHaveExpiredIsNotOfferedOn() {
        pair.alice.node.silentBlocks = Integer.MAX_VALUE / 2;
        Decision refused = pair.pay(pair.alice, 1, 1_000_000);
        assertThat(refused.effects()).singleElement().isInstanceOfSatisfying(Effect.SettleUpstream.class,
                settle -> assertThat(settle.settlement()).isInstanceOf(Settlement.Rejected.class));
        assertThat(pair.alice.entity.link.proposed()).isEmpty();
        pair.alice.node.silentBlocks = 0;
        pair.pay(pair.alice, 2, 1_000_000);
        pair.exchange();
        assertThat(pair.outcomes.get(2L).isFulfilled()).isTrue();
    }

    /** A reorganisation has undone the funding, and whoever funded it may spend it elsewhere. */
    @Test
    void whatComesOverAChannelWithoutFundingIsNotForwarded() {
        pair.bob.node.relay = (incoming, payload, refused, height) -> new Relay.Choice.Via(OUTGOING);
        pair.bob.tell(new Command.FundingUnconfirmed());
        pair.reconnect();
        offer(1);
        assertThat(pair.bob.effects(Effect.OfferTo.class)).isEmpty();
        assertThat(pair.outcomes.get(1L)).isInstanceOf(Settlement.Failed.class);
        pair.bob.tell(new Command.FundingDeep(pair.scid));
        offer(2);
        assertThat(pair.bob.effects(Effect.OfferTo.class)).hasSize(1);
    }

    @Test
    void whatIsUnderWayGoesOn() {
        List<Effect.PublishTx> funding = pair.alice.effects(Effect.PublishTx.class);
        pair.pay(pair.alice, 1, 1_000_000);
        pair.alice.node.silentBlocks = Integer.MAX_VALUE / 2;
        pair.bob.node.silentBlocks = Integer.MAX_VALUE / 2;
        pair.exchange();
        assertThat(pair.outcomes.get(1L).isFulfilled()).isTrue();
        assertThat(pair.alice.effects(Effect.PublishTx.class)).isEqualTo(funding);
        assertThat(pair.bob.effects(Effect.PublishTx.class)).isEmpty();
    }
}
