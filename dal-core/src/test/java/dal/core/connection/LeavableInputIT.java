package dal.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.ServerTls;
import dal.testing.tls.CertificateAuthority;
import dal.testing.tls.IssuedCertificate;
import java.net.SocketTimeoutException;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGNotification;
import org.postgresql.core.BaseConnection;

/** What the driver makes of an answer that is left, in the clear and encrypted, by each way it asks. */
@Timeout(60)
class LeavableInputIT {

    private static final long SOON = Duration.ofMillis(20).toNanos();

    private static PostgresCluster cluster;

    private final List<Boolean> through = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        CertificateAuthority authority = CertificateAuthority.create("Shop");
        IssuedCertificate server = authority.issue("database", "dns:localhost", "ip:127.0.0.1");
        cluster = PostgresCluster.builder()
                .tls(new ServerTls(server.certificatePem(), server.keyPem(), authority.certificatePem()))
                .start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static BaseConnection connect(String sslMode, String queryMode) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", cluster.primary().user());
        properties.setProperty("password", cluster.primary().password());
        properties.setProperty("sslmode", sslMode);
        properties.setProperty("preferQueryMode", queryMode);
        properties.setProperty("prepareThreshold", "2");
        return DriverManager.getConnection(cluster.primary().jdbcUrl("postgres"), properties)
                .unwrap(BaseConnection.class);
    }

    /** Runs a statement that takes for ever, and leaves it once it is late. */
    private void leave(BaseConnection connection, PreparedStatement forever) {
        CountDownLatch late = new CountDownLatch(1);
        LeavableInput input = Objects.requireNonNull(LeavableInput.of(connection));
        LeavableAnswer answer = new LeavableAnswer(
                input, SOON, reading -> Thread.ofPlatform().daemon().start(reading), new LeavableAnswer.Reader() {
                    @Override
                    public void late() {
                        late.countDown();
                    }

                    @Override
                    public void through(boolean idle, @Nullable Throwable failure) {
                        through.add(idle && failure == null);
                    }
                });
        Thread.ofVirtual().start(() -> {
            try {
                late.await();
                answer.leave();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(forever::execute)
                .satisfies(left -> assertThat(left.getSQLState()).isEqualTo("57014"));
        assertThat(answer.end()).isTrue();
    }

    private static int number(BaseConnection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "disable, extended",
        "require, extended",
        "require, extendedForPrepared",
        "disable, extendedCacheEverything",
        "require, simple"
    })
    void theConnectionIsAsItWasBefore(String sslMode, String queryMode) throws SQLException {
        try (BaseConnection connection = connect(sslMode, queryMode);
                PreparedStatement sleep =
                        connection.prepareStatement("select set_config('TimeZone', ?, false), pg_sleep(?)")) {
            int session = number(connection, "select pg_backend_pid()");
            for (int round = 1; round <= 4; round++) {
                sleep.setString(1, "UTC+" + round);
                sleep.setDouble(2, 60);
                leave(connection, sleep);
                assertThat(through).as("its server is not through").hasSize(round - 1);
                connection.cancelQuery();
                int left = round;
                await().until(() -> through.size() == left);
                assertThat(through).containsOnly(true);

                assertThat(number(connection, "select pg_backend_pid()")).isEqualTo(session);
                sleep.setString(1, "UTC-" + round);
                sleep.setDouble(2, 0);
                try (ResultSet row = sleep.executeQuery()) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("UTC-" + round);
                }
                assertThat(connection.getParameterStatus("TimeZone")).isEqualToIgnoringCase("UTC-" + round);
            }
        }
    }

    /** The driver's buffer has to be told of a limit, or it waits on. */
    @Test
    void theLimitOfItsSocketHoldsAfterwards() throws SQLException {
        try (BaseConnection connection = connect("disable", "extended")) {
            connection.setNetworkTimeout(Runnable::run, 200);
            assertThat(LeavableInput.of(connection)).isNotNull();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> number(connection, "select 1 from pg_sleep(20)"))
                    .withRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void whatTheDriverHasNotLookedAtIsNotLost() throws SQLException {
        try (BaseConnection connection = connect("disable", "extended");
                BaseConnection other = connect("disable", "extended")) {
            connection.execSQLUpdate("listen news");
            other.execSQLUpdate("notify news, 'good'");
            await().until(() -> LeavableInput.of(connection) == null);
            PGNotification[] heard = connection.getNotifications();
            assertThat(heard).extracting(PGNotification::getParameter).containsExactly("good");
            assertThat(LeavableInput.of(connection)).isNotNull();
        }
    }

    /** Its server was through before anybody could cancel it. What it set is what the driver knows, too. */
    @ParameterizedTest
    @CsvSource({"disable", "require"})
    void anAnswerThatComesAfterAllIsDropped(String sslMode) throws SQLException {
        try (BaseConnection connection = connect(sslMode, "extended");
                PreparedStatement rows = connection.prepareStatement(
                        "select repeat('x', 100) from generate_series(1, 3000), pg_sleep(0.3)");
                PreparedStatement setting =
                        connection.prepareStatement("select pg_sleep(0.3), set_config('TimeZone', 'UTC+7', false)")) {
            leave(connection, rows);
            await().until(() -> through.equals(List.of(true)));
            assertThat(number(connection, "select 42")).isEqualTo(42);
            leave(connection, setting);
            await().until(() -> through.equals(List.of(true, true)));
            assertThat(number(connection, "select 43")).isEqualTo(43);
            assertThat(connection.getParameterStatus("TimeZone")).isEqualToIgnoringCase("UTC+7");
        }
    }
}
