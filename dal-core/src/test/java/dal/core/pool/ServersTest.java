package dal.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import dal.cluster.ClusterName;
import dal.cluster.NodeName;
import dal.config.NodeConfig;
import dal.core.testkit.Layer;
import dal.spi.NodeDiscovery;
import dal.spi.Registration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ServersTest {

    private static final NodeName PRIMARY = NodeName.of("primary");
    private static final NodeName FOUND = NodeName.of("found");

    private final NodeConfig configured =
            Layer.injector(new Module[0]).getInstance(Servers.class).node(Layer.CLUSTER, PRIMARY);

    @Test
    void knowsTheConfiguredNodesWhereNothingElseIsBound() {
        Servers servers = Layer.injector(new Module[0]).getInstance(Servers.class);
        assertThat(configured.connection().host()).isEqualTo("localhost");
        assertThatThrownBy(() -> servers.node(Layer.CLUSTER, FOUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found");
        assertThatThrownBy(() -> servers.node(ClusterName.of("other"), PRIMARY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    @Test
    void asksTheDiscoveryThatWasBoundInstead() {
        Discovery discovery = new Discovery();
        Servers servers = Layer.injector(new AbstractModule() {
                    @Override
                    protected void configure() {
                        OptionalBinder.newOptionalBinder(binder(), NodeDiscovery.class)
                                .setBinding()
                                .toInstance(discovery);
                    }
                })
                .getInstance(Servers.class);
        discovery.nodes = List.of(new NodeConfig(FOUND, configured.connection()));
        assertThat(servers.node(Layer.CLUSTER, FOUND).name()).isEqualTo(FOUND);
        discovery.nodes = List.of();
        assertThatThrownBy(() -> servers.node(Layer.CLUSTER, FOUND)).isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Discovery implements NodeDiscovery {

        private List<NodeConfig> nodes = List.of();

        @Override
        public List<NodeConfig> nodes(ClusterName cluster) {
            return nodes;
        }

        @Override
        public Registration onChange(Consumer<ClusterName> listener) {
            return () -> {};
        }
    }
}
