package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dal.DbConnectionManager;
import dal.Session;
import dal.consistency.LogPosition;
import dal.error.CommitOutcomeUnknownException;
import dal.tenant.TenantId;
import dal.testing.cluster.PostgresCluster;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered for an autocommit write is what became of it, however its text ends and whatever cuts it short. */
@PostgresTest(shared = false)
class WrittenTextIT {

    private static final TenantId TENANT = TenantId.of("acme");

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table written (id int)");
    }

    @AfterEach
    void waitForNobody(PostgresCluster cluster) {
        cluster.primary().configure("synchronous_standby_names", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into written values (1) -- a comment",
                "insert into written values (1); -- a comment",
                "insert into written values (1);",
                "insert into written values (1) ; ; /* a comment */",
                "insert into written values (1) /* a comment */",
                "-- a comment\ninsert into written values (1)",
            })
    void isThereHoweverItsTextEnds(String sql, TestDatabase database) {
        database.execute("truncate written");
        try (WholeLayer layer = WholeLayer.over(database)) {
            Session session = layer.databases().session(TENANT);
            assertThat(session.dsl().execute(sql)).isEqualTo(1);
            assertThat(session.dsl().fetchCount(org.jooq.impl.DSL.table("written")))
                    .isEqualTo(1);
            assertThat(session.token().position()).isGreaterThan(LogPosition.ORIGIN);
        }
    }

    @Test
    void isOfUnknownOutcomeWhereTheClientsTimeoutCutItsCommit(TestDatabase database, PostgresCluster cluster) {
        Map<String, String> environment = new HashMap<>(WholeLayer.environment(database));
        environment.put("PG_QUERY_TIMEOUT", "500");
        try (WholeLayer layer = WholeLayer.configuredBy(environment)) {
            DbConnectionManager databases = layer.databases();
            databases.database(TENANT).dsl().fetch("select 1");
            cluster.primary().configure("synchronous_standby_names", "nobody");
            // The server's own processes read their configuration anew when they come to it; until then commits wait
            // for nobody.
            await().untilAsserted(() -> assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                    .isThrownBy(() -> databases.database(TENANT).dsl().execute("insert into written values (2)")));
        }
    }
}
