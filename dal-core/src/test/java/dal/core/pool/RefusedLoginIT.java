package dal.core.pool;

import static dal.core.testkit.Layer.ACME;
import static dal.core.testkit.Notes.NOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dal.config.RoutingConfig;
import dal.core.testkit.Layer;
import dal.core.testkit.Notes;
import dal.error.NodeUnavailableException;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of waiting are longer than a test may take. */
@PostgresTest(replicas = 1)
@Timeout(60)
class RefusedLoginIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    private TestDatabase database;
    private Layer layer;

    @BeforeAll
    static void schema(TestDatabase database) {
        Notes.create(database);
    }

    @BeforeEach
    void start(TestDatabase given) {
        database = given;
        Notes.fill(database);
        RoutingConfig usual = RoutingConfig.DEFAULT;
        layer = Layer.limited(
                database,
                Layer.Limits.USUAL
                        .withAcquire(LONG)
                        .withRouting(new RoutingConfig(
                                usual.zone(),
                                usual.lag(),
                                usual.ejection(),
                                usual.slowStart(),
                                usual.catchUpWait(),
                                LONG,
                                usual.maxWaiting(),
                                usual.hedging())));
    }

    @AfterEach
    void stop() throws SQLException {
        alter("login connection limit -1");
        layer.close();
    }

    private void alter(String how) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("alter role " + database.applicationRole().user() + " " + how);
        }
        database.cluster().awaitReplication(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"nologin, 28000", "connection limit 0, 53300"})
    void theErrorNamesWhatTheServerSaidAndWhenItIsAskedAgainAndTheCorrectionIsNoticed(String how, String sqlState)
            throws SQLException {
        alter(how);
        ThrowingCallable write = () -> layer.database(ACME)
                .useTransaction(transaction -> transaction.dsl().fetchCount(NOTES));
        ThrowingCallable read = () -> layer.database(ACME).dsl().fetchCount(NOTES);
        for (ThrowingCallable call : new ThrowingCallable[] {write, read, write, read}) {
            NodeUnavailableException refused = catchThrowableOfType(NodeUnavailableException.class, call);
            assertThat(refused)
                    .hasMessageContainingAll(
                            "SQLSTATE " + sqlState,
                            "asked again in",
                            database.applicationRole().user());
            assertThat(refused.retryAfter())
                    .hasValueSatisfying(after -> assertThat(after).isPositive());
        }
        layer.pools().assertNothingHeld();
        alter("login connection limit -1");
        await().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(layer.database(ACME).dsl().fetchCount(NOTES)).isEqualTo(3));
        await().ignoreExceptions().untilAsserted(write::call);
    }
}
