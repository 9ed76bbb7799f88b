package dal.benchmarks.causal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a session hands to another: its token, and, for the checker alone, what it has written and seen under it.
 *
 * @param to the session it is for
 * @param token as text, the way it would travel in a header
 * @param seen the number of each session
 */
record Handed(int to, String token, List<Long> seen) {

    Handed {
        seen = List.copyOf(seen);
        if (seen.size() != Ledger.SESSIONS) {
            throw new IllegalArgumentException("There are " + Ledger.SESSIONS + " sessions, not " + seen.size());
        }
    }

    /** One line without spaces at its ends. */
    String line() {
        return to + " " + token + " " + seen.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    static Handed parse(String line) {
        String[] parts = line.split(" ", -1);
        return new Handed(
                Integer.parseInt(parts[0]),
                parts[1],
                Arrays.stream(parts[2].split(",", -1)).map(Long::valueOf).toList());
    }
}
