package dal.benchmarks.failover;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What callers were told of their writes, to be held against what is there afterwards. Each write has a number of its own, and is made of as many rows as its kind has.
 * Thread-safe.
 */
final class Account {

    /**
     * What was told wrongly.
     *
     * @param lost acknowledged and not there, or not all of it
     * @param doubled there more than once
     * @param unreported told to have failed, and there all the same
     * @param torn there in part, whatever was told
     */
    record Audit(long lost, long doubled, long unreported, long torn) {

        static final Audit CLEAN = new Audit(0, 0, 0, 0);

        Audit plus(Audit other) {
            return new Audit(
                    lost + other.lost, doubled + other.doubled, unreported + other.unreported, torn + other.torn);
        }
    }

    private record Write(Fate fate, int rows) {}

    private final Map<Long, Write> writes = new ConcurrentHashMap<>();

    /**
     * The caller of a write was told of its end.
     *
     * @param rows how many it inserts
     */
    void told(long write, int rows, Fate fate) {
        writes.put(write, new Write(fate, rows));
    }

    /** How many had this fate. */
    long count(Fate fate) {
        return writes.values().stream().filter(write -> write.fate() == fate).count();
    }

    /**
     * Compares with what is there.
     *
     * @param present how often each row is there, by its write and its number in it from 0
     */
    Audit audit(Map<Long, int[]> present) {
        long lost = 0;
        long doubled = 0;
        long unreported = 0;
        long torn = 0;
        for (Map.Entry<Long, Write> entry : writes.entrySet()) {
            Write write = entry.getValue();
            int[] copies = present.getOrDefault(entry.getKey(), new int[0]);
            int there = 0;
            boolean twice = false;
            for (int copy : copies) {
                there += copy > 0 ? 1 : 0;
                twice |= copy > 1;
            }
            lost += write.fate() == Fate.ACKNOWLEDGED && there < write.rows() ? 1 : 0;
            doubled += twice ? 1 : 0;
            unreported += write.fate() == Fate.REFUSED && there > 0 ? 1 : 0;
            torn += there > 0 && there < write.rows() ? 1 : 0;
        }
        // What nobody was ever told of.
        unreported += present.keySet().stream()
                .filter(write -> !writes.containsKey(write))
                .count();
        return new Audit(lost, doubled, unreported, torn);
    }
}
