package dal.migrations.cli;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dal.migrations.Fault;
import dal.migrations.MigrationPlan;
import dal.migrations.MigrationReport;
import dal.migrations.MigrationTarget;
import dal.migrations.Script;
import dal.migrations.TargetReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as one line of JSON. Every key is always there; what there is none of is null or empty. */
final class ReportJson {

    private ReportJson() {}

    static String of(String command, MigrationReport report, int exitCode) {
        return render(root(command, report, exitCode));
    }

    /** With {@code first}, the labels of those that go first. */
    static String of(MigrationPlan plan) {
        Map<String, @Nullable Object> root = root("plan", plan.report(), ExitCode.of(plan.report()));
        root.put("first", plan.first().stream().map(MigrationTarget::label).toList());
        return render(root);
    }

    private static Map<String, @Nullable Object> root(String command, MigrationReport report, int exitCode) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("command", command);
        root.put("successful", report.successful());
        root.put("exitCode", exitCode);
        root.put("targets", report.targets().stream().map(ReportJson::target).toList());
        return root;
    }

    static String render(Map<String, @Nullable Object> root) {
        return ConfigValueFactory.fromMap(root).render(ConfigRenderOptions.concise());
    }

    private static Map<String, @Nullable Object> target(TargetReport report) {
        MigrationTarget target = report.target();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("target", target.label());
        json.put("cluster", target.cluster().value());
        json.put("database", target.connections().getFirst().database());
        json.put("schema", target.schema());
        json.put("tenant", target.tenant() == null ? null : target.tenant().value());
        json.put("classes", target.classes().stream().map(Object::toString).toList());
        json.put("state", report.state().name().toLowerCase(Locale.ROOT));
        json.put("version", report.version().orElse(null));
        json.put("attempts", report.attempts());
        json.put("milliseconds", report.took().toMillis());
        json.put("applied", scripts(report.applied()));
        json.put("pending", scripts(report.pending()));
        json.put("scripts", scripts(report.scripts()));
        json.put("faults", report.faults().stream().map(ReportJson::fault).toList());
        json.put("warnings", report.warnings());
        return json;
    }

    private static List<Map<String, @Nullable Object>> scripts(List<Script> scripts) {
        return scripts.stream().map(ReportJson::script).toList();
    }

    private static Map<String, @Nullable Object> script(Script script) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Instant installedOn = script.installedOn();
        json.put("version", script.version());
        json.put("description", script.description());
        json.put("file", script.file());
        json.put("state", script.state().name().toLowerCase(Locale.ROOT));
        json.put("installedOn", installedOn == null ? null : installedOn.toString());
        json.put("milliseconds", script.took() == null ? null : script.took().toMillis());
        return json;
    }

    private static Map<String, @Nullable Object> fault(Fault fault) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("message", fault.message());
        json.put("advice", fault.advice());
        json.put("script", fault.script());
        json.put("line", fault.line() == 0 ? null : fault.line());
        json.put("sqlState", fault.sqlState());
        return json;
    }
}
