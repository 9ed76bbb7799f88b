package dal.config;

import dal.cluster.ClusterName;
import dal.consistency.Consistency;
import dal.tenant.TenantClassName;
import dal.tenant.TenantIsolation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one door of work that belongs to no tenant. It takes nothing over from the classes' defaults, nor from the variables that hold for classes. */
final class UnscopedReader {

    /** Reports and jobs are few, and each takes long: they are not to take the server from the tenants. */
    private static final int DEFAULT_MAX = 2;

    private final String defaultCluster;
    private final PoolReader pools = new PoolReader(DEFAULT_MAX, 0);
    private final Faults faults;

    UnscopedReader(String defaultCluster, Faults faults) {
        this.defaultCluster = defaultCluster;
        this.faults = faults;
    }

    /** The door; null if it has nobody to log in as. */
    @Nullable
    UnscopedConfig read(TenantClassName name, Section section) {
        String clusterText = section.text("cluster");
        String wanted = clusterText == null ? defaultCluster : clusterText;
        ClusterName cluster = faults.attempt(
                section.label("cluster"), () -> ClusterName.of(wanted), ClusterName.of(EnvironmentLayer.CLUSTER));
        String user = section.text("user");
        String password = section.text("password");
        PoolsConfig limits = pools.read(section.section("pools"), new ConnectionParts(), List.of());
        Consistency consistency = TenantClassReader.consistency(section, faults);
        Duration statementTimeout = section.duration("statement-timeout", TenantClassConfig.DEFAULT_STATEMENT_TIMEOUT);
        Duration queryTimeout = section.duration("query-timeout", Duration.ZERO);
        Duration slowQuery = section.duration("slow-query-threshold", TenantClassConfig.DEFAULT_SLOW_QUERY_THRESHOLD);
        boolean eager = section.flag("eager", false);
        section.finish();
        if (user == null || user.isBlank()) {
            faults.add(section.label("user"), "it is needed: work of no tenant logs in as a role of its own");
            return null;
        }
        return new UnscopedConfig(
                new TenantClassConfig(
                        name,
                        cluster,
                        TenantIsolation.none(),
                        limits,
                        consistency,
                        statementTimeout,
                        queryTimeout,
                        slowQuery,
                        eager),
                user,
                password == null ? Secret.NONE : Secret.of(password));
    }
}
