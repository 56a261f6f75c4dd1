package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A value whose bytes are fixed for ever, so that it carries no version: byte strings, keys, numbers, texts.
 * It is both a component's form and, for registered values, the Kryo serializer.
 */
final class ValueForm<T> extends Serializer<T> implements Form<T> {
    private final String shape;
    private final BiConsumer<Output, T> writer;
    private final Function<Input, T> reader;

    ValueForm(String shape, BiConsumer<Output, T> writer, Function<Input, T> reader) {
        super(false, true);
        this.shape = shape;
        this.writer = writer;
        this.reader = reader;
    }

    /** Exactly {@code size} raw bytes without a length. */
    static <T> ValueForm<T> fixed(String shape, int size, Function<T, byte[]> toBytes, Function<byte[], T> fromBytes) {
        return new ValueForm<>(shape,
                (output, value) -> output.writeBytes(toBytes.apply(value), 0, size),
                input -> fromBytes.apply(input.readBytes(size)));
    }

    /** A length and that many bytes. */
    static <T> ValueForm<T> sized(String shape, Function<T, byte[]> toBytes, Function<byte[], T> fromBytes) {
        return new ValueForm<>(shape, (output, value) -> {
            byte[] bytes = toBytes.apply(value);
            output.writeVarInt(bytes.length, true);
            output.writeBytes(bytes, 0, bytes.length);
        }, input -> fromBytes.apply(input.readBytes(Form.readLength(input))));
    }

    static ValueForm<String> text() {
        return sized("text", text -> text.getBytes(StandardCharsets.UTF_8),
                bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void write(Kryo kryo, Output output, T value) {
        writer.accept(output, value);
    }

    @Override
    public T read(Kryo kryo, Input input) {
        return reader.apply(input);
    }

    @Override
    public T read(Kryo kryo, Input input, Class<? extends T> type) {
        return reader.apply(input);
    }

    @Override
    public String shape() {
        return shape;
    }
}
