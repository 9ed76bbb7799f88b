package dal.migrations.cli;

import dal.error.InvalidConfigurationException;
import dal.migrations.MigrationReport;
import dal.migrations.Tenants;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The tenants in the catalog's table, {@code dal.tenants.table} of the configuration. */
@Command(
        name = "tenant",
        synopsisSubcommandLabel = "(add | list | suspend | drop)",
        description = {
            "Adds, lists, suspends and drops tenants.",
            "They stand in the table that the configuration names (dal.tenants.table);",
            "the services hear of a change at once."
        })
final class TenantCommand {

    @ParentCommand
    private @Nullable Migrate migrate;

    @Command(
            description =
                    "Makes and migrates the tenant's schema, where its class has one for each tenant, and then adds it"
                            + " to the table, which is created if missing.")
    int add(
            @Parameters(paramLabel = "TENANT", description = "The tenant's identifier.") String tenant,
            @Option(names = "--class", required = true, paramLabel = "CLASS", description = "Its tenant class.")
                    String tenantClass,
            @Option(
                            names = "--weight",
                            defaultValue = "1",
                            paramLabel = "WEIGHT",
                            description = "Its weight beside others, 1 to 1000. Default: 1")
                    int weight) {
        MigrationReport report = tenants().add(TenantId.of(tenant), TenantClassName.of(tenantClass), weight);
        return parent().print("tenant add", report, ReportText.Show.APPLIED);
    }

    @Command(description = "Lists the tenants of the table.")
    int list() {
        List<Tenants.Entry> entries = tenants().list();
        PrintWriter out = parent().out();
        if (parent().json()) {
            Map<String, @Nullable Object> root = new LinkedHashMap<>();
            root.put("command", "tenant list");
            root.put("tenants", entries.stream().map(TenantCommand::json).toList());
            out.println(ReportJson.render(root));
        } else {
            StringBuilder text = new StringBuilder();
            new TextTable("", List.of("Tenant", "Class", "Weight", "State", "Schema"))
                    .rows(entries.stream().map(TenantCommand::row).toList())
                    .appendTo(text);
            out.print(text);
            out.println("tenant list: ok, " + ReportText.count(entries.size(), "tenant"));
        }
        out.flush();
        return ExitCode.OK;
    }

    @Command(description = "Has new work of the tenant refused, or let in again; what runs finishes.")
    int suspend(
            @Parameters(paramLabel = "TENANT", description = "The tenant's identifier.") String tenant,
            @Option(names = "--resume", description = "Lets it in again.") boolean resume) {
        return said(tenants().suspend(TenantId.of(tenant), !resume), tenant, resume ? "resumed" : "suspended");
    }

    @Command(
            description =
                    "Drops a suspended tenant: its schema with all that is in it, and its row in the table. This cannot"
                            + " be undone.")
    int drop(
            @Parameters(paramLabel = "TENANT", description = "The tenant's identifier.") String tenant,
            @Option(names = "--yes", description = "Says that this is meant.") boolean yes) {
        if (!yes) {
            throw new InvalidConfigurationException(
                    List.of("tenant drop takes all data of '" + tenant + "' away for good: say --yes"));
        }
        return said(tenants().drop(TenantId.of(tenant)), tenant, "dropped");
    }

    private int said(boolean done, String tenant, String what) {
        if (!done) {
            parent().err().println("error: there is no tenant '" + tenant + "' in the table");
            parent().err().flush();
            return ExitCode.FAILED;
        }
        parent().out()
                .println(
                        parent().json()
                                ? ReportJson.render(Map.of("tenant", tenant, "state", what))
                                : "tenant '" + tenant + "' is " + what);
        parent().out().flush();
        return ExitCode.OK;
    }

    private static List<String> row(Tenants.Entry entry) {
        String schema = entry.schema();
        return List.of(
                entry.tenant().value(),
                entry.tenantClass().value(),
                Integer.toString(entry.weight()),
                entry.suspended() ? "suspended" : "active",
                schema == null ? "" : schema);
    }

    private static Map<String, @Nullable Object> json(Tenants.Entry entry) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("tenant", entry.tenant().value());
        json.put("class", entry.tenantClass().value());
        json.put("weight", entry.weight());
        json.put("suspended", entry.suspended());
        json.put("schema", entry.schema());
        return json;
    }

    private Tenants tenants() {
        return parent().migrations().tenants();
    }

    private Migrate parent() {
        if (migrate == null) {
            throw new IllegalStateException("Only picocli makes this command");
        }
        return migrate;
    }
}
