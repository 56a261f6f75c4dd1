package lnhub.protocol.wire;

/** BOLT 1, "The ping and pong Messages". */
public record Pong(int ignoredLength) implements Message {
    public static final int TYPE = 19;

    @Override
    public int type() {
        return TYPE;
    }
}
