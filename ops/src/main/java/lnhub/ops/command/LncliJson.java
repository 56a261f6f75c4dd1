package lnhub.ops.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages as lncli prints them: the proto's own field names, empty fields included, 64-bit integers as strings, bytes
 * in hexadecimal (where JSON for protobuf would have base 64), four spaces per level.
 */
public final class LncliJson {
    private static final int INDENT = 4;

    private final StringBuilder out = new StringBuilder();

    private LncliJson() {
    }

    public static String print(Message message) {
        var json = new LncliJson();
        json.message(message, 0);
        return json.out.toString();
    }

    /** An object of strings, in the order of {@code fields}. */
    public static String print(Map<String, String> fields) {
        var json = new LncliJson();
        json.object(fields, 0, (value, depth) -> json.string(value));
        return json.out.toString();
    }

    private interface Writer<T> {
        void write(T value, int depth);
    }

    private void message(Message message, int depth) {
        Map<String, FieldDescriptor> fields = new LinkedHashMap<>();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean absent = field.getContainingOneof() != null && !message.hasField(field);
            if (!absent) {
                fields.put(field.getName(), field);
            }
        }
        object(fields, depth, (field, inner) -> field(message, field, inner));
    }

    private void field(Message message, FieldDescriptor field, int depth) {
        Object value = message.getField(field);
        if (field.isMapField()) {
            object(entries((List<?>) value), depth, (entry, inner) -> field(entry, valueField(entry), inner));
        } else if (field.isRepeated()) {
            array((List<?>) value, depth, (element, inner) -> single(field, element, inner));
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !message.hasField(field)) {
            out.append("null");
        } else {
            single(field, value, depth);
        }
    }

    /** Sorted by key, so that the same answer is always printed the same. */
    private static Map<String, Message> entries(List<?> map) {
        Map<String, Message> entries = new TreeMap<>(LncliJson::byLengthThenText);
        for (Object element : map) {
            Message entry = (Message) element;
            entries.put(String.valueOf(entry.getField(entry.getDescriptorForType().findFieldByNumber(1))), entry);
        }
        return entries;
    }

    private static int byLengthThenText(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static FieldDescriptor valueField(Message entry) {
        return entry.getDescriptorForType().findFieldByNumber(2);
    }

    private void single(FieldDescriptor field, Object value, int depth) {
        switch (value) {
            case Message message -> message(message, depth);
            case EnumValueDescriptor constant -> string(constant.getName());
            case ByteString bytes -> string(HexFormat.of().formatHex(bytes.toByteArray()));
            case String text -> string(text);
            case Long number -> string(unsigned(field) ? Long.toUnsignedString(number) : Long.toString(number));
            case Integer number -> out.append(unsigned(field) ? Integer.toUnsignedString(number) : number);
            default -> out.append(value);
        }
    }

    private static boolean unsigned(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT64 || field.getType() == FieldDescriptor.Type.UINT32;
    }

    private <T> void object(Map<String, T> fields, int depth, Writer<T> writer) {
        if (fields.isEmpty()) {
            out.append("{}");
            return;
        }
        String separator = "{";
        for (Map.Entry<String, T> field : fields.entrySet()) {
            out.append(separator);
            newLine(depth + 1);
            string(field.getKey());
            out.append(": ");
            writer.write(field.getValue(), depth + 1);
            separator = ",";
        }
        newLine(depth);
        out.append('}');
    }

    private <T> void array(List<T> elements, int depth, Writer<T> writer) {
        if (elements.isEmpty()) {
            out.append("[]");
            return;
        }
        String separator = "[";
        for (T element : elements) {
            out.append(separator);
            newLine(depth + 1);
            writer.write(element, depth + 1);
            separator = ",";
        }
        newLine(depth);
        out.append(']');
    }

    private void newLine(int depth) {
        out.append('\n').repeat(' ', depth * INDENT);
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    // Control characters of a peer's making (an alias) must not reach the terminal.
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
