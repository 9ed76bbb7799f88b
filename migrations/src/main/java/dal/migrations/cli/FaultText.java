package dal.migrations.cli;

import dal.migrations.Fault;
import dal.migrations.MigrationReport;
import dal.migrations.TargetReport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why targets failed and what to do, two lines each; those that were not begun together. */
final class FaultText {

    private static final int MOST_WARNINGS = 20;

    private FaultText() {}

    static void print(PrintWriter err, MigrationReport report, boolean verbose) {
        Map<String, Integer> notBegun = new LinkedHashMap<>();
        Map<String, String> advice = new LinkedHashMap<>();
        for (TargetReport target : report.targets()) {
            warn(err, target);
            for (Fault fault : target.faults()) {
                if (target.state() == TargetReport.State.NOT_STARTED) {
                    notBegun.merge(fault.message(), 1, Integer::sum);
                    advice.put(fault.message(), fault.advice());
                    continue;
                }
                err.println("error: " + target.target().label() + ": " + fault.message());
                err.println("       " + fault.advice() + ".");
                if (verbose && fault.cause() != null) {
                    fault.cause().printStackTrace(err);
                }
            }
        }
        notBegun.forEach((message, count) -> {
            err.println("error: " + ReportText.count(count, "target") + ": " + message);
            err.println("       " + advice.get(message) + ".");
        });
        err.flush();
    }

    private static void warn(PrintWriter err, TargetReport target) {
        List<String> warnings = target.warnings();
        warnings.stream()
                .limit(MOST_WARNINGS)
                .forEach(warning -> err.println("warning: " + target.target().label() + ": " + warning));
        if (warnings.size() > MOST_WARNINGS) {
            err.println("warning: " + target.target().label() + ": and " + (warnings.size() - MOST_WARNINGS)
                    + " more tables; --json names all");
        }
    }
}
