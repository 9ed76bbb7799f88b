package dal.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More histories than one statement, or one transaction, reads. */
@PostgresTest
final class HistoriesIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final List<String> schemas;
    private final TestDatabase database;

    HistoriesIT(TestDatabase database) {
        this.database = database;
        String prefix = "Many " + NUMBER.incrementAndGet() + "-";
        this.schemas =
                IntStream.range(0, 120).mapToObj(number -> prefix + number).toList();
    }

    @Test
    void everySchemaGetsItsOwnRowsInTheirOrderAndNoLockIsKept() throws SQLException {
        create();
        List<String> asked = new ArrayList<>(schemas);
        asked.add("no such schema");
        try (Connection connection = database.connect()) {
            Histories.Found found = Histories.read(connection, asked);

            assertThat(found.unreadable()).isEmpty();
            assertThat(found.rows()).containsOnlyKeys(schemas);
            found.rows()
                    .forEach((schema, rows) -> assertThat(rows)
                            .extracting(Histories.Row::description)
                            .containsExactly("first of " + schema, "second of " + schema));
            assertThat(locks(connection)).isZero();
        }
    }

    @Test
    void aSchemaThatIsDroppedMeanwhileEndsNoRun() throws Exception {
        create();
        AtomicBoolean end = new AtomicBoolean();
        Thread dropping = Thread.ofPlatform().start(() -> {
            for (int number = 80; number < schemas.size() && !end.get(); number++) {
                drop(schemas.get(number));
            }
        });
        try (Connection connection = database.connect()) {
            do {
                assertThat(Histories.read(connection, schemas).rows()).containsKeys(schemas.getFirst());
                assertThat(locks(connection)).isZero();
            } while (dropping.isAlive());
        } finally {
            end.set(true);
            dropping.join();
        }
    }

    private void create() {
        database.execute(schemas.stream().map("""
                create schema "%1$s";
                create table "%1$s".flyway_schema_history (installed_rank int primary key, version text, description text, type text,
                    script text, checksum int, installed_by text, installed_on timestamp, execution_time int, success bool);
                insert into "%1$s".flyway_schema_history values
                    (2, '2', 'second of %1$s', 'SQL', 'V2__b.sql', 2, 'me', now(), 1, true),
                    (1, '1', 'first of %1$s', 'SQL', 'V1__a.sql', 1, 'me', now(), 1, true);
                """::formatted).collect(Collectors.joining()));
    }

    private void drop(String schema) {
        database.execute("drop schema if exists \"" + schema + "\" cascade");
    }

    /** On tables other than the catalog's own, by the session itself. */
    private static int locks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_locks"
                        + " where pid = pg_backend_pid() and locktype = 'relation' and relation >= 16384")) {
            row.next();
            return row.getInt(1);
        }
    }
}
