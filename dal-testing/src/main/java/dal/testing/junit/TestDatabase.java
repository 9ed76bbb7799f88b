package dal.testing.junit;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The database of one test class, on every node of its cluster. Thread-safe. */
public final class TestDatabase {
    private static final Duration REPLICATION = Duration.ofSeconds(30);

    private final PostgresCluster cluster;
    private final String name;
    private @Nullable Login application;

    TestDatabase(PostgresCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    public String name() {
        return name;
    }

    public PostgresCluster cluster() {
        return cluster;
    }

    /** For example {@code jdbc:postgresql://127.0.0.1:15432/orders_it_1}; without user and password. */
    public String jdbcUrl(PostgresNode node) {
        return node.jdbcUrl(name);
    }

    /** The primary's. */
    public String jdbcUrl() {
        return jdbcUrl(cluster.primary());
    }

    /** As libpq writes it: {@code postgresql://user:password@127.0.0.1:15432/orders_it_1}. */
    public String uri(PostgresNode node, Login login) {
        return "postgresql://" + login.user() + ":" + login.password() + "@" + node.host() + ":" + node.port() + "/"
                + name;
    }

    /** The superuser of the cluster. */
    public Login superuser() {
        return new Login(cluster.primary().user(), cluster.primary().password());
    }

    /**
     * A role as a service should have it: it owns nothing, is no superuser, cannot bypass row-level security, and may read
     * and write the tables that the superuser has made or will make in the schema {@code public}. Created when it is first
     * asked for, on the replicas too when this returns; dropped with the database.
     */
    public synchronized Login applicationRole() {
        if (application == null) {
            Login login = new Login(name + "_app", UUID.randomUUID().toString());
            execute("""
                    create role %1$s login nosuperuser nobypassrls password '%2$s';
                    grant usage on schema public to %1$s;
                    grant select, insert, update, delete on all tables in schema public to %1$s;
                    grant usage, select on all sequences in schema public to %1$s;
                    alter default privileges in schema public grant select, insert, update, delete on tables to %1$s;
                    alter default privileges in schema public grant usage, select on sequences to %1$s;
                    """.formatted(login.user(), login.password()));
            application = login;
        }
        return application;
    }

    /** A new connection of the superuser to the primary; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect(cluster.primary());
    }

    /** A new connection of the superuser; the caller closes it. */
    public Connection connect(PostgresNode node) throws SQLException {
        return node.connect(name);
    }

    /** A new connection; the caller closes it. */
    public Connection connect(PostgresNode node, Login login) throws SQLException {
        return node.connect(name, login.user(), login.password());
    }

    /** Runs the SQL, of one statement or several, as the superuser on the primary, and waits until every replica has it. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("In " + name + ": " + sql, e);
        }
        cluster.awaitReplication(REPLICATION);
    }

    void create() {
        cluster.createDatabase(name);
        cluster.awaitReplication(REPLICATION);
    }

    synchronized void drop() {
        cluster.dropDatabase(name);
        if (application != null) {
            cluster.dropRole(application.user());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
