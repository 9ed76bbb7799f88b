package dal.config;

import dal.cluster.ClusterName;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything this library is told at start. Immutable; complete and consistent once built.
 *
 * @param applicationName the service's name, the first part of every connection's application_name
 * @param clusters by name, at least one
 * @param classes by name, at least one, each on one of the clusters
 * @param tenants which tenant is of which class
 * @param monitor how nodes are observed
 * @param routing how nodes are chosen
 * @param drainTimeout how long a shutdown lets running work finish
 */
public record DataAccessConfig(
        String applicationName,
        Map<ClusterName, ClusterConfig> clusters,
        Map<TenantClassName, TenantClassConfig> classes,
        TenantsConfig tenants,
        MonitorConfig monitor,
        RoutingConfig routing,
        Duration drainTimeout) {

    public static final String DEFAULT_APPLICATION_NAME = "dal";
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Checks that everything fits together.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    public DataAccessConfig {
        Objects.requireNonNull(applicationName, "applicationName");
        Objects.requireNonNull(monitor, "monitor");
        Objects.requireNonNull(routing, "routing");
        clusters = Map.copyOf(clusters);
        classes = Map.copyOf(classes);
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
        if (tenants.defaultClass() != null && !classes.containsKey(tenants.defaultClass())) {
            faults.add("tenants.default-class: there is no class '" + tenants.defaultClass() + "'");
        }
        for (var entry : tenants.classes().entrySet()) {
            if (!classes.containsKey(entry.getValue())) {
                faults.add("tenants.classes." + entry.getKey() + ": there is no class '" + entry.getValue() + "'");
            }
        }
        if (drainTimeout.isNegative()) {
            faults.add("drain-timeout may not be negative: " + drainTimeout);
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(faults);
        }
    }
    /** With the default routing. */
    public DataAccessConfig(
            String applicationName,
            Map<ClusterName, ClusterConfig> clusters,
            Map<TenantClassName, TenantClassConfig> classes,
            TenantsConfig tenants,
            MonitorConfig monitor,
            Duration drainTimeout) {
        this(applicationName, clusters, classes, tenants, monitor, RoutingConfig.DEFAULT, drainTimeout);
    }
}
