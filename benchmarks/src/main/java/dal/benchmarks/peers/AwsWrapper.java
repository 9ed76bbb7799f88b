package dal.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** The AWS Advanced JDBC Wrapper's read/write splitting with its internal pools: a connection that is set to read-only goes on to the replica. */
final class AwsWrapper implements Contestant {

    private static final Duration EXPIRES = Duration.ofMinutes(30);

    private final URLClassLoader classes;
    private final Object pools;
    private final Driver driver;
    private final String url;
    private final Properties properties = new Properties();

    AwsWrapper(Servers servers) throws Exception {
        classes = PeerJars.load("aws");
        url = servers.url(
                "jdbc:aws-wrapper:postgresql://", "127.0.0.1:" + servers.primary() + ",127.0.0.1:" + servers.replica());
        properties.setProperty("user", servers.user());
        properties.setProperty("password", servers.password());
        properties.setProperty("wrapperPlugins", "readWriteSplitting");
        // The first of the URL's hosts is the primary, the others are replicas.
        properties.setProperty("singleWriterConnectionString", "true");
        properties.setProperty("wrapperDialect", "pg");
        pools = pools(classes);
        driver = new InClassLoader(classes).call(() -> {
            Class<?> driverClass = classes.loadClass("software.amazon.jdbc.Driver");
            Driver made = (Driver) driverClass.getConstructor().newInstance();
            driverClass
                    .getMethod(
                            "setCustomConnectionProvider", classes.loadClass("software.amazon.jdbc.ConnectionProvider"))
                    .invoke(null, pools);
            return made;
        });
    }

    /** Pools for every host, which its documentation has for this plugin, since it connects anew otherwise; without being told to, it pools Amazon's hosts alone. */
    private static Object pools(ClassLoader classes) throws ReflectiveOperationException {
        Class<?> configurator = classes.loadClass("software.amazon.jdbc.HikariPoolConfigurator");
        Object sized = Proxy.newProxyInstance(classes, new Class<?>[] {configurator}, (proxy, method, arguments) -> {
            HikariConfig config = new HikariConfig();
            config.setMaximumPoolSize(Servers.POOL);
            return config;
        });
        Class<?> accepting = classes.loadClass("software.amazon.jdbc.AcceptsUrlFunc");
        Object anyHost =
                Proxy.newProxyInstance(classes, new Class<?>[] {accepting}, (proxy, method, arguments) -> true);
        return classes.loadClass("software.amazon.jdbc.HikariPooledConnectionProvider")
                .getConstructor(
                        configurator,
                        classes.loadClass("software.amazon.jdbc.HikariPoolMapping"),
                        accepting,
                        long.class,
                        long.class)
                .newInstance(sized, null, anyHost, EXPIRES.toNanos(), EXPIRES.toNanos());
    }

    @Override
    public String name() {
        return Contestants.AWS;
    }

    @Override
    public String note(int id) {
        return reading(dsl -> Desk.note(dsl, id));
    }

    @Override
    public int range(int from) {
        return reading(dsl -> Desk.range(dsl, from));
    }

    private <T> T reading(Function<DSLContext, T> work) {
        try (Connection connection = driver.connect(url, properties)) {
            connection.setReadOnly(true);
            return work.apply(DSL.using(connection, SQLDialect.POSTGRES));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int first, int second) {
        writing(dsl -> {
            Desk.update(dsl, first);
            Desk.update(dsl, second);
        });
    }

    private void writing(Consumer<DSLContext> work) {
        try (Connection connection = driver.connect(url, properties)) {
            DSL.using(connection, SQLDialect.POSTGRES).transaction(transaction -> work.accept(transaction.dsl()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String noteOf(String tenant, int id) {
        return reading(dsl -> {
            Desk.bindSession(dsl, tenant);
            return Desk.note(dsl, id);
        });
    }

    @Override
    public void writeOf(String tenant, int first, int second) {
        writing(dsl -> {
            Desk.bindTransaction(dsl, tenant);
            Desk.update(dsl, first);
            Desk.update(dsl, second);
        });
    }

    @Override
    public void close() {
        try (classes) {
            pools.getClass().getMethod("releaseResources").invoke(pools);
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
