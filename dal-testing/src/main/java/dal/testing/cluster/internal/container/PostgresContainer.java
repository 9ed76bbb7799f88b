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
    static final String KIT = "/etc/dal-testing";
    private static final String CONFIGURATION = KIT + "/postgresql.conf";
    private static final String AUTHENTICATION = KIT + "/pg_hba.conf";
    private static final int OWNER_ONLY = 0600;

    PostgresContainer(ClusterPlan plan, String name, int port, Network network) {
        this(plan, name, port, network, List.of(KIT));
    }

    /** One in which these directories are made the server's own before it starts. */
    PostgresContainer(ClusterPlan plan, String name, int port, Network network, List<String> own) {
        super(IMAGE);
        Map<String, String> settings = new TreeMap<>(Map.of("listen_addresses", "*", "cluster_name", name));
        settings.putAll(plan.settings(KIT));
        withNetwork(network);
        withNetworkAliases(name);
        withEnv(Map.of("POSTGRES_USER", plan.user(), "POSTGRES_PASSWORD", plan.password(), "PGDATA", DATA));
        withCopyToContainer(Transferable.of(ConfigurationFile.lines(settings)), CONFIGURATION);
        plan.tlsFiles()
                .forEach(
                        (file, content) -> withCopyToContainer(Transferable.of(content, OWNER_ONLY), KIT + "/" + file));
        withCopyToContainer(Transferable.of(plan.accessLines() + """
                        local all all trust
                        host all all all scram-sha-256
                        host replication all all scram-sha-256
                        """), AUTHENTICATION);
        withCommand("postgres", "-c", "config_file=" + CONFIGURATION, "-c", "hba_file=" + AUTHENTICATION);
        // What is copied into a container is root's, and the server wants the files of TLS to be its own.
        withCreateContainerCmdModifier(command -> command.withEntrypoint(
                "sh",
                "-c",
                "chown -R postgres " + String.join(" ", own) + " && exec docker-entrypoint.sh \"$@\"",
                "server"));
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
