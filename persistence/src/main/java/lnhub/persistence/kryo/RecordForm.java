package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.function.Function;

/**
 * A registered record: one byte of version, then the components of that version.
 * An older version is read in its own former shape and brought up to date by its upcast.
 */
final class RecordForm<T> extends Serializer<T> implements Form<T> {
    private record Former(RecordLayout layout, Function<Object, Object> upcast) {
    }

    private final Class<T> type;
    private final int version;
    private final Former[] formers;
    private RecordLayout layout;

    RecordForm(Class<T> type, int version) {
        super(false, true);
        if (!type.isRecord() || version < 1 || version > 255) {
            throw new IllegalArgumentException(type.getName() + " version " + version
                    + ": expected a record class and a version of 1 to 255");
        }
        this.type = type;
        this.version = version;
        this.formers = new Former[version];
    }

    /** Second step, once every class has its form: records may contain each other. */
    void resolve(Forms known) {
        layout = new RecordLayout(type, known);
    }

    void resolveFormer(int formerVersion, Class<?> shape, Function<Object, Object> upcast, Forms known) {
        if (formerVersion < 1 || formerVersion >= version || formers[formerVersion] != null) {
            throw new IllegalArgumentException(type.getName() + " version " + formerVersion
                    + " is not an older version than " + version + ", or is described twice");
        }
        formers[formerVersion] = new Former(new RecordLayout(shape, known), upcast);
    }

    /** A journal is never converted, so every version that was ever written stays readable. */
    void requireEveryFormer() {
        for (int former = 1; former < version; former++) {
            if (formers[former] == null) {
                throw new IllegalArgumentException(type.getName() + " has version " + version
                        + " but nothing says how to read version " + former);
            }
        }
    }

    @Override
    public void write(Kryo kryo, Output output, T value) {
        output.writeByte(version);
        layout.write(kryo, output, value);
    }

    @Override
    public T read(Kryo kryo, Input input, Class<? extends T> declared) {
        return read(kryo, input);
    }

    @Override
    public T read(Kryo kryo, Input input) {
        int stored = input.readByteUnsigned();
        if (stored == version) {
            return type.cast(layout.read(kryo, input));
        }
        if (stored > version) {
            throw new StoredFormatException(type.getName() + " is stored in version " + stored
                    + ", which is newer than this build (it reads up to " + version + "): run a newer build");
        }
        if (stored == 0) {
            throw new StoredFormatException(type.getName() + " is stored in version 0, which never existed");
        }
        Former former = formers[stored];
        return type.cast(former.upcast.apply(former.layout.read(kryo, input)));
    }

    @Override
    public String shape() {
        return type.getSimpleName();
    }

    int version() {
        return version;
    }

    String components() {
        return layout.shape();
    }
}
