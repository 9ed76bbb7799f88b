package dal.testing.cluster.internal.container;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.ConfigurationFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * One container of the official image. Its settings are in a file, not on the command line, so that {@code alter system}
 * wins over them as it does over a postgresql.conf; its data directory has the same place in every version of the image.
 */
class PostgresContainer extends GenericContainer<PostgresContainer> {
    static final int PORT = 5432;
    static final String VOLUME = "/var/lib/postgresql";
    static final String DATA = VOLUME + "/cluster";

    private static final DockerImageName IMAGE = DockerImageName.parse("postgres:18");
    private static final String CONFIGURATION = "/etc/dal-testing/postgresql.conf";
    private static final String AUTHENTICATION = "/etc/dal-testing/pg_hba.conf";

    PostgresContainer(ClusterPlan plan, String name, int port, Network network) {
        super(IMAGE);
        Map<String, String> settings = new TreeMap<>(Map.of("listen_addresses", "*", "cluster_name", name));
        settings.putAll(plan.settings());
        withNetwork(network);
        withNetworkAliases(name);
        withEnv(Map.of("POSTGRES_USER", plan.user(), "POSTGRES_PASSWORD", plan.password(), "PGDATA", DATA));
        withCopyToContainer(Transferable.of(ConfigurationFile.lines(settings)), CONFIGURATION);
        withCopyToContainer(Transferable.of("""
                        local all all trust
                        host all all all scram-sha-256
                        host replication all all scram-sha-256
                        """), AUTHENTICATION);
        withCommand("postgres", "-c", "config_file=" + CONFIGURATION, "-c", "hba_file=" + AUTHENTICATION);
        withExposedPorts(PORT);
        // A port of the engine's choice would change with every start.
        setPortBindings(List.of(port + ":" + PORT));
        waitingFor(new NoWait());
    }

    /** Whoever starts the container asks the server itself. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}
