package dal.config;

import dal.cluster.ClusterName;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything this library is told at start. Immutable; complete and consistent once built.
 *
 * @param applicationName the service's name, the first part of every connection's application_name
 * @param clusters by name, at least one
 * @param classes by name, at least one, each on one of the clusters
 * @param tenants which tenant is of which class
 * @param monitor how nodes are observed
 * @param routing how nodes are chosen
 * @param unscoped the doors of work that belongs to no tenant, by name; none named like a class
 * @param budget how many connections all processes may open
 * @param shutdown how the process ends its work
 * @param leaks what becomes of connections that are held for too long
 */
public record DataAccessConfig(
        String applicationName,
        Map<ClusterName, ClusterConfig> clusters,
        Map<TenantClassName, TenantClassConfig> classes,
        TenantsConfig tenants,
        MonitorConfig monitor,
        RoutingConfig routing,
        Map<TenantClassName, UnscopedConfig> unscoped,
        BudgetConfig budget,
        ShutdownConfig shutdown,
        LeakConfig leaks) {

    public static final String DEFAULT_APPLICATION_NAME = "dal";

    /**
     * Checks that everything fits together.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public DataAccessConfig {
        Objects.requireNonNull(applicationName, "applicationName");
        Objects.requireNonNull(monitor, "monitor");
        Objects.requireNonNull(routing, "routing");
        Objects.requireNonNull(shutdown, "shutdown");
        Objects.requireNonNull(leaks, "leaks");
        clusters = Map.copyOf(clusters);
        Objects.requireNonNull(budget, "budget");
        classes = Map.copyOf(classes);
        unscoped = Map.copyOf(unscoped);
        List<String> faults = new ArrayList<>();
        if (applicationName.isBlank()) {
            faults.add("application-name may not be blank");
        }
        if (clusters.isEmpty()) {
            faults.add("clusters: at least one is needed");
        }
        if (classes.isEmpty()) {
            faults.add("classes: at least one is needed");
        }
        for (TenantClassConfig tenantClass : classes.values()) {
            if (!clusters.containsKey(tenantClass.cluster())) {
                faults.add("classes." + tenantClass.name() + ".cluster: there is no cluster '" + tenantClass.cluster()
                        + "', only " + clusters.keySet());
            }
        }
        for (UnscopedConfig door : unscoped.values()) {
            if (classes.containsKey(door.name())) {
                faults.add("unscoped." + door.name() + ": a class has that name");
            }
            ClusterConfig cluster = clusters.get(door.settings().cluster());
            if (cluster == null) {
                faults.add("unscoped." + door.name() + ".cluster: there is no cluster '"
                        + door.settings().cluster() + "', only " + clusters.keySet());
            } else if (cluster.nodes().stream()
                    .anyMatch(node -> node.connection().user().equals(door.user()))) {
                faults.add("unscoped." + door.name() + ".user: the tenants' work on cluster '" + cluster.name()
                        + "' logs in as '" + door.user() + "'; work of no tenant needs a role of its own");
            }
        }
        if (tenants.defaultClass() != null && !classes.containsKey(tenants.defaultClass())) {
            faults.add("tenants.default-class: " + noClass(tenants.defaultClass(), unscoped));
        }
        for (var entry : tenants.classes().entrySet()) {
            if (!classes.containsKey(entry.getValue())) {
                faults.add("tenants.classes." + entry.getKey() + ": " + noClass(entry.getValue(), unscoped));
            }
        }
        TenantTableConfig table = tenants.table();
        if (table != null && !unscoped.containsKey(table.door())) {
            faults.add("tenants.table.door: there is no door '" + table.door() + "', only " + unscoped.keySet()
                    + ": add it below unscoped");
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(faults);
        }
    }

    private static String noClass(TenantClassName name, Map<TenantClassName, UnscopedConfig> unscoped) {
        return unscoped.containsKey(name)
                ? "'" + name + "' is a door for work of no tenant, and no tenant is placed there"
                : "there is no class '" + name + "'";
    }

    /** The settings of the tenant class, or of the door of no tenant, of that name; null if there is neither. */
    public @Nullable TenantClassConfig settingsOf(TenantClassName name) {
        TenantClassConfig tenantClass = classes.get(name);
        if (tenantClass != null) {
            return tenantClass;
        }
        UnscopedConfig door = unscoped.get(name);
        return door == null ? null : door.settings();
    }

    /** The settings of all tenant classes, and of all doors of no tenant. */
    public List<TenantClassConfig> allSettings() {
        return Stream.concat(
                        classes.values().stream(), unscoped.values().stream().map(UnscopedConfig::settings))
                .toList();
    }

    /** With the default for connections held too long. */
    public DataAccessConfig(
            String applicationName,
            Map<ClusterName, ClusterConfig> clusters,
            Map<TenantClassName, TenantClassConfig> classes,
            TenantsConfig tenants,
            MonitorConfig monitor,
            RoutingConfig routing,
            Map<TenantClassName, UnscopedConfig> unscoped,
            BudgetConfig budget,
            ShutdownConfig shutdown) {
        this(
                applicationName,
                clusters,
                classes,
                tenants,
                monitor,
                routing,
                unscoped,
                budget,
                shutdown,
                LeakConfig.DEFAULT);
    }

    /** With no door for work of no tenant, and the default budget. */
    public DataAccessConfig(
            String applicationName,
            Map<ClusterName, ClusterConfig> clusters,
            Map<TenantClassName, TenantClassConfig> classes,
            TenantsConfig tenants,
            MonitorConfig monitor,
            RoutingConfig routing,
            ShutdownConfig shutdown) {
        this(
                applicationName,
                clusters,
                classes,
                tenants,
                monitor,
                routing,
                Map.of(),
                BudgetConfig.DEFAULT,
                shutdown,
                LeakConfig.DEFAULT);
    }

    /** With the default routing too. */
    public DataAccessConfig(
            String applicationName,
            Map<ClusterName, ClusterConfig> clusters,
            Map<TenantClassName, TenantClassConfig> classes,
            TenantsConfig tenants,
            MonitorConfig monitor,
            ShutdownConfig shutdown) {
        this(applicationName, clusters, classes, tenants, monitor, RoutingConfig.DEFAULT, shutdown);
    }
}
