package dal.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration, which knows where it stands and remembers what it was asked for: a key nobody asked for is a fault, and the keys asked for
 * are the list of all keys. A value that is missing or wrong is answered by its default, so that reading goes on to the next fault.
 */
final class Section {

    /** Begins the origin of a value that an environment variable gave. */
    static final String ENVIRONMENT = "environment variable ";

    private static final ConfigObject EMPTY = ConfigValueFactory.fromMap(Map.of());

    private final String path;
    private final String pattern;
    private final ConfigObject values;
    private final @Nullable Section defaults;
    private final Faults faults;
    private final Set<String> allKeys;
    private final Set<String> asked = new TreeSet<>();

    private Section(
            String path,
            String pattern,
            ConfigObject values,
            @Nullable Section defaults,
            Faults faults,
            Set<String> allKeys) {
        this.path = path;
        this.pattern = pattern;
        this.values = values;
        this.defaults = defaults;
        this.faults = faults;
        this.allKeys = allKeys;
    }

    /** The outermost section; every key asked for is added to {@code allKeys}. */
    static Section root(ConfigObject values, Faults faults, Set<String> allKeys) {
        return new Section("", "", values, null, faults, allKeys);
    }

    /** The section below {@code key}; empty where there is none. */
    Section section(String key) {
        asked.add(key);
        return below(key, key, sectionValues(key), defaults == null ? null : defaults.section(key));
    }

    /** The section below {@code key} of a value that is taken whole: what a class says of it leaves nothing of the defaults' one. */
    Section whole(String key) {
        asked.add(key);
        Section others = defaults == null ? null : value(key) == null ? defaults.whole(key) : defaults.silent(key);
        return below(key, key, sectionValues(key), others);
    }

    /** Asked for the keys alone. */
    private Section silent(String key) {
        asked.add(key);
        return below(key, key, EMPTY, null);
    }

    /** The section of one of several freely named things, for example a tenant class, which falls back to {@code others} key by key. */
    Section named(String name, String placeholder, @Nullable Section others) {
        asked.add(name);
        return below(name, placeholder, sectionValues(name), others);
    }

    /** {@code value} as a section of its own; a text alone is what its {@code textKey} says. */
    Section textOrSection(String name, String placeholder, ConfigValue value, String textKey) {
        ConfigObject object = value instanceof ConfigObject itself ? itself : EMPTY.withValue(textKey, value);
        return below(name, placeholder, object, null);
    }

    private Section below(String key, String keyPattern, ConfigObject object, @Nullable Section fallback) {
        return new Section(join(path, key), join(pattern, keyPattern), object, fallback, faults, allKeys);
    }

    private ConfigObject sectionValues(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            return EMPTY;
        }
        if (value instanceof ConfigObject object) {
            return object;
        }
        faults.add(label(key), "expected a section in braces");
        return EMPTY;
    }

    String path() {
        return path;
    }

    /** The names used here: of things named freely. */
    Set<String> names() {
        return new TreeSet<>(values.keySet());
    }

    /** Where the value of that key was found: the environment variable, or the key with its file and line. */
    String label(String key) {
        ConfigValue value = value(key);
        if (value == null && defaults != null) {
            return defaults.label(key);
        }
        return value == null ? join(path, key) : label(join(path, key), value);
    }

    static String label(String path, ConfigValue value) {
        String origin = value.origin().description();
        if (origin.startsWith(ENVIRONMENT)) {
            return origin.substring(ENVIRONMENT.length());
        }
        return value.origin().filename() == null && value.origin().resource() == null
                ? path
                : path + " (" + origin + ")";
    }

    /** The text, where there is one. */
    @Nullable
    String text(String key) {
        return text(key, ask(key));
    }

    /** The text of one of several freely named values. */
    @Nullable
    String namedText(String name, String placeholder) {
        asked.add(name);
        allKeys.add(join(pattern, placeholder));
        return text(name, value(name));
    }

    private @Nullable String text(String key, @Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        if (value instanceof ConfigObject || value instanceof ConfigList) {
            faults.add(label(key), "expected a text (a name with a dot in it needs quotes)");
            return null;
        }
        return String.valueOf(value.unwrapped());
    }

    private <T> T parsed(String key, T fallback, String expected, Function<String, T> parse) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        try {
            return parse.apply(text);
        } catch (NumberFormatException | ArithmeticException | ConfigException e) {
            faults.add(label(key), "expected " + expected + ", not '" + text + "'");
            return fallback;
        }
    }

    int integer(String key, int fallback) {
        return parsed(key, fallback, "a whole number", Integer::valueOf);
    }

    /** A number that need not be whole. */
    double decimal(String key, double fallback) {
        return parsed(key, fallback, "a number such as 0.5", text -> new BigDecimal(text).doubleValue());
    }

    /** A size in bytes such as {@code 64MiB}; a bare number counts bytes. */
    long bytes(String key, long fallback) {
        return parsed(
                key,
                fallback,
                "a size such as 64MiB",
                text -> ConfigValueFactory.fromAnyRef(text).atKey("value").getBytes("value"));
    }

    boolean flag(String key, boolean fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        if (!text.equals("true") && !text.equals("false")) {
            faults.add(label(key), "expected true or false, not '" + text + "'");
        }
        return text.equals("true");
    }

    /** A duration such as {@code 5s}; a bare number counts milliseconds. */
    Duration duration(String key, Duration fallback) {
        Duration duration = parsed(
                key,
                fallback,
                "a duration such as 5s or 250ms",
                text -> ConfigValueFactory.fromAnyRef(text).atKey("value").getDuration("value"));
        if (duration.isNegative() || duration.compareTo(Limits.LONGEST) > 0) {
            faults.add(label(key), "expected a duration from 0 to 24 days, not '" + text(key) + "'");
            return fallback;
        }
        return duration;
    }

    /** The elements of a list; a text is a list of one. */
    List<ConfigValue> list(String key) {
        ConfigValue value = ask(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof ConfigList list ? list : List.of(value);
    }

    /** A list of texts; a text alone is a list of one. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (ConfigValue element : list(key)) {
            String text = text(key, element);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The value itself, where there is one. */
    @Nullable
    ConfigValue ask(String key) {
        asked.add(key);
        allKeys.add(join(pattern, key));
        ConfigValue own = value(key);
        ConfigValue other = defaults == null ? null : defaults.ask(key);
        return own == null ? other : own;
    }

    /** Whether the key is there and says nothing on purpose: {@code null}. */
    boolean isNull(String key) {
        ConfigValue value = values.get(key);
        return value != null && value.valueType() == ConfigValueType.NULL;
    }

    private @Nullable ConfigValue value(String key) {
        ConfigValue value = values.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    /** What is made of values without a fault; with faults, which begin with the key they are about, {@code standIn}. */
    <T> T checked(List<String> wrong, Supplier<T> made, T standIn) {
        for (String fault : wrong) {
            int end = fault.indexOf(' ');
            faults.add(label(fault.substring(0, end)), fault.substring(end + 1));
        }
        return wrong.isEmpty() ? made.get() : standIn;
    }

    /** To be called when everything has been asked for: what is left over is unknown. */
    void finish() {
        for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                faults.add(
                        label(join(path, entry.getKey()), entry.getValue()),
                        "unknown key"
                                + NearestName.of(entry.getKey(), asked)
                                        .map(name -> "; nearest known: " + name)
                                        .orElse(""));
            }
        }
        if (defaults != null) {
            defaults.finish();
        }
    }

    private static String join(String left, String right) {
        return left.isEmpty() ? right : left + "." + right;
    }
}
