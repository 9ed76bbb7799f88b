package dal.testing.cluster.internal.container;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.Concurrently;
import dal.testing.cluster.internal.Engine;
import dal.testing.cluster.internal.Ports;
import dal.testing.cluster.internal.Superuser;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** A primary and its replicas, each a container of the official image, on a network of their own. */
public final class ContainerEngine implements Engine {
    private final Network network;
    private final List<ContainerServer> servers = new ArrayList<>();

    private ContainerEngine(Network network) {
        this.network = network;
    }

    /** Whether a Docker engine answers. */
    public static boolean isAvailable() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** Makes the servers and starts them; they accept connections a moment later. */
    public static ContainerEngine start(ClusterPlan plan) {
        ContainerEngine engine = new ContainerEngine(Network.newNetwork());
        try {
            engine.startServers(plan);
            return engine;
        } catch (Throwable e) {
            engine.close();
            throw e;
        }
    }

    @Override
    public List<ContainerServer> servers() {
        return List.copyOf(servers);
    }

    @Override
    public void close() {
        Concurrently.forEach(servers, server -> server.container().stop());
        network.close();
    }

    private void startServers(ClusterPlan plan) {
        List<String> names = plan.names();
        List<Integer> ports = Ports.free(names.size());
        ContainerServer primary = add(
                names.getFirst(),
                ports.getFirst(),
                new PostgresContainer(plan, names.getFirst(), ports.getFirst(), network));
        primary.container().start();
        Superuser.awaitAccepted(primary, plan, plan.startTimeout());
        if (names.size() == 1) {
            return;
        }
        primary.stop();
        List<ContainerServer> replicas = new ArrayList<>();
        for (int i = 1; i < names.size(); i++) {
            String name = names.get(i);
            replicas.add(add(
                    name,
                    ports.get(i),
                    new ReplicaContainer(
                            plan, name, ports.get(i), network, primary.container(), primary.peerEndpoint())));
        }
        Concurrently.forEach(replicas, replica -> replica.container().start());
        primary.start();
    }

    private ContainerServer add(String name, int port, PostgresContainer container) {
        ContainerServer server = new ContainerServer(name, port, container);
        servers.add(server);
        return server;
    }
}
