package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** An enum by declared numbers, so that reordering or renaming its constants changes nothing on disk. */
final class EnumForm<E extends Enum<E>> extends Serializer<E> implements Form<E> {
    private final Class<E> type;
    private final Map<E, Integer> numbers;
    private final Map<Integer, E> constants = new TreeMap<>();

    EnumForm(Class<E> type, ToIntFunction<E> number) {
        super(false, true);
        this.type = type;
        this.numbers = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            int stored = number.applyAsInt(constant);
            E other = constants.put(stored, constant);
            if (other != null || stored < 0) {
                throw new IllegalArgumentException(type.getName() + "." + constant + " has the number " + stored
                        + (other == null ? ", which is negative" : ", which is also that of " + other));
            }
            numbers.put(constant, stored);
        }
    }

    @Override
    public void write(Kryo kryo, Output output, E value) {
        output.writeVarInt(numbers.get(value), true);
    }

    @Override
    public E read(Kryo kryo, Input input) {
        int number = input.readVarInt(true);
        E constant = constants.get(number);
        if (constant == null) {
            throw new StoredFormatException(type.getName() + " has no constant with the stored number " + number
                    + ", known are " + constants);
        }
        return constant;
    }

    @Override
    public E read(Kryo kryo, Input input, Class<? extends E> declared) {
        return read(kryo, input);
    }

    @Override
    public String shape() {
        return type.getSimpleName();
    }

    /** Number and name of every constant: what the golden file of the enum holds fast. */
    String constants() {
        return constants.toString();
    }
}
