package dal.migrations;

import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.config.TenantClassConfig;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import dal.tenant.TenantId;
import dal.tenant.TenantIsolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Works out which schemas there are: one for all classes that share a database, and one for each tenant of a class that gives tenants schemas. */
final class TargetPlan {

    private final DataAccessConfig config;
    private final MigrationSettings settings;
    private final List<String> scripts;
    private final @Nullable String schema;
    private final Map<Place, MigrationTarget> targets = new LinkedHashMap<>();

    TargetPlan(DataAccessConfig config, MigrationSettings settings, List<String> scripts, @Nullable String schema) {
        this.config = config;
        this.settings = settings;
        this.scripts = scripts;
        this.schema = schema;
    }

    /**
     * Sees that every cluster can be migrated and every place for scripts is there. No round trip.
     *
     * @throws InvalidConfigurationException listing every fault
     */
    void check() {
        List<String> faults = new ArrayList<>();
        Set<String> locations = new LinkedHashSet<>(scripts);
        classes().forEach(tenantClass -> locations.addAll(scriptsOf(tenantClass.name())));
        locations.forEach(location -> ScriptPlaces.check(location, faults));
        if (scripts.isEmpty()) {
            faults.add("No place for scripts was given");
        }
        for (TenantClassName name : settings.classes().keySet()) {
            if (!config.classes().containsKey(name)) {
                faults.add("migrations.classes." + name + ": there is no class '" + name + "'");
            }
        }
        classes().stream()
                .map(TenantClassConfig::cluster)
                .distinct()
                .map(name -> Objects.requireNonNull(config.clusters().get(name)))
                .sorted(Comparator.comparing(cluster -> cluster.name().value()))
                .forEach(cluster -> checkPooler(cluster, faults));
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException(faults);
        }
    }

    /** The schemas that need no knowledge of tenants, by class. No round trip. */
    List<MigrationTarget> shared() {
        targets.clear();
        for (TenantClassConfig tenantClass : classes()) {
            if (!(tenantClass.isolation() instanceof TenantIsolation.SchemaPerTenant)) {
                add(tenantClass.name(), cluster(tenantClass));
            }
        }
        return List.copyOf(targets.values());
    }

    /** Whether tenants have schemas of their own anywhere. */
    boolean hasTenantSchemas() {
        return classes().stream()
                .anyMatch(tenantClass -> tenantClass.isolation() instanceof TenantIsolation.SchemaPerTenant);
    }

    /** The schemas of these tenants, by class and name; a tenant of another kind of class has none. No round trip. */
    List<MigrationTarget> ofTenants(Map<TenantId, TenantClassName> tenants) {
        Map<TenantClassName, List<TenantId>> byClass = new LinkedHashMap<>();
        tenants.forEach((tenant, name) ->
                byClass.computeIfAbsent(name, key -> new ArrayList<>()).add(tenant));
        List<MigrationTarget> found = new ArrayList<>();
        for (TenantClassConfig tenantClass : classes()) {
            if (tenantClass.isolation() instanceof TenantIsolation.SchemaPerTenant each) {
                List<ConnectionConfig> connections = connections(cluster(tenantClass));
                List<String> locations = scriptsOf(tenantClass.name());
                byClass.getOrDefault(tenantClass.name(), List.of()).stream()
                        .sorted(Comparator.comparing(TenantId::value))
                        .map(tenant -> new MigrationTarget(
                                List.of(tenantClass.name()),
                                tenantClass.cluster(),
                                connections,
                                each.schema(tenant),
                                locations,
                                tenant))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private List<TenantClassConfig> classes() {
        return config.classes().values().stream()
                .sorted(Comparator.comparing(tenantClass -> tenantClass.name().value()))
                .toList();
    }

    private ClusterConfig cluster(TenantClassConfig tenantClass) {
        return Objects.requireNonNull(config.clusters().get(tenantClass.cluster()));
    }

    private List<String> scriptsOf(TenantClassName name) {
        MigrationSettings.ClassSettings own = settings.of(name);
        Set<String> all = new LinkedHashSet<>(own.scripts().isEmpty() ? scripts : own.scripts());
        all.addAll(own.extraScripts());
        return List.copyOf(all);
    }

    private void add(TenantClassName tenantClass, ClusterConfig cluster) {
        List<ConnectionConfig> connections = connections(cluster);
        MigrationTarget target = new MigrationTarget(
                List.of(tenantClass), cluster.name(), connections, schema, scriptsOf(tenantClass), null);
        targets.merge(Place.of(connections), target, (known, same) -> {
            List<TenantClassName> names = new ArrayList<>(known.classes());
            names.addAll(same.classes());
            Set<String> locations = new LinkedHashSet<>(known.scripts());
            locations.addAll(same.scripts());
            return new MigrationTarget(
                    names, known.cluster(), known.connections(), schema, List.copyOf(locations), null);
        });
    }

    static List<ConnectionConfig> connections(ClusterConfig cluster) {
        ConnectionConfig direct = cluster.direct();
        return direct != null
                ? List.of(direct)
                : cluster.nodes().stream().map(NodeConfig::connection).toList();
    }

    /** Locks belong to a session, and a pooler in transaction mode hands every transaction to another one. */
    private static void checkPooler(ClusterConfig cluster, List<String> faults) {
        for (ConnectionConfig connection : connections(cluster)) {
            if (connection.pooler()) {
                faults.add("Cluster '" + cluster.name() + "': " + connection.address()
                        + " is a pooler in transaction mode,"
                        + " where two migrations at once are not kept apart. Say how the server itself is reached:"
                        + " the cluster's direct connection, DATABASE_URL_DIRECT");
            }
        }
    }

    /** The databases that one of several connections leads to. */
    record Place(Set<Database> databases) {

        static Place of(Collection<ConnectionConfig> connections) {
            return new Place(connections.stream()
                    .map(connection -> new Database(connection.host(), connection.port(), connection.database()))
                    .collect(Collectors.toUnmodifiableSet()));
        }
    }

    record Database(String host, int port, String name) {}
}
