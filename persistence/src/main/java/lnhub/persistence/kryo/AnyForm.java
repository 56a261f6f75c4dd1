package lnhub.persistence.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** A component whose declared type is an interface: the number of its class, then the value. */
final class AnyForm<T> implements Form<T> {
    private final Class<T> declared;

    AnyForm(Class<T> declared) {
        this.declared = declared;
    }

    @Override
    public void write(Kryo kryo, Output output, T value) {
        Registration registration = kryo.writeClass(output, value.getClass());
        kryo.writeObject(output, value, registration.getSerializer());
    }

    @Override
    @SuppressWarnings("unchecked")
    public T read(Kryo kryo, Input input) {
        Registration registration = kryo.readClass(input);
        if (registration == null || !declared.isAssignableFrom(registration.getType())) {
            throw new StoredFormatException("expected a " + declared.getName() + ", found "
                    + (registration == null ? "nothing" : registration.getType().getName()));
        }
        return (T) kryo.readObject(input, registration.getType(), registration.getSerializer());
    }

    @Override
    public String shape() {
        return "any " + declared.getSimpleName();
    }
}
