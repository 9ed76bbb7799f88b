package dal.sample.http;

import dal.spi.LifecycleParticipant;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JsonMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;

/** The service's HTTP side. At a shutdown it is the first to stop: it accepts nothing new and lets requests under way be answered. */
@Singleton
public final class HttpServer implements LifecycleParticipant {

    private final Set<Endpoints> endpoints;
    private final ProblemHandler problems;
    private final JsonMapper json;
    private final AtomicReference<@Nullable Javalin> running = new AtomicReference<>();

    @Inject
    HttpServer(Set<Endpoints> endpoints, ProblemHandler problems, JsonMapper json) {
        this.endpoints = endpoints;
        this.problems = problems;
        this.json = json;
    }

    /** Serves on a socket that is bound already; the server owns it from now on. */
    public void start(ServerSocketChannel socket) {
        running.set(Javalin.create(config -> configure(config, socket)).start());
    }

    private void configure(JavalinConfig config, ServerSocketChannel socket) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.prefer405over404 = true;
        config.jsonMapper(json);
        config.jetty.addConnector((server, http) -> connector(server, http, socket));
        config.jetty.modifyServer(server -> {
            server.insertHandler(new GracefulHandler());
            server.setErrorHandler(new JettyErrors(json));
        });
        endpoints.forEach(feature -> feature.addTo(config.routes));
        config.routes.exception(Exception.class, problems);
        // Javalin answers its own errors in plain text unless their very type is named.
        config.routes.exception(HttpResponseException.class, problems);
    }

    private static Connector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        try {
            connector.open(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("The HTTP socket cannot be used", e);
        }
        return connector;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Phase phase() {
        return Phase.INGRESS;
    }

    @Override
    public void stop(Duration remaining) {
        Javalin javalin = running.getAndSet(null);
        if (javalin != null) {
            // Not all of it: what a request keeps running beyond that is the manager's to cancel, which takes time too.
            javalin.jettyServer()
                    .server()
                    .setStopTimeout(remaining.multipliedBy(4).dividedBy(5).toMillis());
            javalin.stop();
        }
    }
}
