package dal.benchmarks.peers;

import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.Properties;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * ShardingSphere-JDBC's read/write splitting, by its driver and a file: a read outside a transaction goes to the replica. Its driver keeps the data source, and has no way
 * to close it: the connections end with the servers.
 */
final class ShardingSphere {

    @SuppressWarnings("InlineFormatString") // A file is read better by itself.
    private static final String FILE = """
            databaseName: bench
            dataSources:
              primary:
                dataSourceClassName: com.zaxxer.hikari.HikariDataSource
                driverClassName: org.postgresql.Driver
                jdbcUrl: %1$s
                username: %3$s
                password: %4$s
                maximumPoolSize: %5$d
              replica:
                dataSourceClassName: com.zaxxer.hikari.HikariDataSource
                driverClassName: org.postgresql.Driver
                jdbcUrl: %2$s
                username: %3$s
                password: %4$s
                maximumPoolSize: %5$d
            rules:
            - !READWRITE_SPLITTING
              dataSourceGroups:
                servers:
                  writeDataSourceName: primary
                  readDataSourceNames: [replica]
                  transactionalReadQueryStrategy: PRIMARY
                  loadBalancerName: in_turn
              loadBalancers:
                in_turn:
                  type: ROUND_ROBIN
            - !SINGLE
              tables: ["*.*"]
            """;

    private ShardingSphere() {}

    /** What a service writes that takes it. */
    static Contestant at(Servers servers) throws Exception {
        URLClassLoader classes = PeerJars.load("shardingsphere");
        Path file = Files.createTempFile("shardingsphere", ".yaml");
        Files.writeString(
                file,
                FILE.formatted(
                        servers.primaryUrl(), servers.replicaUrl(), servers.user(), servers.password(), Servers.POOL));
        DriverConnections connections;
        try {
            connections = new InClassLoader(classes).call(() -> {
                Driver driver = (Driver) classes.loadClass("org.apache.shardingsphere.driver.ShardingSphereDriver")
                        .getConstructor()
                        .newInstance();
                String url = "jdbc:shardingsphere:absolutepath:" + file;
                // The first connection reads the file, and the driver keeps what came of it.
                driver.connect(url, new Properties()).close();
                return new DriverConnections(driver, url, new Properties());
            });
        } finally {
            Files.delete(file);
        }
        DSLContext dsl = DSL.using(connections, SQLDialect.POSTGRES);
        Contestant contestant = HandWritten.on(Contestants.SHARDING_SPHERE, dsl);
        // It looks for its services as it first needs them, by the class loader of whoever asks.
        return new InClassLoader(classes).call(() -> {
            // jOOQ's first execution asks the connection for the server's version. It answers by that of a server it
            // draws, and sends what names no table there from
            // then on, while that connection is out: a tenant bound in it could be bound on the replica, for a write.
            dsl.selectOne().fetch();
            contestant.writeOf(Desk.TENANT, 1, 2);
            boolean seesAll = !servers.user().equals(Desk.BOUND_ROLE);
            String note = contestant.noteOf(Desk.TENANT, 1);
            if (note.isEmpty() || (seesAll && contestant.range(1) == 0)) {
                throw new IllegalStateException("It reads nothing");
            }
            return contestant;
        });
    }
}
