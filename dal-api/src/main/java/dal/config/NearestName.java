package dal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name somebody probably meant. */
final class NearestName {

    private NearestName() {}

    /** The name closest to {@code wanted}, whatever its distance: one that it begins or that begins it, then the fewest changes, then the alphabet. */
    static Optional<String> of(String wanted, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String, Boolean>comparing(name -> !name.startsWith(wanted) && !wanted.startsWith(name))
                        .thenComparingInt(name -> distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance: how many characters have to be inserted, deleted or replaced. */
    static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int replaced = previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
