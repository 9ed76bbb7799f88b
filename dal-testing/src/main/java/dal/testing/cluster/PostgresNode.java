package dal.testing.cluster;

import dal.testing.cluster.internal.ClusterPlan;
import dal.testing.cluster.internal.Polling;
import dal.testing.cluster.internal.Server;
import dal.testing.cluster.internal.Superuser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * One server of a {@link PostgresCluster}: where it is, and how it is broken. A fault returns once it has taken effect.
 * All of them throw {@link ClusterException} where the server does not do as told.
 */
public final class PostgresNode {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Server server;
    private final ClusterPlan plan;
    private final Consumer<PostgresNode> onPromotion;
    private volatile boolean replica;
    private volatile boolean frozen;
    private volatile boolean altered;

    PostgresNode(Server server, ClusterPlan plan, Consumer<PostgresNode> onPromotion) {
        this.server = server;
        this.plan = plan;
        this.onPromotion = onPromotion;
        this.replica = !server.name().equals(plan.names().getFirst());
    }

    /** {@code primary}, {@code replica1} ...: what it was started as, and its name in pg_stat_replication. */
    public String name() {
        return server.name();
    }

    public String host() {
        return server.endpoint().host();
    }

    /** The same through every restart. */
    public int port() {
        return server.endpoint().port();
    }

    /** For example {@code jdbc:postgresql://127.0.0.1:15432/shop}; without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /** The superuser. */
    public String user() {
        return plan.user();
    }

    /** The superuser's password, another one for each cluster. */
    public String password() {
        return plan.password();
    }

    /** A new connection of the superuser to the database {@code postgres}; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect("postgres");
    }

    /** A new connection of the superuser; the caller closes it. */
    public Connection connect(String database) throws SQLException {
        return connect(database, user(), password());
    }

    /** A new connection, straight from the driver; the caller closes it. */
    public Connection connect(String database, String user, String password) throws SQLException {
        return Superuser.connect(server.endpoint(), database, user, password, new Properties());
    }

    /** What the server has logged since the cluster was started. */
    public String log() {
        return server.log();
    }

    /** True while its process exists and is not frozen. */
    public boolean isRunning() {
        return server.isAlive() && !frozen;
    }

    /** Starts the stopped or killed node and waits until it accepts connections; a replica replays and streams on. */
    public void start() {
        server.start();
        awaitAccepting(LIMIT);
    }

    /** Shuts it down in order (fast: sessions are ended, everything is written and sent to the replicas that stream). */
    public void stop() {
        server.stop();
    }

    /** SIGKILL for the postmaster and all its children at once: nothing is written any more, no client is told. */
    public void kill() {
        server.kill();
        frozen = false;
    }

    public void restart() {
        stop();
        start();
    }

    /** Turns the node into a black hole: it accepts bytes and answers nothing, until {@link #unfreeze}. */
    public void freeze() {
        frozen = true;
        server.freeze();
    }

    public void unfreeze() {
        server.unfreeze();
        frozen = false;
    }

    /** Makes a replica stale: it goes on receiving and shows nothing of it, until {@link #resumeReplay}. */
    public void pauseReplay() {
        execute("select pg_wal_replay_pause()");
        Polling.await(LIMIT, () -> "paused".equals(replayState()), () -> name() + " has not paused its replay");
    }

    public void resumeReplay() {
        execute("select pg_wal_replay_resume()");
    }

    /** Makes a replica a primary, on a timeline of its own; the old one, if it lives, is left alone. */
    public void promote() {
        altered = true;
        execute("select pg_promote(false)");
        Polling.await(
                LIMIT,
                () -> "false".equals(value("select pg_is_in_recovery()::text")),
                () -> name() + " has not become a primary: " + logTail());
        replica = false;
        onPromotion.accept(this);
    }

    /** Points a replica to another primary, whose timelines it follows; waits until it streams from there. */
    public void follow(PostgresNode primary) {
        altered = true;
        String source = plan.primaryConnectionInfo(name(), primary.server.peerEndpoint());
        configure("primary_conninfo", source);
        Polling.await(
                LIMIT,
                () -> primary.value(
                                "select count(*)::text from pg_stat_replication where state = 'streaming'"
                                        + " and application_name = ?",
                                name())
                        .equals("1"),
                () -> name() + " does not stream from " + primary + ": " + logTail());
    }

    /** Ends every other client's session with {@code pg_terminate_backend}. */
    public void cutConnections() {
        execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
    }

    /** Changes a setting of this node alone that needs no restart ({@code alter system}, then a reload). */
    public void configure(String setting, String value) {
        altered = true;
        execute("alter system set " + identifier(setting) + " = '" + value.replace("'", "''") + "'");
        execute("select pg_reload_conf()");
    }

    @Override
    public String toString() {
        return name() + " (" + host() + ":" + port() + ")";
    }

    boolean isReplica() {
        return replica;
    }

    void forgetFaults() {
        altered = false;
    }

    boolean isAsStarted() {
        return !altered && isRunning() && (!replica || "not paused".equals(replayState()));
    }

    void awaitAccepting(Duration limit) {
        Superuser.awaitAccepted(server, plan, limit);
    }

    void awaitReplayed(String position, Duration limit) {
        Polling.await(
                limit,
                () -> value("select (pg_last_wal_replay_lsn() >= ?::pg_lsn)::text", position)
                        .equals("true"),
                () -> name() + " has not replayed " + position + " (it is at "
                        + value("select pg_last_wal_replay_lsn()::text") + ", " + replayState() + ")");
    }

    void execute(String sql) {
        try (Connection connection = Superuser.connect(server.endpoint(), plan);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new ClusterException("On " + this + ": " + sql, e);
        }
    }

    String value(String sql, String... binds) {
        try (Connection connection = Superuser.connect(server.endpoint(), plan);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < binds.length; i++) {
                statement.setString(i + 1, binds[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? String.valueOf(result.getString(1)) : "";
            }
        } catch (SQLException e) {
            throw new ClusterException("On " + this + ": " + sql, e);
        }
    }

    String logTail() {
        return Superuser.logTail(server);
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private String replayState() {
        return value("select pg_get_wal_replay_pause_state()");
    }
}
