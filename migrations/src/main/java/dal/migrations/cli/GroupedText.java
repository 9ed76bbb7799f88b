package dal.migrations.cli;

import dal.migrations.MigrationReport;
import dal.migrations.MigrationTarget;
import dal.migrations.Script;
import dal.migrations.TargetReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Many targets in a table with a row for all that are alike: of one database and class, at one version, with the same scripts run and pending. */
final class GroupedText {

    private static final int MOST_NAMES = 3;

    private GroupedText() {}

    static void append(StringBuilder text, MigrationReport report) {
        Map<Group, List<MigrationTarget>> groups = new LinkedHashMap<>();
        for (TargetReport target : report.targets()) {
            groups.computeIfAbsent(Group.of(target), group -> new ArrayList<>()).add(target.target());
        }
        new TextTable("", List.of("Targets", "Where", "State", "Version", "Run now", "Pending", "Which"))
                .rows(groups.entrySet().stream()
                        .map(entry -> entry.getKey().row(entry.getValue()))
                        .toList())
                .appendTo(text);
    }

    private record Group(String where, String state, String version, String applied, String pending) {

        static Group of(TargetReport report) {
            MigrationTarget target = report.target();
            String classes = target.classes().stream().map(Object::toString).collect(Collectors.joining(", "));
            String state = switch (report.state()) {
                case DONE -> "ok";
                case FAILED -> "FAILED";
                case NOT_STARTED -> "not begun";
            };
            return new Group(
                    target.cluster() + "/" + target.connections().getFirst().database() + " (" + classes + ")",
                    state,
                    report.version().orElse(""),
                    files(report.applied()),
                    files(report.pending()));
        }

        private static String files(List<Script> scripts) {
            return scripts.isEmpty()
                    ? ""
                    : scripts.size() <= MOST_NAMES
                            ? scripts.stream().map(Script::file).collect(Collectors.joining(", "))
                            : ReportText.count(scripts.size(), "script");
        }

        List<String> row(List<MigrationTarget> targets) {
            String names = targets.stream().limit(MOST_NAMES).map(Group::name).collect(Collectors.joining(", "))
                    + (targets.size() > MOST_NAMES ? ", ..." : "");
            return List.of(Integer.toString(targets.size()), where, state, version, applied, pending, names);
        }

        private static String name(MigrationTarget target) {
            return target.tenant() == null ? target.label() : target.tenant().value();
        }
    }
}
