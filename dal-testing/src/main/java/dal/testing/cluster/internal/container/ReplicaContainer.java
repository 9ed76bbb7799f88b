package dal.testing.cluster.internal.container;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.ConfigurationFile;
import dal.testing.cluster.internal.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;

/**
 * A container that begins with a copy of the stopped primary's data directory: it needs no base backup, and so no more
 * of the image than the server.
 */
final class ReplicaContainer extends PostgresContainer {
    private final GenericContainer<?> primary;
    private final String settings;

    ReplicaContainer(
            ClusterPlan plan, String name, int port, Network network, GenericContainer<?> primary, Endpoint source) {
        super(plan, name, port, network, List.of(KIT, DATA));
        this.primary = primary;
        this.settings = ConfigurationFile.lines(Map.of("primary_conninfo", plan.primaryConnectionInfo(name, source)));
    }

    /** Between its creation and its start. */
    @Override
    protected void containerIsCreated(String id) {
        // A file makes the directories above it, which an archive of the engine's does not.
        copyFileToContainer(Transferable.of(""), DATA + "/standby.signal");
        try (InputStream data = getDockerClient()
                .copyArchiveFromContainerCmd(primary.getContainerId(), DATA)
                .exec()) {
            getDockerClient()
                    .copyArchiveToContainerCmd(id)
                    .withTarInputStream(data)
                    .withRemotePath(VOLUME)
                    .exec();
        } catch (IOException e) {
            throw new UncheckedIOException("The primary's data could not be copied", e);
        }
        copyFileToContainer(Transferable.of(settings), DATA + "/postgresql.auto.conf");
    }
}
