package dal.config;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one source says about a connection, as texts not yet judged, each with where it was said. Not a record: it holds passwords and has no text form. */
final class ConnectionParts {

    /** A value and where it was found, for messages. */
    record Told(String value, String source) {

        @Override
        public String toString() {
            return source;
        }
    }

    private final Map<ConnectionPart, Told> parts = new EnumMap<>(ConnectionPart.class);
    private final Map<String, String> driverProperties = new TreeMap<>();

    /**
     * Notes a value; an empty one says nothing.
     *
     * @return whether the part was still open
     */
    boolean put(ConnectionPart part, @Nullable String value, String source) {
        if (value == null || value.isEmpty()) {
            return true;
        }
        return parts.putIfAbsent(part, new Told(value, source)) == null;
    }

    /** Notes a property for the driver; false if it was already there. */
    boolean putDriverProperty(String name, String value) {
        return driverProperties.putIfAbsent(name, value) == null;
    }

    @Nullable
    Told get(ConnectionPart part) {
        return parts.get(part);
    }

    @Nullable
    String value(ConnectionPart part) {
        Told told = parts.get(part);
        return told == null ? null : told.value();
    }

    Map<String, String> driverProperties() {
        return driverProperties;
    }

    /** These, and what {@code others} say where these say nothing. */
    ConnectionParts orElse(ConnectionParts others) {
        ConnectionParts merged = new ConnectionParts();
        merged.parts.putAll(others.parts);
        merged.parts.putAll(parts);
        merged.driverProperties.putAll(others.driverProperties);
        merged.driverProperties.putAll(driverProperties);
        return merged;
    }
}
