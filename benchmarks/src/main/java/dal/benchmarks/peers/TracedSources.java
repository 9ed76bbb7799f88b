package dal.benchmarks.peers;

import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URLClassLoader;
import javax.sql.DataSource;

/** Data sources whose statements opentelemetry-jdbc makes spans of, by an SDK that samples all of them: the same one the library is watched by. */
final class TracedSources implements AutoCloseable {

    private final URLClassLoader classes;
    private final Object telemetry;

    TracedSources() throws Exception {
        classes = PeerJars.load("opentelemetry");
        telemetry = new InClassLoader(classes)
                .call(() -> classes.loadClass("io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry")
                        .getMethod("create", OpenTelemetry.class)
                        .invoke(null, Watched.sampledSdk()));
    }

    DataSource of(DataSource source) {
        try {
            return (DataSource)
                    telemetry.getClass().getMethod("wrap", DataSource.class).invoke(telemetry, source);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            classes.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
