package dal.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dal.cluster.ClusterName;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads one tenant class. */
final class TenantClassReader {

    private static final TenantIsolation DEFAULT_ISOLATION =
            TenantIsolation.rowLevelSecurity(TenantClassConfig.DEFAULT_SETTING);

    /** So that reading goes on to the next fault. */
    private static final Duration STAND_IN = Duration.ofSeconds(1);

    private final Map<String, ClusterReader.Read> clusters;
    private final String defaultCluster;
    private final PoolReader pools;
    private final Faults faults;

    TenantClassReader(Map<String, ClusterReader.Read> clusters, String defaultCluster, Faults faults) {
        this.clusters = clusters;
        this.defaultCluster = defaultCluster;
        this.pools = new PoolReader();
        this.faults = faults;
    }

    TenantClassConfig read(TenantClassName name, Section section) {
        String clusterText = section.text("cluster");
        String wanted = clusterText == null ? defaultCluster : clusterText;
        ClusterName cluster = faults.attempt(
                section.label("cluster"), () -> ClusterName.of(wanted), ClusterName.of(EnvironmentLayer.CLUSTER));
        ClusterReader.Read urls = clusters.get(wanted);
        PoolsConfig limits = pools.read(
                section.section("pools"),
                urls == null ? new ConnectionParts() : urls.primary(),
                urls == null ? List.of() : urls.replicas());
        TenantIsolation isolation = isolation(section);
        Consistency consistency = consistency(section, faults);
        Duration statementTimeout = section.duration("statement-timeout", TenantClassConfig.DEFAULT_STATEMENT_TIMEOUT);
        Duration queryTimeout = section.duration("query-timeout", Duration.ZERO);
        Duration slowQuery = section.duration("slow-query-threshold", TenantClassConfig.DEFAULT_SLOW_QUERY_THRESHOLD);
        boolean eager = section.flag("eager", false);
        IsolationChecks checks = new ChecksReader(faults).checks(section.section("checks"));
        AdmissionConfig admission = AdmissionReader.read(section.section("admission"));
        section.finish();
        return new TenantClassConfig(
                name,
                cluster,
                isolation,
                limits,
                consistency,
                statementTimeout,
                queryTimeout,
                slowQuery,
                eager,
                admission,
                checks);
    }

    private TenantIsolation isolation(Section section) {
        ConfigValue value = section.ask("isolation");
        if (value != null && !(value instanceof ConfigObject)) {
            return switch (String.valueOf(value.unwrapped())) {
                case "none" -> TenantIsolation.none();
                case "row-level-security" -> DEFAULT_ISOLATION;
                default -> {
                    faults.add(
                            section.label("isolation"),
                            "expected none, row-level-security, row-level-security { setting = app.tenant_id } or"
                                    + " schema-per-tenant { pattern = \"tenant_{tenant}\" }");
                    yield DEFAULT_ISOLATION;
                }
            };
        }
        Section isolation = section.whole("isolation");
        boolean rows = isolation.ask("row-level-security") != null;
        boolean schemas = isolation.ask("schema-per-tenant") != null;
        if (rows && schemas) {
            faults.add(section.label("isolation"), "expected row-level-security or schema-per-tenant, not both");
        }
        TenantIsolation byRows = rowLevelSecurity(isolation.section("row-level-security"));
        TenantIsolation bySchemas = schemaPerTenant(isolation.section("schema-per-tenant"));
        if (schemas && bySchemas.equals(DEFAULT_ISOLATION)) {
            faults.add(isolation.label("schema-per-tenant"), "needs a pattern such as \"tenant_{tenant}\"");
        }
        isolation.finish();
        return schemas ? bySchemas : byRows;
    }

    private TenantIsolation rowLevelSecurity(Section section) {
        String setting = section.text("setting");
        section.finish();
        return setting == null
                ? DEFAULT_ISOLATION
                : faults.attempt(
                        section.label("setting"), () -> TenantIsolation.rowLevelSecurity(setting), DEFAULT_ISOLATION);
    }

    /** The default where there is no pattern, or a wrong one. */
    private TenantIsolation schemaPerTenant(Section section) {
        String pattern = section.text("pattern");
        List<String> shared = section.texts("shared");
        section.finish();
        if (pattern == null) {
            return DEFAULT_ISOLATION;
        }
        TenantIsolation alone = faults.attempt(
                section.label("pattern"), () -> TenantIsolation.schemaPerTenant(pattern), DEFAULT_ISOLATION);
        return alone.equals(DEFAULT_ISOLATION)
                ? alone
                : faults.attempt(
                        section.label("shared"), () -> TenantIsolation.schemaPerTenant(pattern, shared), alone);
    }

    /** How fresh reads are; shared with what is no class. */
    static Consistency consistency(Section section, Faults faults) {
        ConfigValue value = section.ask("consistency");
        if (value != null && !(value instanceof ConfigObject)) {
            return switch (String.valueOf(value.unwrapped())) {
                case "strong" -> Consistency.strong();
                case "eventual" -> Consistency.eventual();
                default -> {
                    faults.add(
                            section.label("consistency"),
                            "expected strong, eventual or { bounded-staleness = 5s }, not '" + value.unwrapped() + "'");
                    yield Consistency.eventual();
                }
            };
        }
        Section consistency = section.whole("consistency");
        boolean bounded = consistency.ask("bounded-staleness") != null;
        Duration limit = consistency.duration("bounded-staleness", STAND_IN);
        consistency.finish();
        return bounded
                ? faults.attempt(
                        consistency.label("bounded-staleness"),
                        () -> Consistency.boundedStaleness(limit),
                        Consistency.eventual())
                : Consistency.eventual();
    }
}
