package lnhub.protocol.channel;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records with one component replaced, for messages with many. */
final class Records {
    private Records() {
    }

    static <R extends Record> R with(R original, String component, Object value) {
        try {
            RecordComponent[] components = original.getClass().getRecordComponents();
            Object[] values = new Object[components.length];
            boolean found = false;
            for (int i = 0; i < components.length; i++) {
                boolean replaced = components[i].getName().equals(component);
                found |= replaced;
                components[i].getAccessor().setAccessible(true);
                values[i] = replaced ? value : components[i].getAccessor().invoke(original);
            }
            if (!found) {
                throw new IllegalArgumentException(original.getClass() + " has no component " + component);
            }
            Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            R copy = (R) original.getClass().getDeclaredConstructor(types).newInstance(values);
            return copy;
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
