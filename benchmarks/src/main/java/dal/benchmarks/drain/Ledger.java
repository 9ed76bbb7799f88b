package dal.benchmarks.drain;

import dal.error.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a process told its clients of each piece of work, and whether that is the truth. Used by one thread. */
final class Ledger {

    private static final String NOTHING = "";
    private static final String DONE = "done";

    private final Map<String, String> told = new HashMap<>();

    /** A line of its {@link Console}; others are ignored. */
    void read(String line) {
        if (line.startsWith(Console.ACCEPTED)) {
            told.put(line.substring(2), NOTHING);
        } else if (line.startsWith(Console.DONE)) {
            told.put(line.substring(2), DONE);
        } else if (line.startsWith(Console.FAILED)) {
            int space = line.indexOf(' ', 2);
            told.put(line.substring(2, space), line.substring(space + 1));
        }
    }

    int accepted() {
        return told.size();
    }

    /** How much work ended with that error. */
    long failed(ErrorCode code) {
        return told.values().stream().filter(code.name()::equals).count();
    }

    /**
     * Work of which its client was told nothing, or not the truth.
     *
     * @param rows the names of the rows there are
     */
    long lost(Set<String> rows) {
        return told.entrySet().stream()
                .filter(work -> isLost(work.getValue(), work.getKey().startsWith("w"), rows.contains(work.getKey())))
                .count();
    }

    private static boolean isLost(String said, boolean write, boolean there) {
        if (said.equals(NOTHING)) {
            return true;
        }
        boolean unknown = said.equals(ErrorCode.COMMIT_OUTCOME_UNKNOWN.name());
        return write && !unknown && there != said.equals(DONE);
    }
}
