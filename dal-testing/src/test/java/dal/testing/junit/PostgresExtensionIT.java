package dal.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dal.testing.cluster.PostgresCluster;
import dal.testing.leak.ConnectionLeakError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs test classes that leak, break and share, and looks at what becomes of them. */
class PostgresExtensionIT {
    private static final List<Connection> open = new ArrayList<>();
    private static final List<Object> seen = new ArrayList<>();

    @BeforeEach
    void forget() {
        seen.clear();
    }

    @AfterEach
    void closeWhatTheFixturesLeaked() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
        open.clear();
    }

    @Test
    void failsTheTestThatLeaksAConnectionAndNoOther() {
        EngineExecutionResults results = run(Leaking.class);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(1, event(test("closesWhatItOpened"), finishedSuccessfully()))
                .haveExactly(1, event(test("leaksOnTheReplica"), failure("on replica1", "idle", "select 'forgotten'")))
                .haveExactly(
                        1, event(test("leaksInATransaction"), failure("on primary", "idle in transaction", "careless")))
                .haveExactly(1, event(test("isNotBlamedForTheLeaksBefore"), finishedSuccessfully()));
        assertThat(results.containerEvents().failed().list())
                .as("what was reported once is not reported again")
                .isEmpty();
    }

    @Test
    void failsTheClassThatLeavesItsOwnConnectionOpen() {
        run(LeakingClass.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(1, event(container(LeakingClass.class), failure("left open by the class")));
    }

    @Test
    void toleratesADeclaredPoolsIdleConnectionsAndNotOneThatIsInATransaction() {
        run(Pooled.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, event(test("growsThePool"), finishedSuccessfully()))
                .haveExactly(1, event(test("forgetsToCommit"), failure("idle in transaction", "shop-pool orders")));
    }

    @Test
    void sharesOneClusterBetweenClassesAndDropsTheirDatabases() {
        EngineExecutionResults results = run(First.class, Second.class);

        assertThat(results.allEvents().failed().list()).isEmpty();
        assertThat(seen).hasSize(4);
        assertThat(seen.get(0)).as("the cluster").isSameAs(seen.get(2));
        assertThat(seen.get(1)).as("the database").isNotEqualTo(seen.get(3));
    }

    @Test
    void givesTheNextClassAnotherClusterWhenOneLeftItBroken() {
        EngineExecutionResults results = run(Breaking.class, First.class);

        assertThat(results.allEvents().failed().list()).isEmpty();
        assertThat(seen.get(0)).isNotSameAs(seen.get(1));
    }

    private static EngineExecutionResults run(Class<?>... classes) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
        for (Class<?> each : classes) {
            kit.selectors(selectClass(each));
        }
        return kit.execute();
    }

    private static Condition<Event> failure(String... parts) {
        Predicate<String> hasAll = text -> List.of(parts).stream().allMatch(text::contains);
        return finishedWithFailure(instanceOf(ConnectionLeakError.class), message(hasAll));
    }

    private static Connection connect(TestDatabase database, String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.superuser().user());
        properties.setProperty("password", database.superuser().password());
        properties.setProperty("ApplicationName", application);
        Connection connection = java.sql.DriverManager.getConnection(database.jdbcUrl(), properties);
        open.add(connection);
        return connection;
    }

    @PostgresTest(replicas = 1)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Leaking {
        @Test
        @Order(1)
        void closesWhatItOpened(TestDatabase database) throws SQLException {
            try (Connection connection = database.connect()) {
                connection.createStatement().execute("select 1");
            }
        }

        @Test
        @Order(2)
        void leaksOnTheReplica(TestDatabase database, PostgresCluster cluster) throws SQLException {
            Connection connection = database.connect(cluster.node("replica1"));
            open.add(connection);
            connection.createStatement().execute("select 'forgotten'");
        }

        @Test
        @Order(3)
        void leaksInATransaction(TestDatabase database) throws SQLException {
            Connection connection = connect(database, "careless");
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
        }

        @Test
        @Order(4)
        void isNotBlamedForTheLeaksBefore() {}
    }

    @PostgresTest
    static class LeakingClass {
        @BeforeAll
        static void open(TestDatabase database) throws SQLException {
            connect(database, "left open by the class");
        }

        @Test
        void isFine() {}
    }

    @PostgresTest(pools = "shop-pool")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Pooled {
        @Test
        @Order(1)
        void growsThePool(TestDatabase database) throws SQLException {
            connect(database, "shop-pool orders").createStatement().execute("select 1");
        }

        @Test
        @Order(2)
        void forgetsToCommit(TestDatabase database) throws SQLException {
            Connection connection = connect(database, "shop-pool orders");
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
        }

        @AfterAll
        static void closeThePool() throws SQLException {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    @PostgresTest
    static class First {
        @Test
        void remembersWhatItGot(TestDatabase database, PostgresCluster cluster) {
            seen.add(cluster);
            seen.add(database.name());
        }
    }

    @PostgresTest
    static class Second {
        @Test
        void findsNoDatabaseOfTheFirst(TestDatabase database, PostgresCluster cluster) throws SQLException {
            String first = String.valueOf(seen.get(1));
            try (Connection connection = database.connect();
                    ResultSet databases =
                            connection.createStatement().executeQuery("select datname from pg_database")) {
                while (databases.next()) {
                    assertThat(databases.getString(1)).isNotEqualTo(first);
                }
            }
            seen.add(cluster);
            seen.add(database.name());
        }
    }

    @PostgresTest
    static class Breaking {
        @Test
        void leavesThePrimaryDead(PostgresCluster cluster) {
            seen.add(cluster);
            cluster.primary().kill();
        }
    }
}
