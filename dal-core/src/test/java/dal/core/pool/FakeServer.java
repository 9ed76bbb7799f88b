package dal.core.pool;

import com.zaxxer.hikari.HikariConfig;
import dal.cluster.NodeName;
import dal.cluster.PoolPurpose;
import dal.config.AdmissionConfig;
import dal.core.admission.Admission;
import dal.core.admission.Timing;
import dal.core.testkit.Layer;
import dal.spi.PoolListener;
import dal.status.PoolName;
import dal.tenant.TenantId;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** A server that there is not: its connections do nothing, and know whether they were closed or are dead. */
final class FakeServer implements AutoCloseable {

    static final TenantId TENANT = TenantId.of("acme");

    static final PoolName NAME = new PoolName(Layer.BOUND, Layer.CLUSTER, NodeName.of("primary"), PoolPurpose.PRIMARY);

    private final AtomicInteger attempts = new AtomicInteger();
    private final Housekeeping housekeeping = new Housekeeping();
    private volatile @Nullable String refusal;
    private volatile boolean dead;

    /** A pool over it; HikariCP's lower limits of durations do not hold here. */
    ConnectionPool pool(Set<PoolListener> listeners, Consumer<HikariConfig> settings) {
        PoolNews news = new PoolNews(NAME, new PoolEvents(listeners));
        HikariConfig config = new HikariConfig();
        config.setPoolName(NAME.toString());
        config.setInitializationFailTimeout(-1);
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        config.setScheduledExecutor(housekeeping);
        settings.accept(config);
        Connector connector = new Connector(this::connect, "fake", news);
        config.setDataSource(connector);
        return new ConnectionPool(
                NAME,
                config,
                connector,
                news,
                Duration.ofSeconds(1),
                new Admission(AdmissionConfig.DEFAULT, config.getMaximumPoolSize(), Timing.SYSTEM));
    }

    /** Refuses everybody with that SQLSTATE from now on; nobody where it is null. */
    void refuse(@Nullable String sqlState) {
        refusal = sqlState;
    }

    /** Its connections do not work any more, and nobody has noticed. */
    void die() {
        dead = true;
    }

    /** Attempts to connect. */
    int attempts() {
        return attempts.get();
    }

    private BaseConnection connect() throws SQLException {
        attempts.incrementAndGet();
        if (refusal != null) {
            throw new SQLException("refused", refusal);
        }
        boolean[] closed = new boolean[1];
        return (BaseConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BaseConnection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "close", "abort" -> closed[0] = true;
                        case "isClosed" -> {
                            return closed[0];
                        }
                        case "isValid" -> {
                            return !dead && !closed[0];
                        }
                        default -> {
                            return nothing(method);
                        }
                    }
                    return null;
                });
    }

    private static @Nullable Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        return type == boolean.class ? (Object) true : type == int.class ? (Object) 0 : null;
    }

    @Override
    public void close() {
        housekeeping.shutdownNow();
    }
}
