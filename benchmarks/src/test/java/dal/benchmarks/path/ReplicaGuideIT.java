package dal.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import dal.testing.cluster.PostgresCluster;
import dal.testing.cluster.PostgresNode;
import dal.testing.junit.PostgresTest;
import dal.testing.junit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every SQL text of docs/replicas.md runs where it says, gives as many rows as it says, and has each of its columns explained. */
@PostgresTest(replicas = 2)
class ReplicaGuideIT {

    private static final String GUIDE = read();
    private static final Pattern TEXT = Pattern.compile(
            "On (the primary|a replica|any node), (a row for each replica|one row for each setting|one row|any number of rows):\n\n"
                    + "```sql\n(.*?)\n```",
            Pattern.DOTALL);

    /**
     * One text.
     *
     * @param where the words for its nodes
     * @param rows the words for how many rows it gives
     */
    record Recipe(String where, String rows, String sql) {

        List<PostgresNode> nodes(PostgresCluster cluster) {
            return switch (where) {
                case "the primary" -> List.of(cluster.primary());
                case "a replica" -> cluster.replicas();
                case "any node" -> cluster.nodes();
                default -> throw new IllegalArgumentException(where);
            };
        }

        @Override
        public String toString() {
            return where + ": " + sql.lines().findFirst().orElseThrow();
        }
    }

    static List<Recipe> recipes() {
        List<Recipe> recipes = new ArrayList<>();
        Matcher found = TEXT.matcher(GUIDE);
        while (found.find()) {
            recipes.add(new Recipe(found.group(1), found.group(2), found.group(3)));
        }
        return recipes;
    }

    /** Of the project's root, whichever directory the tests run in. */
    private static String read() {
        Path here = Path.of("").toAbsolutePath();
        try (Stream<Path> places = Stream.iterate(here, at -> at != null, Path::getParent)) {
            return Files.readString(places.map(at -> at.resolve("docs/replicas.md"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noTextOfTheGuideIsLeftOut() {
        assertThat(recipes()).hasSize(GUIDE.split("```sql", -1).length - 1).hasSizeGreaterThan(8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recipes")
    void runsWhereItSays(Recipe recipe, TestDatabase database, PostgresCluster cluster) throws SQLException {
        for (PostgresNode node : recipe.nodes(cluster)) {
            try (Connection connection = database.connect(node);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(recipe.sql())) {
                int rows = 0;
                while (result.next()) {
                    rows++;
                }
                switch (recipe.rows()) {
                    case "a row for each replica" ->
                        assertThat(rows).isEqualTo(cluster.replicas().size());
                    case "one row for each setting" ->
                        assertThat(rows).isEqualTo(recipe.sql().split("', '", -1).length);
                    case "one row" -> assertThat(rows).isEqualTo(1);
                    default -> assertThat(rows).isNotNegative();
                }
                assertThat(columns(result))
                        .allSatisfy(column -> assertThat(GUIDE).contains("`" + column + "`"));
            }
        }
    }

    private static List<String> columns(ResultSet result) throws SQLException {
        ResultSetMetaData data = result.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            columns.add(data.getColumnLabel(i));
        }
        return columns;
    }
}
