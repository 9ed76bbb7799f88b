package dal.migrations;

import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.NodeConfig;
import dal.config.TenantClassConfig;
import dal.error.InvalidConfigurationException;
import dal.tenant.TenantClassName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Works out from the configuration which databases there are; classes that share one are one target. */
final class TargetPlan {

    private static final String CLASSPATH = "classpath:";
    private static final String FILESYSTEM = "filesystem:";

    private final List<String> faults = new ArrayList<>();
    private final Map<Set<Database>, MigrationTarget> targets = new LinkedHashMap<>();

    private TargetPlan() {}

    static List<MigrationTarget> of(DataAccessConfig config, List<String> scripts, @Nullable String schema) {
        TargetPlan plan = new TargetPlan();
        scripts.forEach(plan::checkScripts);
        if (scripts.isEmpty()) {
            plan.faults.add("No place for scripts was given");
        }
        config.classes().values().stream()
                .map(TenantClassConfig::cluster)
                .distinct()
                .map(name -> Objects.requireNonNull(config.clusters().get(name)))
                .sorted(Comparator.comparing(cluster -> cluster.name().value()))
                .forEach(plan::checkPooler);
        if (!plan.faults.isEmpty()) {
            throw new InvalidConfigurationException(plan.faults);
        }
        config.classes().values().stream()
                .sorted(Comparator.comparing(tenantClass -> tenantClass.name().value()))
                .forEach(tenantClass -> plan.add(
                        tenantClass.name(),
                        Objects.requireNonNull(config.clusters().get(tenantClass.cluster())),
                        scripts,
                        schema));
        return List.copyOf(plan.targets.values());
    }

    private void add(
            TenantClassName tenantClass, ClusterConfig cluster, List<String> scripts, @Nullable String schema) {
        List<ConnectionConfig> connections = connections(cluster);
        Set<Database> databases = connections.stream()
                .map(connection -> new Database(connection.host(), connection.port(), connection.database()))
                .collect(Collectors.toUnmodifiableSet());
        MigrationTarget target =
                new MigrationTarget(List.of(tenantClass), cluster.name(), connections, schema, scripts);
        targets.merge(databases, target, (known, same) -> {
            List<TenantClassName> classes = new ArrayList<>(known.classes());
            classes.addAll(same.classes());
            return new MigrationTarget(classes, known.cluster(), known.connections(), schema, scripts);
        });
    }

    private static List<ConnectionConfig> connections(ClusterConfig cluster) {
        ConnectionConfig direct = cluster.direct();
        return direct != null
                ? List.of(direct)
                : cluster.nodes().stream().map(NodeConfig::connection).toList();
    }

    /** Flyway's lock belongs to a session, and a pooler in transaction mode hands every transaction to another one. */
    private void checkPooler(ClusterConfig cluster) {
        for (ConnectionConfig connection : connections(cluster)) {
            if (connection.pooler()) {
                faults.add("Cluster '" + cluster.name() + "': " + connection.address()
                        + " is a pooler in transaction mode,"
                        + " where two migrations at once are not kept apart. Say how the server itself is reached:"
                        + " the cluster's direct connection, DATABASE_URL_DIRECT");
            }
        }
    }

    private void checkScripts(String location) {
        if (location.startsWith(CLASSPATH)) {
            String folder = location.substring(CLASSPATH.length());
            if (classLoader().getResource(folder.startsWith("/") ? folder.substring(1) : folder) == null) {
                faults.add("Scripts: there is no folder '" + folder + "' on the class path");
            }
        } else if (location.startsWith(FILESYSTEM)) {
            if (!Files.isDirectory(Path.of(location.substring(FILESYSTEM.length())))) {
                faults.add("Scripts: there is no directory '" + location.substring(FILESYSTEM.length()) + "'");
            }
        } else {
            faults.add("Scripts: '" + location + "' has to begin with " + CLASSPATH + " or " + FILESYSTEM);
        }
    }

    static ClassLoader classLoader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread != null ? ofThread : TargetPlan.class.getClassLoader();
    }

    private record Database(String host, int port, String name) {}
}
