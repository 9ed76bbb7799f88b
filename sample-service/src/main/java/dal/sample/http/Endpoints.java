package dal.sample.http;

import io.javalin.config.RoutesConfig;

/** The paths of one feature. */
@FunctionalInterface
public interface Endpoints {

    void addTo(RoutesConfig routes);
}
