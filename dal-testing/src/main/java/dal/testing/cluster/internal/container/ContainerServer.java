package dal.testing.cluster.internal.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dal.testing.cluster.internal.Endpoint;
import dal.testing.cluster.internal.Server;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;

/**
 * A container whose first process is the postmaster. It is created once; from then on the engine's own commands stop,
 * kill and start that container, so that its data and its published port stay.
 */
final class ContainerServer implements Server {
    private static final int STOP_SECONDS = 60;

    private final String name;
    private final int port;
    private final GenericContainer<?> container;

    ContainerServer(String name, int port, GenericContainer<?> container) {
        this.name = name;
        this.port = port;
        this.container = container;
    }

    GenericContainer<?> container() {
        return container;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint(container.getHost(), port);
    }

    @Override
    public Endpoint peerEndpoint() {
        return new Endpoint(name, PostgresContainer.PORT);
    }

    @Override
    public boolean isAlive() {
        return Boolean.TRUE.equals(
                docker().inspectContainerCmd(id()).exec().getState().getRunning());
    }

    @Override
    public void start() {
        docker().startContainerCmd(id()).exec();
    }

    /** The image's own stop signal would do; one made elsewhere may have another. SIGINT is a fast shutdown. */
    @Override
    public void stop() {
        signal("SIGINT");
    }

    /** The kernel kills every process of the container with its first. */
    @Override
    public void kill() {
        signal("SIGKILL");
    }

    @Override
    public void freeze() {
        docker().pauseContainerCmd(id()).exec();
    }

    @Override
    public void unfreeze() {
        docker().unpauseContainerCmd(id()).exec();
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    private void signal(String signal) {
        docker().killContainerCmd(id()).withSignal(signal).exec();
        docker().waitContainerCmd(id())
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private String id() {
        return container.getContainerId();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
