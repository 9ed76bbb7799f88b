package dal.sample.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dal.sample.catalogue.CatalogueEndpoints;
import dal.sample.customer.CustomerEndpoints;
import dal.sample.demo.SlowEndpoints;
import dal.sample.http.Endpoints;
import dal.sample.http.HttpServer;
import dal.sample.http.Json;
import dal.sample.http.NodesUsed;
import dal.sample.monitoring.MonitoringEndpoints;
import dal.sample.order.OrderEndpoints;
import dal.sample.outbox.OutboxRelay;
import dal.sample.stock.StockEndpoints;
import dal.spi.ExecutionObserver;
import dal.spi.LifecycleParticipant;
import io.javalin.json.JsonMapper;

/** The retail service on top of the library's modules. Its services need no binding: a ServiceFactory makes them for each request. */
public final class SampleModule extends AbstractModule {

    @Override
    protected void configure() {
        Multibinder<Endpoints> endpoints = Multibinder.newSetBinder(binder(), Endpoints.class);
        endpoints.addBinding().to(CatalogueEndpoints.class);
        endpoints.addBinding().to(CustomerEndpoints.class);
        endpoints.addBinding().to(StockEndpoints.class);
        endpoints.addBinding().to(OrderEndpoints.class);
        endpoints.addBinding().to(MonitoringEndpoints.class);
        endpoints.addBinding().to(SlowEndpoints.class);

        Multibinder.newSetBinder(binder(), ExecutionObserver.class).addBinding().to(NodesUsed.class);
        Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                .addBinding()
                .to(HttpServer.class);
        Multibinder.newSetBinder(binder(), LifecycleParticipant.class)
                .addBinding()
                .to(OutboxRelay.class);
    }

    @Provides
    @Singleton
    static JsonMapper json() {
        return Json.mapper();
    }
}
