package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** BOLT 7's extended-queries.json: the form of the messages; what is inside the encoded ids is not looked at here. */
class Bolt7VectorsTest {

    @TestFactory
    Stream<DynamicTest> queries() throws IOException {
        try (InputStream in = Bolt7VectorsTest.class.getResourceAsStream("/bolt07/extended-queries.json")) {
            JsonNode vectors = new ObjectMapper().readTree(in);
            return StreamSupport.stream(vectors.spliterator(), false).map(vector ->
                    DynamicTest.dynamicTest(vector.get("hex").asText(), () -> check(vector)));
        }
    }

    private static void check(JsonNode vector) throws MalformedMessage {
        Bytes bytes = Bytes.fromHex(vector.get("hex").asText());
        Message message = MessageCodec.decode(bytes);
        assertThat(Bytes.wrap(MessageCodec.encode(message))).isEqualTo(bytes);
        JsonNode expected = vector.get("msg");
        assertThat(message.getClass().getSimpleName()).isEqualTo(expected.get("type").asText());
        switch (message) {
            case QueryChannelRange query -> {
                assertThat(query.firstBlocknum()).isEqualTo(expected.get("firstBlockNum").asLong());
                assertThat(query.numberOfBlocks()).isEqualTo(expected.get("numberOfBlocks").asLong());
                assertThat(query.tlvs().records()).hasSize(expected.get("tlvStream").get("records").size());
            }
            case ReplyChannelRange reply -> {
                assertThat(reply.firstBlocknum()).isEqualTo(expected.get("firstBlockNum").asLong());
                assertThat(reply.numberOfBlocks()).isEqualTo(expected.get("numberOfBlocks").asLong());
                assertThat(reply.syncComplete()).isEqualTo(expected.get("complete").asInt() == 1);
            }
            case QueryShortChannelIds query ->
                    assertThat(query.chainHash().toHex()).isEqualTo(expected.get("chainHash").asText());
            default -> throw new AssertionError("unexpected " + message);
        }
    }
}
