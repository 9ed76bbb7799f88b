package dal.sample;

import com.typesafe.config.ConfigFactory;
import dal.config.DataAccessConfig;
import dal.core.process.ServiceProcess;
import dal.error.InvalidConfigurationException;
import dal.error.SchemaException;
import dal.tenant.TenantId;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retail service. Without configuration it brings its own database, a primary and two replicas, stocked with a dozen
 * shops; with {@code DATABASE_URL} it uses the one named there.
 */
public final class Main {

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /** Starts it, and returns while it serves; a signal ends it. */
    public static void main(String[] arguments) {
        Instant started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        try {
            Launch launch = Launch.of(List.of(arguments), System.getenv(), ConfigFactory.defaultApplication());
            Database database = Database.open(launch);
            try {
                serve(launch, database, started);
            } catch (Throwable e) {
                database.close();
                throw e;
            }
        } catch (IllegalArgumentException | InvalidConfigurationException | SchemaException e) {
            System.err.println(e.getMessage());
            System.exit(MISUSED);
        } catch (Exception e) {
            LOG.atError().setCause(e).log("the service did not start");
            System.exit(FAILED);
        }
    }

    private static void serve(Launch launch, Database database, Instant started)
            throws IOException, InterruptedException {
        OpenTelemetry traces = Traces.of(launch.environment());
        RetailService service = RetailService.start(database.config(), traces, launch.port());
        try {
            String welcome = Welcome.text(service.port(), anyTenant(database.config()), started);
            ServiceProcess.of(service::stop).thenClosing(database).install();
            System.out.println(welcome);
        } catch (Throwable e) {
            service.stop();
            throw e;
        }
    }

    private static String anyTenant(DataAccessConfig config) {
        return config.tenants().classes().keySet().stream()
                .map(TenantId::value)
                .min(Comparator.naturalOrder())
                .orElse("anybody");
    }
}
