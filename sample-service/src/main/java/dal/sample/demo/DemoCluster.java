package dal.sample.demo;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A PostgreSQL primary with two streaming replicas on this machine, for as long as this process lives. The service logs in
 * as {@code retail_app}, the migrations as {@code retail_owner}: neither is a superuser.
 */
public final class DemoCluster implements AutoCloseable {

    private static final String DATABASE = "retail";
    private static final String OWNER = "retail_owner";
    private static final String APPLICATION = "retail_app";
    private static final int REPLICAS = 2;
    private static final Duration REPLICATION_LIMIT = Duration.ofSeconds(30);

    private final PostgresCluster cluster;
    private final String password;

    private DemoCluster(PostgresCluster cluster, String password) {
        this.cluster = cluster;
        this.password = password;
    }

    /** Starts the servers, and makes an empty database with its owner. Takes a few seconds. */
    public static DemoCluster start() throws SQLException {
        DemoCluster demo =
                new DemoCluster(PostgresCluster.builder().replicas(REPLICAS).start(), newPassword());
        try {
            demo.createDatabase();
            return demo;
        } catch (Throwable e) {
            demo.close();
            throw e;
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection superuser = cluster.primary().connect();
                Statement statement = superuser.createStatement()) {
            statement.execute("create role " + OWNER + " login createrole password '" + password + "'");
            statement.execute("create database " + DATABASE + " owner " + OWNER);
        }
    }

    /** Lets the application's role, which the migrations have made, log in; and waits until the replicas have all of it. */
    public void openForApplication() throws SQLException {
        try (Connection owner = cluster.primary().connect(DATABASE, OWNER, password);
                Statement statement = owner.createStatement()) {
            statement.execute("alter role " + APPLICATION + " password '" + password + "'");
        }
        cluster.awaitReplication(REPLICATION_LIMIT);
    }

    /** What a service is told about this cluster: the variables that would name any other. */
    public Map<String, String> environment() {
        return Map.of(
                "DATABASE_URL",
                url(cluster.primary(), APPLICATION),
                "DATABASE_REPLICA_URLS",
                cluster.replicas().stream()
                        .map(replica -> url(replica, APPLICATION))
                        .collect(Collectors.joining(",")),
                "DATABASE_URL_DIRECT",
                url(cluster.primary(), OWNER));
    }

    private String url(PostgresNode node, String user) {
        return "postgresql://" + user + ":" + password + "@" + node.host() + ":" + node.port() + "/" + DATABASE;
    }

    private static String newPassword() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Stops the servers and removes their files. */
    @Override
    public void close() {
        cluster.close();
    }
}
