package dal.migrations;

import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.ClusterConfig;
import dal.config.ConnectionConfig;
import dal.config.DataAccessConfig;
import dal.config.MonitorConfig;
import dal.config.NodeConfig;
import dal.config.Secret;
import dal.config.ShutdownConfig;
import dal.config.TenantClassConfig;
import dal.config.TenantsConfig;
import dal.config.TlsConfig;
import dal.tenant.TenantClassName;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The configurations that tests migrate by. */
public final class Configurations {

    private Configurations() {}

    public static ConnectionConfig connection(String host, int port, String database, String user, String password) {
        return new ConnectionConfig(
                host, port, database, user, Secret.of(password), TlsConfig.UNSPECIFIED, false, Map.of());
    }

    static ConnectionConfig pooled(ConnectionConfig connection) {
        return new ConnectionConfig(
                connection.host(),
                connection.port(),
                connection.database(),
                connection.user(),
                connection.password(),
                connection.tls(),
                true,
                connection.driverProperties());
    }

    static ClusterConfig cluster(String name, @Nullable ConnectionConfig direct, ConnectionConfig... nodes) {
        List<NodeConfig> named = IntStream.range(0, nodes.length)
                .mapToObj(number -> new NodeConfig(NodeName.of("node" + number), nodes[number]))
                .toList();
        return new ClusterConfig(ClusterName.of(name), named, direct);
    }

    /** One class on each cluster, called as the cluster is. */
    static DataAccessConfig classPerCluster(ClusterConfig... clusters) {
        Map<String, ClusterConfig> classes = new HashMap<>();
        Arrays.stream(clusters).forEach(cluster -> classes.put(cluster.name().value(), cluster));
        return classes(classes);
    }

    /** Classes by name, each on its cluster. */
    static DataAccessConfig classes(Map<String, ClusterConfig> clusterByClass) {
        Map<ClusterName, ClusterConfig> clusters = new HashMap<>();
        Map<TenantClassName, TenantClassConfig> classes = new HashMap<>();
        clusterByClass.forEach((name, cluster) -> {
            TenantClassName tenantClass = TenantClassName.of(name);
            clusters.put(cluster.name(), cluster);
            classes.put(tenantClass, TenantClassConfig.of(tenantClass, cluster.name()));
        });
        return new DataAccessConfig(
                "shop",
                clusters,
                classes,
                new TenantsConfig(Map.of(), null),
                MonitorConfig.DEFAULT,
                ShutdownConfig.within(Duration.ofSeconds(1)));
    }

    /** One class on one cluster of these nodes. */
    public static DataAccessConfig single(ConnectionConfig... nodes) {
        return classPerCluster(cluster("main", null, nodes));
    }
}
