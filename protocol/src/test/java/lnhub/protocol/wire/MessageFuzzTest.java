package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a peer sends is a message or malformed. Random messages of every type are the seeds. */
class MessageFuzzTest {
    private static final int SEEDS = 300;

    static Stream<byte[]> seeds() {
        Stream.Builder<byte[]> seeds = Stream.builder();
        JqwikSession.run(() -> {
            RandomGenerator<Message> messages = Messages.extended().generator(SEEDS);
            Random random = new Random(1);
            for (int i = 0; i < SEEDS; i++) {
                seeds.add(MessageCodec.encode(messages.next(random).value()));
            }
        });
        // An unknown type, a TLV stream out of order, and a BigSize that is cut.
        Stream.of("80010203", "0026" + "11".repeat(32) + "0301000101", "0026" + "11".repeat(32) + "01fd")
                .map(HexFormat.of()::parseHex).forEach(seeds::add);
        return seeds.build();
    }

    @MethodSource("seeds")
    @FuzzTest
    void anyBytesAreAMessageOrMalformed(byte[] bytes) {
        if (bytes == null) {
            return;
        }
        Message message;
        try {
            message = MessageCodec.decode(bytes);
        } catch (MalformedMessage refused) {
            assertThat(refused).hasMessageMatching("(?s).{5,}");
            return;
        }
        byte[] written = MessageCodec.encode(message);
        assertThat(decoded(written)).isEqualTo(message);
        assertThat(MessageCodec.encode(decoded(written))).isEqualTo(written);
    }

    private static Message decoded(byte[] written) {
        try {
            return MessageCodec.decode(written);
        } catch (MalformedMessage refused) {
            throw new AssertionError("what was read and written is refused", refused);
        }
    }
}
