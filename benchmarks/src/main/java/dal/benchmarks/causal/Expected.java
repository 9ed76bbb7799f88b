package dal.benchmarks.causal;

import dal.benchmarks.layer.Answers.Answer;
import dal.cluster.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lowest numbers a session may still read, each with how it came to be expected. Not thread-safe. */
final class Expected {

    /** How a number came to be expected. */
    private record Origin(String what, @Nullable Answer answer, long at) {

        @Override
        public String toString() {
            double ago = (System.nanoTime() - at) / 1e6;
            return String.format(Locale.ROOT, "%s%s %.3f ms ago", what, answer == null ? "" : " from " + answer, ago);
        }
    }

    private final long[] values = new long[Ledger.SESSIONS];
    private final Origin[] origins = new Origin[Ledger.SESSIONS];

    Expected() {
        Arrays.fill(origins, new Origin("nothing", null, System.nanoTime()));
    }

    /** What another session had written and seen, and nothing else. */
    void handed(List<Long> seen) {
        Origin origin = new Origin("handed over", null, System.nanoTime());
        for (int i = 0; i < values.length; i++) {
            values[i] = seen.get(i);
            origins[i] = origin;
        }
    }

    /** A write was acknowledged. */
    void written(int session, long value) {
        raise(session, value, new Origin("written", null, System.nanoTime()));
    }

    /** These were read. */
    void seen(long[] read, @Nullable Answer answer) {
        Origin origin = new Origin("seen", answer, System.nanoTime());
        for (int i = 0; i < values.length; i++) {
            raise(i, read[i], origin);
        }
    }

    private void raise(int session, long value, Origin origin) {
        if (value > values[session]) {
            values[session] = value;
            origins[session] = origin;
        }
    }

    List<Long> values() {
        return Arrays.stream(values).boxed().toList();
    }

    /** Which of the numbers read are too low, and why; empty where none is. */
    List<String> olderIn(long[] read) {
        List<String> older = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (read[i] < values[i]) {
                older.add(read[i] + " of session " + i + " where " + values[i] + " was " + origins[i]);
            }
        }
        return older;
    }

    /** Whether all that is too low was first seen on a replica: the primary shows a commit only once it is acknowledged, a replica as soon as it has it. */
    boolean isOlderThanReplicasAlone(long[] read) {
        for (int i = 0; i < values.length; i++) {
            Answer answer = origins[i].answer();
            if (read[i] < values[i] && (answer == null || answer.role() != Role.REPLICA)) {
                return false;
            }
        }
        return true;
    }
}
