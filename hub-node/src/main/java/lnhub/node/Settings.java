package lnhub.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads settings; a wrong one is refused with its name, what is allowed, what it is, and where it was set. */
final class Settings {
    private final Config config;
    private final String path;

    private Settings(Config config, String path) {
        this.config = config;
        this.path = path;
    }

    /** @throws InvalidSetting when it is missing or not an object */
    static Settings at(Config config, String path) {
        return new Settings(read(path, "a section in braces", () -> config.getConfig(path)), path);
    }

    /** Every leaf below a path, by its path from there; none when there is nothing. */
    static Set<Map.Entry<String, ConfigValue>> entries(Config config, String path) {
        return config.hasPath(path) ? config.getConfig(path).entrySet() : Set.of();
    }

    Settings section(String name) {
        return new Settings(read(path + "." + name, "a section in braces", () -> config.getConfig(name)),
                path + "." + name);
    }

    long integer(String name, long min, long max) {
        String allowed = "a whole number from " + min + " to " + max;
        long value = read(path + "." + name, allowed, () -> config.getLong(name));
        if (value < min || value > max) {
            throw wrong(name, allowed);
        }
        return value;
    }

    boolean flag(String name) {
        return read(path + "." + name, "true or false", () -> config.getBoolean(name));
    }

    String text(String name) {
        return read(path + "." + name, "a text", () -> config.getString(name));
    }

    String oneOf(String name, Set<String> values) {
        String value = text(name);
        if (!values.contains(value)) {
            throw wrong(name, "one of " + String.join(", ", values.stream().sorted().toList()));
        }
        return value;
    }

    List<String> texts(String name) {
        return read(path + "." + name, "a list of texts", () -> config.getStringList(name));
    }

    /** @param parse throws IllegalArgumentException when the text is not {@code allowed} */
    <T> T parsed(String name, String allowed, Function<String, T> parse) {
        try {
            return parse.apply(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, allowed);
        }
    }

    /** A password is not repeated to whoever reads the error. */
    InvalidSetting wrong(String name, String allowed) {
        ConfigValue value = config.getValue(name);
        String got = name.contains("password") ? "" : ", got " + value.unwrapped();
        return new InvalidSetting(path + "." + name + " must be " + allowed + got
                + " (" + value.origin().description() + ")");
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T read(String path, String allowed, Reading<T> reading) {
        try {
            return reading.read();
        } catch (ConfigException.Missing e) {
            throw new InvalidSetting(path + " is missing: it must be " + allowed);
        } catch (ConfigException.WrongType | ConfigException.BadValue e) {
            throw new InvalidSetting(path + " must be " + allowed + " (" + e.origin().description() + ")");
        }
    }

    /** The configuration cannot be used; the message says which setting, what is allowed and where it was set. */
    static final class InvalidSetting extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        InvalidSetting(String message) {
            super(message);
        }
    }
}
