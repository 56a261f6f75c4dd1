package lnhub.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;

class SeenOnionsTest {
    private static final ChannelRef CHANNEL = new ChannelRef(secret(-1));
    private static final ChannelRef OTHER = new ChannelRef(secret(-2));

    private final SeenOnions seen = new SeenOnions();

    private static Bytes32 secret(int number) {
        return Hashes.sha256(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    @Test
    void anOnionBelongsToTheHtlcThatBroughtItFirst() {
        assertThat(seen.isReplay(secret(1), CHANNEL, 7)).isFalse();
        assertThat(seen.isReplay(secret(1), CHANNEL, 7)).as("the same HTLC, peeled again").isFalse();
        assertThat(seen.isReplay(secret(1), CHANNEL, 8)).isTrue();
        assertThat(seen.isReplay(secret(1), OTHER, 7)).isTrue();
        assertThat(seen.isReplay(secret(2), CHANNEL, 8)).isFalse();
    }

    @Test
    void aGenerationOfOthersDoesNotMakeItForgetAndThreeDo() {
        seen.isReplay(secret(0), CHANNEL, 0);
        int number = 1;
        for (; number <= SeenOnions.GENERATION; number++) {
            assertThat(seen.isReplay(secret(number), CHANNEL, number)).isFalse();
        }
        assertThat(seen.isReplay(secret(0), OTHER, 0)).as("a replay after a whole generation").isTrue();
        assertThat(seen.isReplay(secret(0), CHANNEL, 0)).isFalse();
        for (; number <= 3 * SeenOnions.GENERATION; number++) {
            assertThat(seen.isReplay(secret(number), CHANNEL, number)).isFalse();
        }
        assertThat(seen.isReplay(secret(0), OTHER, 0)).as("long forgotten").isFalse();
    }
}
