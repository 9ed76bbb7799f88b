package dal.sample;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.OptionalBinder;
import dal.DbConnectionManager;
import dal.config.DataAccessConfig;
import dal.core.guice.CoreModule;
import dal.routing.guice.RoutingModule;
import dal.sample.guice.SampleModule;
import dal.sample.http.HttpServer;
import dal.sample.http.Sockets;
import dal.status.DrainReport;
import dal.telemetry.guice.TelemetryModule;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/** The running service: one injector, one connection manager, one HTTP server. */
final class RetailService {

    private final DataAccessConfig config;
    private final DbConnectionManager databases;
    private final int port;

    private RetailService(DataAccessConfig config, DbConnectionManager databases, int port) {
        this.config = config;
        this.databases = databases;
        this.port = port;
    }

    /** Serves on the port, or the next free one, when this returns. */
    static RetailService start(DataAccessConfig config, OpenTelemetry openTelemetry, int port) throws IOException {
        Injector injector = Guice.createInjector(
                new CoreModule(config),
                new RoutingModule(),
                new TelemetryModule(),
                new SampleModule(),
                binder -> OptionalBinder.newOptionalBinder(binder, OpenTelemetry.class)
                        .setBinding()
                        .toInstance(openTelemetry));
        DbConnectionManager databases = injector.getInstance(DbConnectionManager.class);
        try {
            ServerSocketChannel socket = Sockets.bind(port);
            injector.getInstance(HttpServer.class).start(socket);
            return new RetailService(config, databases, Sockets.port(socket));
        } catch (Throwable e) {
            databases.close();
            throw e;
        }
    }

    DataAccessConfig config() {
        return config;
    }

    int port() {
        return port;
    }

    /** Lets requests under way be answered, then everything go, within the configured time. Safe to call twice. */
    DrainReport stop() {
        return databases.shutdown(config.shutdown().deadline());
    }
}
