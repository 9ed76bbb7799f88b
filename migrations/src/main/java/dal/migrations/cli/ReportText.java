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

    private final Show show;

    ReportText(Show show) {
        this.show = show;
    }

    /** Which scripts are listed. */
    enum Show {
        ALL,
        APPLIED,
        NONE
    }

    String of(String command, MigrationReport report) {
        StringBuilder text = new StringBuilder();
        for (TargetReport target : report.targets()) {
            text.append(heading(target)).append(System.lineSeparator());
            new TextTable("  ", List.of("Version", "Description", "State", "Run at", "Took"))
                    .rows(scripts(target).stream().map(ReportText::row).toList())
                    .appendTo(text);
        }
        long failed =
                report.targets().stream().filter(target -> !target.successful()).count();
        return text.append(command)
                .append(failed == 0 ? ": ok, " : ": FAILED, ")
                .append(count(report.targets().size(), "target"))
                .append(failed == 0 ? "" : ", " + failed + " failed")
                .append(", ")
                .append(count(sum(report, Script.State.PENDING) + sum(report, Script.State.OUTDATED), "script"))
                .append(" pending")
                .append(System.lineSeparator())
                .toString();
    }

    private List<Script> scripts(TargetReport target) {
        return switch (show) {
            case ALL -> target.scripts();
            case APPLIED -> target.applied();
            case NONE -> List.of();
        };
    }

    private static String heading(TargetReport target) {
        String classes =
                target.target().classes().stream().map(Object::toString).collect(Collectors.joining(", "));
        String version = target.version().map(at -> "version " + at).orElse("no version");
        return target.target().label() + " (" + classes + "): "
                + (target.scripts().isEmpty() ? "not reached" : version)
                + (target.applied().isEmpty()
                        ? ""
                        : ", " + count(target.applied().size(), "script") + " run now")
                + ", " + millis(target.took());
    }

    private static List<String> row(Script script) {
        return List.of(
                script.version() == null ? "repeated" : script.version(),
                script.description(),
                script.state().name().toLowerCase(Locale.ROOT),
                time(script.installedOn()),
                script.took() == null ? "" : millis(script.took()));
    }

    private static long sum(MigrationReport report, Script.State state) {
        return report.targets().stream()
                .flatMap(target -> target.scripts().stream())
                .filter(script -> script.state() == state)
                .count();
    }

    private static String time(@Nullable Instant instant) {
        return instant == null ? "" : TIME.format(instant);
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
