package dal.routing.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dal.cluster.NodeDrain;
import dal.config.DataAccessConfig;
import dal.routing.choice.ConsistencyRouter;
import dal.routing.choice.RoutingStatus;
import dal.routing.classification.PostgresStatementClassifier;
import dal.routing.topology.MonitoredTopology;
import dal.spi.LifecycleParticipant;
import dal.spi.NodeConnector;
import dal.spi.NodeDiscovery;
import dal.spi.Router;
import dal.spi.StatementClassifier;
import dal.spi.StatusContributor;
import dal.spi.Topology;

/**
 * Binds {@link Router}, {@link Topology}, {@link NodeDrain} and {@link StatementClassifier}; needs {@link DataAccessConfig}, {@link NodeConnector} and {@link
 * NodeDiscovery} from elsewhere. Nodes are observed from the
 * first question to the topology or the router, or the first listener, until the manager shuts down.
 */
public final class RoutingModule extends AbstractModule {

    @Override
    protected void configure() {
        bind(Topology.class).to(MonitoredTopology.class);
        bind(NodeDrain.class).to(MonitoredTopology.class);
        bind(StatementClassifier.class).toInstance(new PostgresStatementClassifier());
        Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                .addBinding()
                .to(MonitoredTopology.class);
        bind(Router.class).to(ConsistencyRouter.class);
        Multibinder.newSetBinder(binder(), StatusContributor.class).addBinding().to(RoutingStatus.class);
    }

    @Provides
    @Singleton
    MonitoredTopology topology(DataAccessConfig config, NodeConnector connector, NodeDiscovery discovery) {
        return new MonitoredTopology(config, connector, discovery);
    }

    @Provides
    @Singleton
    ConsistencyRouter router(MonitoredTopology topology, DataAccessConfig config) {
        return new ConsistencyRouter(topology, config.routing(), config.monitor());
    }

    @Provides
    @Singleton
    RoutingStatus status(MonitoredTopology topology, ConsistencyRouter router) {
        return new RoutingStatus(topology, topology, router);
    }
}
