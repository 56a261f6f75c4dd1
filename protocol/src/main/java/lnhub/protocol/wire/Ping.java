package lnhub.protocol.wire;

/**
 * BOLT 1, "The ping and pong Messages".
 *
 * @param numPongBytes length asked of the answer; 65532 and more means no answer
 * @param ignoredLength number of zero bytes carried
 */
public record Ping(int numPongBytes, int ignoredLength) implements Message {
    public static final int TYPE = 18;

    @Override
    public int type() {
        return TYPE;
    }
}
