package dal.core.execution;

import dal.config.TenantClassConfig;
import dal.core.tenancy.ReleaseCheck;
import dal.spi.StatusContributor;
import dal.status.Alert;
import dal.status.Alert.Severity;
import dal.status.PoolName;
import dal.tenant.TenantClassName;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a class asks for it, looks at each connection that goes back, and counts those that still carried something. Thread-safe. */
@Singleton
public final class ReleaseChecks implements StatusContributor {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseChecks.class);

    private static final String ALERT = "tenant-left-on-connection";

    private final ConcurrentMap<TenantClassName, OfClass> classes = new ConcurrentHashMap<>();

    @Inject
    ReleaseChecks() {}

    /** The check of one class, which finds nothing where the class asks for none. */
    OfClass of(TenantClassConfig config) {
        return classes.computeIfAbsent(config.name(), name -> new OfClass(config));
    }

    /** How many connections were found that still carried something. */
    public long found() {
        return classes.values().stream().mapToLong(each -> each.found.sum()).sum();
    }

    @Override
    public List<Alert> alerts() {
        return classes.entrySet().stream()
                .filter(entry -> entry.getValue().found.sum() > 0)
                .map(ReleaseChecks::alert)
                .toList();
    }

    private static Alert alert(Map.Entry<TenantClassName, OfClass> entry) {
        return new Alert(
                ALERT,
                Severity.CRITICAL,
                entry.getKey().value(),
                entry.getValue().found.sum()
                        + " connections still carried something of a tenant when they were released, and were closed:"
                        + " the log tells what and of which path");
    }

    /** The check of one class. */
    static final class OfClass {

        private final TenantClassName name;
        private final boolean wanted;
        private final ReleaseCheck check;
        private final LongAdder found = new LongAdder();

        private OfClass(TenantClassConfig config) {
            this.name = config.name();
            this.wanted = config.checks().onRelease();
            this.check = new ReleaseCheck(config.isolation());
        }

        /**
         * Whether a connection that rests may be used again. Where the class asks for the check, one round trip.
         *
         * @param path what it was used for
         */
        boolean carriesNothing(BaseConnection raw, PoolName pool, String path) {
            if (!wanted) {
                return true;
            }
            String left;
            try {
                left = check.left(raw);
            } catch (SQLException e) {
                LOG.atWarn()
                        .addKeyValue("pool", pool)
                        .addKeyValue("path", path)
                        .addKeyValue("sqlState", e.getSQLState())
                        .log("check on release failed");
                return false;
            }
            if (left.isEmpty()) {
                return true;
            }
            found.increment();
            LOG.atError()
                    .addKeyValue("class", name)
                    .addKeyValue("pool", pool)
                    .addKeyValue("path", path)
                    .addKeyValue("left", left)
                    .log("tenant left on connection");
            return false;
        }
    }
}
