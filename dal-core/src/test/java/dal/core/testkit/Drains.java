package dal.core.testkit;

import dal.status.DrainReport;
import dal.status.DrainReport.ClassDrain;
import java.util.StringJoiner;

/** What a shutdown did, in few words. */
public final class Drains {

    private Drains() {}

    /** What became of the work of class {@link Layer#BOUND}, without what did not occur. */
    public static String counts(DrainReport report) {
        ClassDrain bound = bound(report);
        StringJoiner words = new StringJoiner(", ");
        add(words, "finished", bound.finished());
        add(words, "cancelled", bound.cancelled());
        add(words, "aborted", bound.aborted());
        add(words, "refused", bound.refused());
        add(words, "abandoned", bound.abandoned());
        return words.toString();
    }

    /** What became of the work of class {@link Layer#BOUND}. */
    public static ClassDrain bound(DrainReport report) {
        return report.classes().stream()
                .filter(drain -> drain.tenantClass().equals(Layer.BOUND))
                .findFirst()
                .orElseThrow();
    }

    private static void add(StringJoiner words, String what, int count) {
        if (count > 0) {
            words.add(what + " " + count);
        }
    }
}
