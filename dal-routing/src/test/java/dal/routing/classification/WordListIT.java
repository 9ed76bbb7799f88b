package dal.routing.classification;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The lists are a real server's own. */
@PostgresTest
class WordListIT {

    private final TestDatabase database;

    WordListIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void listsTheFunctionsThatTheServersCatalogYields() throws SQLException, IOException {
        assertThat(query(resource("readable-functions.sql"))).isEqualTo(lines("readable-functions.txt"));
        assertThat(WordList.READABLE_FUNCTIONS).hasSizeGreaterThan(500);
    }

    @Test
    void listsNoFunctionOfWhichAnOverloadMayHaveAnEffect() throws SQLException {
        List<String> volatileOnes =
                query("select distinct proname from pg_proc where pronamespace = 'pg_catalog'::regnamespace"
                        + " and provolatile = 'v' or prokind = 'p'");
        assertThat(volatileOnes)
                .contains("nextval", "pg_advisory_lock", "query_to_xml")
                .hasSizeGreaterThan(100);
        volatileOnes.retainAll(WordList.READABLE_FUNCTIONS);
        // Volatile for what they return alone.
        assertThat(volatileOnes)
                .containsExactlyInAnyOrder(
                        "array_sample",
                        "array_shuffle",
                        "clock_timestamp",
                        "gen_random_uuid",
                        "pg_sleep",
                        "pg_sleep_for",
                        "pg_sleep_until",
                        "random",
                        "random_normal",
                        "timeofday",
                        "uuidv4",
                        "uuidv7");
    }

    @Test
    void listsTheServersKeywords() throws SQLException, IOException {
        assertThat(query("select word from pg_get_keywords() where catcode in ('R', 'C') order by word collate \"C\""))
                .isEqualTo(lines("reserved-words.txt"));
        assertThat(query("select word from pg_get_keywords() where catcode in ('U', 'T') order by word collate \"C\""))
                .isEqualTo(lines("other-keywords.txt"));
    }

    private List<String> query(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static List<String> lines(String file) throws IOException {
        return resource(file).lines().toList();
    }

    private static String resource(String file) throws IOException {
        try (InputStream stream = Objects.requireNonNull(WordListIT.class.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
