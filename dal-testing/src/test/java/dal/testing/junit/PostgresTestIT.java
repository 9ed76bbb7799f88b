package dal.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@PostgresTest(replicas = 2)
class PostgresTestIT {
    private final TestDatabase ofConstructor;

    PostgresTestIT(TestDatabase ofConstructor) {
        this.ofConstructor = ofConstructor;
    }

    @BeforeAll
    static void schema(TestDatabase database) {
        database.execute("create table note (id int primary key, text text); insert into note values (1, 'first')");
    }

    @Test
    void theClassHasADatabaseOfItsOwnOnEveryNode(TestDatabase database, PostgresCluster cluster) throws SQLException {
        assertThat(database).isSameAs(ofConstructor);
        assertThat(database.name()).startsWith("postgres_test_it_");
        assertThat(cluster.replicas()).hasSize(2);
        for (PostgresNode node : cluster.nodes()) {
            try (Connection connection = database.connect(node)) {
                assertThat(text(connection, "select text from note")).isEqualTo("first");
            }
        }
    }

    @Test
    void theApplicationRoleReadsAndWritesAndOwnsNothing(TestDatabase database, PostgresCluster cluster)
            throws SQLException {
        Login role = database.applicationRole();
        database.execute("create table later (id int generated always as identity, text text)");
        assertThat(database.applicationRole()).isSameAs(role);
        try (Connection connection = database.connect(cluster.primary(), role)) {
            connection.createStatement().execute("insert into later (text) values ('by the role')");
            connection.createStatement().execute("update note set text = 'second'");
            assertThat(text(connection, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
            assertThatThrownBy(() -> connection.createStatement().execute("drop table note"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            connection.createStatement().execute("update note set text = 'first'");
        }
        try (Connection connection = database.connect(cluster.replicas().getFirst(), role)) {
            assertThat(text(connection, "select count(*) from note")).isEqualTo("1");
        }
        assertThat(database.uri(cluster.primary(), role))
                .isEqualTo("postgresql://" + role.user() + ":" + role.password() + "@"
                        + cluster.primary().host() + ":" + cluster.primary().port() + "/" + database.name());
    }

    @Nested
    class InANestedClass {
        @Test
        void theDatabaseIsTheOuterOne(TestDatabase database) {
            assertThat(database).isSameAs(ofConstructor);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
