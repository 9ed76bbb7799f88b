package dal.testing.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@PostgresTest
class WireProxyIT {
    /** Five megabytes, and a proxy passes on some kilobytes at a time. */
    private static final String MANY_PORTIONS = "select repeat('y', 10000) from generate_series(1, 500)";

    private static final Duration IF_EVERY_PORTION_WERE_LATE = Duration.ofSeconds(20);

    private final TestDatabase database;
    private final WireProxy proxy;
    private Connection connection;

    WireProxyIT(TestDatabase database, PostgresCluster cluster) {
        this.database = database;
        this.proxy = WireProxy.to(cluster.primary());
    }

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table note (text text)");
    }

    @BeforeEach
    void connect() throws SQLException {
        connection = open();
        proxy.reset();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        proxy.close();
    }

    @Test
    void aStatementUnderAutocommitIsOneRoundTrip() throws SQLException {
        execute("select 1");
        assertThat(proxy.roundTrips()).isEqualTo(1);
        execute("select 2; select 3");
        assertThat(proxy.roundTrips()).isEqualTo(2);
    }

    @Test
    void tellsWhoLogsInOfAnotherProcessWhileItDisguisesThem() throws SQLException {
        proxy.disguiseBackends(true);
        try (Connection disguised = open()) {
            assertThat(told(disguised)).isNotEqualTo(actual(disguised));
            assertThat(told(connection)).isEqualTo(actual(connection));
        }
        proxy.disguiseBackends(false);
        try (Connection plain = open()) {
            assertThat(told(plain)).isEqualTo(actual(plain));
        }
    }

    private static int told(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private static int actual(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void aTransactionsBeginRidesOnItsFirstStatementAndItsCommitDoesNot() throws SQLException {
        connection.setAutoCommit(false);
        assertThat(proxy.roundTrips()).isZero();
        execute("select 1");
        execute("select 2");
        connection.commit();
        assertThat(proxy.roundTrips()).isEqualTo(3);
    }

    @Test
    void fetchingInPortionsIsARoundTripForEach() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(10);
            try (ResultSet rows = statement.executeQuery("select * from generate_series(1, 35)")) {
                assertThat(rows.next()).isTrue();
                assertThat(proxy.roundTrips()).isEqualTo(1);
                int count = 1;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(35);
            }
        }
        assertThat(proxy.roundTrips()).isEqualTo(4);
        connection.rollback();
    }

    @Test
    void manyStatementsWithLongAnswersSentAtOnceAreOneRoundTrip() throws SQLException {
        StringBuilder text = new StringBuilder("begin");
        for (int i = 0; i < 240; i++) {
            text.append("; select repeat('")
                    .append("x".repeat(200))
                    .append("', ")
                    .append(i)
                    .append(')');
        }
        try (PreparedStatement statement =
                connection.prepareStatement(text.append("; commit").toString())) {
            statement.execute();
        }
        assertThat(proxy.roundTrips()).isEqualTo(1);
    }

    @Test
    void aLargeResultIsOneRoundTrip() throws SQLException {
        execute("select repeat('y', 10000) from generate_series(1, 500)");
        assertThat(proxy.roundTrips()).isEqualTo(1);
    }

    @Test
    void closingAConnectionIsNone() throws Exception {
        connection.close();
        assertThat(proxy.roundTrips()).isZero();
    }

    @Test
    void aDelayLengthensEveryRoundTripByTwiceAsMuch() throws SQLException {
        execute("select 1");
        proxy.delay(Duration.ofMillis(300));
        assertThat(took(MANY_PORTIONS)).isBetween(Duration.ofMillis(600), IF_EVERY_PORTION_WERE_LATE);
    }

    @Test
    void aLateAnswerIsLateAsAWholeAndOnlyWhileSomeAreToBe() throws SQLException {
        execute("select 1");
        proxy.lateAnswers(1, Duration.ofMillis(300));
        assertThat(took(MANY_PORTIONS)).isBetween(Duration.ofMillis(300), IF_EVERY_PORTION_WERE_LATE);
        proxy.lateAnswers(0, Duration.ofMinutes(5));
        execute("select 1");
    }

    @Test
    void aCutEndsConnectionsAndLetsNewOnesThrough() throws SQLException {
        proxy.cut();
        assertThatThrownBy(() -> execute("select 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
        try (Connection another = open()) {
            assertThat(another.isValid(5)).isTrue();
        }
    }

    @Test
    void aBlackHoleIsSilentUntilItIsLifted() throws Exception {
        proxy.blackhole(true);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                execute("select 1");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        await().during(Duration.ofMillis(200)).until(() -> !waiting.isDone());
        proxy.blackhole(false);
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aHeldReplyLeavesTheWorkDone() throws Exception {
        proxy.holdReplies(true);
        connection.setNetworkTimeout(Runnable::run, 300);
        assertThatThrownBy(() -> execute("insert into note values ('done')")).isInstanceOf(SQLException.class);
        await().until(() -> {
            try (Connection direct = database.connect();
                    ResultSet note = direct.createStatement().executeQuery("select text from note")) {
                return note.next();
            }
        });
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Duration took(String sql) throws SQLException {
        long start = System.nanoTime();
        execute(sql);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(
                proxy.jdbcUrl(database.name()),
                database.superuser().user(),
                database.superuser().password());
    }
}
