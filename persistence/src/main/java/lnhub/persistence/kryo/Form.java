package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** How values of one component type are written and read. Stateless, hence shared by all threads. */
interface Form<T> {
    void write(Kryo kryo, Output output, T value);

    T read(Kryo kryo, Input input);

    /** What stands for this form in the shape line of a golden file; it changes exactly when the bytes would. */
    String shape();

    /**
     * A length or count, checked against what is left before anything is allocated.
     * Every element takes at least one byte, so a count larger than the rest of the input is a lie.
     */
    static int readLength(Input input) {
        int length = input.readVarInt(true);
        int left = input.limit() - input.position();
        if (length < 0 || length > left) {
            throw new StoredFormatException("a length of " + Integer.toUnsignedString(length)
                    + " is stored where only " + left + " bytes are left");
        }
        return length;
    }
}
