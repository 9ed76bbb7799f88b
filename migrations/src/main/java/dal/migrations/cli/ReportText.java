package dal.migrations.cli;

import dal.migrations.MigrationReport;
import dal.migrations.Script;
import dal.migrations.TargetReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as plain text: a heading for each target, its scripts in a table, a last line that says it all. */
final class ReportText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** More targets than this are shown in groups of those that are alike. */
    static final int MOST_IN_FULL = 20;

    private final Show show;

    ReportText(Show show) {
        this.show = show;
    }

    /** Which scripts are listed. */
    enum Show {
        ALL,
        APPLIED,
        PENDING,
        NONE
    }

    String of(String command, MigrationReport report) {
        StringBuilder text = new StringBuilder();
        boolean many = report.targets().size() > MOST_IN_FULL;
        if (many) {
            GroupedText.append(text, report);
        }
        for (TargetReport target : many ? List.<TargetReport>of() : report.targets()) {
            text.append(heading(target)).append(System.lineSeparator());
            new TextTable("  ", List.of("Version", "Description", "State", "Run at", "Took"))
                    .rows(scripts(target).stream().map(ReportText::row).toList())
                    .appendTo(text);
        }
        long failed = count(report, TargetReport.State.FAILED);
        long notBegun = count(report, TargetReport.State.NOT_STARTED);
        return text.append(command)
                .append(report.successful() ? ": ok, " : ": FAILED, ")
                .append(count(report.targets().size(), "target"))
                .append(failed == 0 ? "" : ", " + failed + " failed")
                .append(notBegun == 0 ? "" : ", " + notBegun + " not begun")
                .append(", ")
                .append(count(pending(report), "script"))
                .append(" pending")
                .append(System.lineSeparator())
                .toString();
    }

    private List<Script> scripts(TargetReport target) {
        return switch (show) {
            case ALL -> target.scripts();
            case APPLIED -> target.applied();
            case PENDING -> target.pending();
            case NONE -> List.of();
        };
    }

    private static String heading(TargetReport target) {
        String classes =
                target.target().classes().stream().map(Object::toString).collect(Collectors.joining(", "));
        String version = target.version().map(at -> "version " + at).orElse("no version");
        return target.target().label() + " (" + classes + "): "
                + state(target, version)
                + (target.applied().isEmpty()
                        ? ""
                        : ", " + count(target.applied().size(), "script") + " run now")
                + ", " + millis(target.took());
    }

    private static String state(TargetReport target, String version) {
        if (target.state() == TargetReport.State.NOT_STARTED) {
            return "not begun";
        }
        return target.scripts().isEmpty() ? "not reached" : version;
    }

    private static long count(MigrationReport report, TargetReport.State state) {
        return report.targets().stream()
                .filter(target -> target.state() == state)
                .count();
    }

    private static List<String> row(Script script) {
        return List.of(
                script.version() == null ? "repeated" : script.version(),
                script.description(),
                script.state().name().toLowerCase(Locale.ROOT),
                time(script.installedOn()),
                script.took() == null ? "" : millis(script.took()));
    }

    private static long pending(MigrationReport report) {
        return report.targets().stream()
                .mapToLong(target -> target.pending().size())
                .sum();
    }

    private static String time(@Nullable Instant instant) {
        return instant == null ? "" : TIME.format(instant);
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
