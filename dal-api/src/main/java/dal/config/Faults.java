package dal.config;

import dal.error.InvalidConfigurationException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers what is wrong, so that everything can be said at once. The same fault met twice, for example in defaults that two classes share, is kept once. */
final class Faults {

    private final Set<String> found = new LinkedHashSet<>();

    /** Notes a fault. Neither argument may hold a secret or a part of a URL. */
    void add(String where, String what) {
        found.add(where + ": " + what);
    }

    void addAll(List<String> faults) {
        found.addAll(faults);
    }

    /** What {@code made} gives, or {@code standIn} and a fault if it refuses its arguments. */
    <T> T attempt(String where, Supplier<T> made, T standIn) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            add(where, String.valueOf(e.getMessage()));
            return standIn;
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<String> all() {
        return List.copyOf(found);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidConfigurationException(all());
        }
    }
}
